import { startedEvent } from '../../lib/contract/events.ts';
import type { JobReference, UploadRequest } from '../../lib/contract/messages.ts';
import { parseRequest } from '../../lib/contract/message-parsers.ts';

const closingBrace = 0x7d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The body of `cds.job.started`: what `startedEvent` of the contract gives, made from the bytes of the request. So a request of 10 MiB that waits for its Job
 * is in memory once, as it came, and numbers keep their digits.
 * @param body of a request that `parseRequest` takes
 * @param hasReference whether the request has a field of a {@link JobReference} itself, as {@link hasReferenceFields} tells
 */
export function startedBody(body: Buffer, job: JobReference, hasReference: boolean): Buffer {
  if (hasReference) return reparsed(body, job);
  const start = body.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0;
  const { 'job-id': id, 'job-name': name, 'job-namespace': namespace } = job;
  // after the last brace of an object there is only white space, and a request has at least two fields before it
  const fields = body.subarray(start, body.lastIndexOf(closingBrace));
  const added = JSON.stringify({ 'job-id': id, 'job-name': name, 'job-namespace': namespace });
  return Buffer.concat([fields, Buffer.from(`,${added.slice(1)}`)]);
}

/** Whether a request has a field that the event adds: then the event's has to replace it, not stand beside it. */
export const hasReferenceFields = (request: UploadRequest): boolean =>
  ['job-id', 'job-name', 'job-namespace'].some((field) => Object.hasOwn(request, field));

function reparsed(body: Buffer, job: JobReference): Buffer {
  const { request } = parseRequest(body);
  if (request === undefined) throw new TypeError('responder: a request that was read before cannot be read');
  return Buffer.from(JSON.stringify(startedEvent(request, job).body));
}
