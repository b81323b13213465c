import type { Fault } from '../../lib/contract/faults.ts';
import { jobHint } from '../../lib/contract/job.ts';
import { jobLabels, type JobLabels } from '../../lib/contract/job-labels.ts';
import { parseRequest } from '../../lib/contract/message-parsers.ts';
import type { Fields } from '../../lib/contract/messages.ts';
import { RejectError } from '../shared/errors.ts';
import { encodeInmeta, type InmetaSchema } from './inmeta.ts';
import type { Routes } from './routes.ts';
import { hasReferenceFields } from './started-body.ts';

/** The largest body that is read, in bytes: 16 MiB, what RabbitMQ takes by default. Larger ones become dead letters unread. */
const bodyLimit = 16 * 2 ** 20;

/** What a Job needs of its request. The rest of the request stays in the bytes it came in. */
export interface ValidRequest {
  /** As `encodeInmeta` gives it. */
  readonly inmeta: Uint8Array;
  readonly routeName: string;
  /** What the Job is named after, as `jobHint` gives it. */
  readonly hint: string | undefined;
  readonly labels: JobLabels;
  /** As `hasReferenceFields` gives it. */
  readonly hasReference: boolean;
}

/** A request that a Job can be made of, or everything that keeps one from it. */
export type CheckedRequest =
  | { readonly request: ValidRequest; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly fields: Fields; readonly request?: undefined };

/** What requests are checked against. */
export interface RequestRules {
  readonly schema: InmetaSchema;
  readonly routes: Routes;
}

/**
 * Reads a request and checks its fields, its inmeta and its route. All faults come together, whichever of the three they are of.
 * @throws RejectError for a body that is too large or no JSON object, of which nothing could be told but that; RetryError when the routes are away
 */
export async function checkRequest(body: Uint8Array, { schema, routes }: RequestRules): Promise<CheckedRequest> {
  if (body.length > bodyLimit) throw new RejectError(`body: got ${body.length} bytes; expected at most ${bodyLimit}`);
  const parsed = parseRequest(body);
  const fields = parsed.request ?? parsed.fields;
  if (fields === undefined) throw new RejectError(textOf(parsed.faults ?? []));
  const { inmeta: text, routename } = fields;
  const inmeta = typeof text === 'string' ? encodeInmeta(text) : undefined;
  const routeFaults = hasFault(parsed.faults, 'routename') ? [] : await routes.faultsOf(String(routename));
  const faults = [...(parsed.faults ?? []), ...(inmeta === undefined ? [] : schema.faultsOf(inmeta)), ...routeFaults];
  if (parsed.request === undefined || inmeta === undefined || faults.length > 0) return { faults, fields };
  const { request } = parsed;
  const hasReference = hasReferenceFields(request);
  return {
    request: { inmeta, routeName: request.routename, hint: jobHint(request), labels: jobLabels(request), hasReference },
  };
}

const hasFault = (faults: readonly Fault[] | undefined, at: string): boolean =>
  faults?.some((each) => each.at === at) ?? false;

/** Faults as one text, a line each: the field `error` of an event, or the reason of a dead letter. */
export const textOf = (faults: readonly Fault[]): string =>
  faults.map(({ at, problem }) => `${at}: ${problem}`).join('\n');
