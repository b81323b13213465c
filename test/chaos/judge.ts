import { eventKeys } from '../../lib/contract/messages.ts';
import { jobFates, type PlannedRequest } from './requests.ts';

/** An event as the observer's own queue had it, in the order of that queue. */
export interface ObservedEvent {
  readonly routingKey: string;
  readonly messageId: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether the observer's own queue says that it had handed it out before. */
  readonly redelivered: boolean;
}

/** All that the store of the cluster ever held of a Job. */
export interface ObservedJob {
  readonly uid: string;
  readonly name: string;
  /** The identity of its request. */
  readonly identity: string | undefined;
  /** The type of its last condition that ends it. @default - it did not end */
  readonly ended?: 'Complete' | 'Failed';
  readonly isDeleted: boolean;
}

/** What a run left behind. */
export interface Observed {
  readonly events: readonly ObservedEvent[];
  readonly jobs: readonly ObservedJob[];
  /** Bodies in the dead-letter queue. */
  readonly deadLetters: readonly string[];
  /** Whether the logs of a Job's pods were saved. */
  readonly hasLogs: (jobName: string) => boolean;
}

/** What is wrong with the world, one line each, and what may be so. */
export interface Verdict {
  /** Requests, Jobs and ends that nobody was told of. */
  readonly lost: readonly string[];
  /** Requests with more than one Job, or more than one answer; Jobs with more than one end. */
  readonly doubled: readonly string[];
  /** Whatever else is wrong: a wrong order, a wrong end, a log that is missing. */
  readonly wrong: readonly string[];
  /** Events and dead letters that came again as what they were, which is allowed after a process died. */
  readonly repeats: number;
}

/**
 * Judges a run from outside.
 *
 * @param uncertain titles of requests without messageId that the producer had to publish again without knowing whether the first had arrived: they may have two
 * Jobs, or two answers
 */
export function judge(
  requests: readonly PlannedRequest[],
  { events, jobs, deadLetters, hasLogs }: Observed,
  uncertain: ReadonlySet<string>,
): Verdict {
  const verdict = { lost: [] as string[], doubled: [] as string[], wrong: [] as string[] };
  const jobsOf = groupBy(jobs, ({ identity }) => identity ?? '');
  const eventsOf = groupBy(events, ({ body }) => String(body['job-id'] ?? ''));
  const invalidOf = groupBy(
    events.filter(({ routingKey }) => routingKey === eventKeys.invalid),
    ({ body }) => String(body['filename']),
  );
  let repeats = repeatsIn(events);
  const lettersOf = groupBy(deadLetters, (body) => body);

  for (const { title, fate, body, identity } of requests) {
    const most = uncertain.has(title) ? 2 : 1;
    const expectCount = (what: string, count: number) => {
      if (count === 0) verdict.lost.push(`${title} (${fate}): no ${what}`);
      if (count > most) verdict.doubled.push(`${title} (${fate}): ${count} ${what}`);
    };
    const own = jobsOf.get(identity) ?? [];
    const answers = new Set((invalidOf.get(title) ?? []).map(({ messageId }) => messageId)).size;
    const letters = (lettersOf.get(body.toString()) ?? []).length;
    if (jobFates.includes(fate)) expectCount('Job', own.length);
    else if (fate === 'not-json') {
      expectCount('dead letter', Math.min(letters, 1));
      repeats += Math.max(letters - 1, 0);
    } else expectCount('event invalid', answers);
    if (!jobFates.includes(fate) && own.length > 0) verdict.wrong.push(`${title} (${fate}): has a Job`);
    if (jobFates.includes(fate) && answers > 0) verdict.wrong.push(`${title} (${fate}): was told invalid`);
    if (fate !== 'not-json' && letters > 0) verdict.wrong.push(`${title} (${fate}): is a dead letter`);
  }
  for (const job of jobs) judgeJob(job, eventsOf.get(job.uid) ?? [], hasLogs, verdict);

  const known = new Set(jobs.map(({ uid }) => uid));
  for (const [uid, ofJob] of eventsOf) {
    if (uid !== '' && !known.has(uid)) verdict.wrong.push(`${ofJob[0]?.routingKey} of a Job that never was: ${uid}`);
  }
  return { ...verdict, repeats };
}

const rankOf: Readonly<Record<string, number>> = {
  [eventKeys.starting]: 1,
  [eventKeys.running]: 2,
  [eventKeys.retry]: 3,
  [eventKeys.failed]: 4,
  [eventKeys.success]: 4,
};

function judgeJob(
  job: ObservedJob,
  events: readonly ObservedEvent[],
  hasLogs: (jobName: string) => boolean,
  { lost, doubled, wrong }: { lost: string[]; doubled: string[]; wrong: string[] },
): void {
  const { name, ended, isDeleted } = job;
  const firsts = [...new Map(events.toReversed().map((event) => [event.messageId, event])).values()].toReversed();
  const told = (key: string) => firsts.filter(({ routingKey }) => routingKey === key);
  if (told(eventKeys.started).length === 0) lost.push(`${name}: no event started`);
  if (told(eventKeys.started).length > 1) doubled.push(`${name}: ${told(eventKeys.started).length} events started`);

  const ends = firsts.filter(({ routingKey }) => rankOf[routingKey] === 4);
  if (ends.length === 0) lost.push(`${name}: no last event`);
  if (ends.length > 1) doubled.push(`${name}: ${ends.length} last events`);
  const expected = ended === 'Complete' ? eventKeys.success : eventKeys.failed;
  if (ends.length === 1 && ends[0]?.routingKey !== expected)
    wrong.push(`${name}: told ${ends[0]?.routingKey}, but ${ended}`);

  let rank = 0;
  for (const { routingKey, body } of firsts) {
    const at = (rankOf[routingKey] ?? 0) + (routingKey === eventKeys.retry ? Number(body['retry-count']) / 1000 : 0);
    if (at > 0 && at < rank) wrong.push(`${name}: ${routingKey} came after what follows it`);
    if (at > 0) rank = Math.max(rank, at);
  }
  if (!isDeleted) lost.push(`${name}: was not deleted`);
  if (isDeleted && !hasLogs(name)) wrong.push(`${name}: was deleted without its logs`);
}

function repeatsIn(events: readonly ObservedEvent[]): number {
  const seen = new Set<string>();
  let repeats = 0;
  for (const { messageId, redelivered } of events) {
    if (seen.has(messageId) && !redelivered) repeats += 1;
    seen.add(messageId);
  }
  return repeats;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
