import { deliveryIdentity } from '../../lib/contract/job.ts';
import type { Random } from './random.ts';

/** What is to become of a request. */
export type Fate = 'succeeds' | 'fails' | 'retries' | 'bad-xml' | 'unknown-route' | 'bad-fields' | 'not-json';

/** A request of the producer's. */
export interface PlannedRequest {
  /** Stands in the body, and tells it from all others. */
  readonly title: string;
  readonly fate: Fate;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly messageId: string | undefined;
  /** Its identity, as the annotation of its Job holds it. */
  readonly identity: string;
  /** Whether the producer publishes it twice, with the same messageId. */
  readonly isPublishedTwice: boolean;
}

/** The fates of requests that get a Job. */
export const jobFates: readonly Fate[] = ['succeeds', 'fails', 'retries'];

const fateWeights: Readonly<Record<Fate, number>> = {
  succeeds: 70,
  fails: 6,
  retries: 8,
  'bad-xml': 5,
  'unknown-route': 4,
  'bad-fields': 4,
  'not-json': 3,
};

/** The file of a fate's route; the simulated pods end as it says. */
export const routeOf = (fate: Fate): string => `${jobFates.includes(fate) ? fate : 'succeeds'}.xml`;

const inmeta = '<meta-data><meta-group type="movie"><meta name="title" value="a &amp; b"/></meta-group></meta-data>';
const platforms = { youtube: 3, facebook: 2, dailymotion: 1 };
const shapes = { plain: 6, long: 1, unicode: 1, illegal: 1 };

/** The requests of a run, in the order in which they are published. */
export function planRequests(count: number, random: Random): PlannedRequest[] {
  return Array.from({ length: count }, (_, index) => plan(index, random));
}

function plan(index: number, random: Random): PlannedRequest {
  const fate = random.pick(fateWeights);
  const title = `${nameOf(random.pick(shapes))}${index}`;
  const routingKey = `deliverables.syndication.${random.pick(platforms)}.upload`;
  const body = Buffer.from(bodyOf(title, index, fate));
  const messageId = random.next() < 0.7 ? `chaos-${index}` : undefined;
  const isPublishedTwice = messageId !== undefined && random.next() < 0.05;
  const identity = deliveryIdentity({ messageId, routingKey, body });
  return { title, fate, routingKey, body, messageId, identity, isPublishedTwice };
}

const nameOf = (shape: keyof typeof shapes): string =>
  ({ plain: 'movie-', long: 'a-very-long-title-'.repeat(6), unicode: 'Überraschung-', illegal: 'a/b:c d_-' })[shape];

function bodyOf(title: string, index: number, fate: Fate): string {
  if (fate === 'not-json') return `not json: ${title}`;
  return JSON.stringify({
    inmeta: fate === 'bad-xml' ? '<meta-data><unknown/></meta-data>' : inmeta,
    routename: fate === 'unknown-route' ? 'nowhere.xml' : routeOf(fate),
    filename: title,
    online_id: fate === 'bad-fields' ? 12 : `VX-${index}/${'x'.repeat(index % 90)}`,
    deliverable_asset: index,
  });
}
