import { headers } from '../../lib/contract/broker.ts';
import { deliveryIdentity } from '../../lib/contract/job.ts';
import { childOf, formatTraceparent } from '../../runtime/shared/trace.ts';

/** How a pod ends. */
export type PodEnd = 'succeed' | 'fail';

/** How a request ends. `deleted`: its Job fails since somebody deletes it. */
export type End = 'success' | 'failed' | 'deleted' | 'invalid' | 'dead letter';

/** One request of the demonstration, and what is to become of it. */
export interface DemoRequest {
  readonly title: string;
  readonly end: End;
  /** How many Jobs are to come of it. */
  readonly jobs: number;
  /** How often it is published. */
  readonly times: number;
  /** How the pods of its Job end, one after the other. */
  readonly pods: readonly PodEnd[];
  readonly routingKey: string;
  readonly body: Buffer;
  readonly messageId?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** By it the request's events are known: they carry it on. */
  readonly traceId: string;
  /** By it the request's Jobs are known: their annotation has it. */
  readonly identity: string;
}

/** The route that there is. */
export const routeName = 'upload.xml';

const inmeta =
  '<meta-data><meta-group type="movie"><meta name="title" value="Big Buck Bunny"/></meta-group></meta-data>';
const wrongInmeta = '<meta-data><movie title="Big Buck Bunny"/></meta-data>';

interface Sketch extends Partial<Pick<DemoRequest, 'end' | 'jobs' | 'times' | 'pods'>> {
  readonly title: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  /** @default true */
  readonly isNamed?: boolean;
}

const sketches: readonly Sketch[] = [
  { title: 'a good one', fields: { filename: 'bunny.mxf', online_id: 'VX-1', deliverable_asset: 12 } },
  { title: 'a name that no Job can have', fields: { filename: `Ünder/the: "${'very '.repeat(30)}long" bridge_.mxf` } },
  { title: 'the same message twice', fields: { filename: 'twice.mxf' }, times: 2 },
  {
    title: 'two messages of the same content',
    fields: { filename: 'again.mxf' },
    times: 2,
    jobs: 2,
    isNamed: false,
  },
  { title: 'a Job that fails twice', fields: { filename: 'broken.mxf' }, pods: ['fail', 'fail'], end: 'failed' },
  { title: 'a Job that fails, then succeeds', fields: { filename: 'second-try.mxf' }, pods: ['fail', 'succeed'] },
  { title: 'a Job that somebody deletes', fields: { filename: 'unwanted.mxf' }, pods: [], end: 'deleted' },
  { title: 'XML that its schema refuses', fields: { filename: 'xml.mxf', inmeta: wrongInmeta }, end: 'invalid' },
  { title: 'a route that there is not', fields: { filename: 'lost.mxf', routename: 'nowhere.xml' }, end: 'invalid' },
  { title: 'no JSON', text: '<not json>', end: 'dead letter' },
];

/** Ten requests of different fates. Other ones, in what tells them apart, each time. */
export function demoRequests(): DemoRequest[] {
  return sketches.map(
    ({ title, fields, text, isNamed = true, end = 'success', times = 1, pods = ['succeed'], ...rest }) => {
      const trace = childOf(undefined);
      const routingKey = 'deliverables.syndication.youtube.upload';
      const body = Buffer.from(text ?? JSON.stringify({ inmeta, routename: routeName, ...fields }));
      const messageId = isNamed ? `demo-${trace.traceId}` : undefined;
      return {
        title,
        end,
        times,
        pods,
        jobs: rest.jobs ?? (end === 'invalid' || end === 'dead letter' ? 0 : 1),
        routingKey,
        body,
        messageId,
        headers: { [headers.traceparent]: formatTraceparent(trace) },
        traceId: trace.traceId,
        identity: deliveryIdentity({ messageId, routingKey, body }),
      };
    },
  );
}
