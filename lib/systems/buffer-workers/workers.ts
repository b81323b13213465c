/** What a worker reaches besides its queue. */
export type Store = 'mongodb' | 'elasticsearch' | 'friends-elasticsearch';

/** One of Buffer's queue workers. */
export interface Worker {
  /** Its name, which is also that of its queue; its deployment key is `worker-<name>`. */
  readonly name: string;
  /** What it does. */
  readonly does: string;
  /** @default - mongodb: all of them work on Buffer's own models */
  readonly reaches?: readonly Store[];
}

/** A cron job that fills the queue of a worker. */
export interface Cron {
  /** Its deployment key. */
  readonly key: string;
  readonly does: string;
  /** The worker whose queue it fills. */
  readonly fills: string;
}

/** The workers: one Deployment and one file of its name in `dist/` each. To add one, add a line. */
export const workers = [
  { name: 'update', does: "sends users' updates" },
  {
    name: 'elasticsearch-indexer',
    does: 'indexes profiles, users and updates in Elasticsearch',
    reaches: ['mongodb', 'elasticsearch'],
  },
  { name: 'followers-backfill', does: 'backfills follower counts in MongoDB' },
  { name: 'link', does: "increments the share button's count" },
  { name: 'patch-records', does: 'rewrites the image fields of updates to the right structure' },
  { name: 'signup', does: "completes a user's data after sign-up" },
  { name: 'tweet-backfill', does: 'backfills tweets' },
  {
    name: 'twitter-friends',
    does: "indexes into the friends' Elasticsearch cluster",
    reaches: ['mongodb', 'friends-elasticsearch'],
  },
  { name: 'user-cleanup', does: "cleans a user's data after they leave" },
  { name: 'analytics', does: 'works out analytics' },
  { name: 'email', does: 'sends mail' },
  { name: 'gnip-analytics', does: 'works out analytics from Gnip' },
  { name: 'picture', does: 'works on pictures' },
  { name: 'push', does: 'sends push notifications' },
  { name: 'quick-analytics', does: 'works out the analytics that are wanted at once' },
  { name: 's3-cleanup', does: 'removes files from S3' },
  { name: 'service', does: 'works for connected services' },
  { name: 'stripe-webhook', does: "works on Stripe's webhooks" },
  { name: 'update-migration', does: 'migrates updates' },
  { name: 'weekly-email-digest', does: 'sends the weekly digest' },
] as const satisfies readonly Worker[];

/** The cron jobs. */
export const crons = [
  { key: 'cron-analytics', does: 'sends all due analytics to the analytics queue', fills: 'analytics' },
  { key: 'cron-updates', does: 'sends all due updates to the updates queue', fills: 'update' },
] as const satisfies readonly Cron[];

/** The name of a worker. */
export type WorkerName = (typeof workers)[number]['name'];

/** The deployment key of a cron job. */
export type CronKey = (typeof crons)[number]['key'];
