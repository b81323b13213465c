import { eventKeys } from './messages.ts';
import type { EventOf, Fields, JobEvent, JobProgress, JobReference, UploadRequest } from './messages.ts';

/** The routing keys of events that say no more of a Job than how far it is. */
export type ProgressKey = 'cds.job.starting' | 'cds.job.running' | 'cds.job.retry' | 'cds.job.success';

/** Tells that a request became a Job. The Job's fields win over fields of the same names in the request. */
export function startedEvent(request: UploadRequest, job: JobReference): EventOf<'cds.job.started'> {
  return { routingKey: eventKeys.started, body: { ...request, ...referenceOf(job) } };
}

/**
 * Tells that no Job came of a request. `fields` are the request's, whether or not they are of the right types; what an
 * earlier event left among them (`error`, `job-name`, `traceback`, when its body was published again) is replaced or dropped.
 * @param launch the name the Job would have had, and where in the program its launch failed. @default - not launched
 */
export function invalidEvent(
  fields: Fields,
  error: string,
  launch?: { readonly jobName: string; readonly traceback: string },
): EventOf<'cds.job.invalid'> {
  // Never Object.assign: a field called __proto__ would become the body's prototype instead of a field.
  const { error: _error, 'job-name': _name, traceback: _traceback, ...kept } = fields;
  const failed = launch && { 'job-name': launch.jobName, traceback: launch.traceback };
  return { routingKey: eventKeys.invalid, body: { ...kept, error, ...failed } };
}

/** Tells how far a Job is. @param retryCount failed pods so far, an integer of 0 or more */
export function progressEvent<K extends ProgressKey>(
  routingKey: K,
  job: JobReference,
  retryCount: number,
): { readonly routingKey: K; readonly body: JobProgress } {
  return { routingKey, body: { ...referenceOf(job), 'retry-count': retryCount } };
}

/**
 * Tells that a Job was given up or deleted, with reason and message of its condition `Failed` as `Reason - message`.
 * What is absent or empty is left out with the dash; with neither, the reason is `Unknown`.
 * @param retryCount failed pods so far, an integer of 0 or more
 * @see guardian/CDS-K8s cdsreaper/jobwatcher.py, `get_job_failure_reason`
 */
export function failedEvent(
  job: JobReference,
  retryCount: number,
  condition: { readonly reason?: string; readonly message?: string },
): EventOf<'cds.job.failed'> {
  const reason = [condition.reason, condition.message].filter(Boolean).join(' - ') || 'Unknown';
  return {
    routingKey: eventKeys.failed,
    body: { ...referenceOf(job), 'retry-count': retryCount, 'failure-reason': reason },
  };
}

/** The three fields and no others, in the published order, whatever else the caller's object has. */
function referenceOf(job: JobReference): JobReference {
  return { 'job-id': job['job-id'], 'job-name': job['job-name'], 'job-namespace': job['job-namespace'] };
}

/** The two events after which nothing follows; on these a Job's logs are saved and the Job is deleted. */
export function isTerminal(event: JobEvent): event is EventOf<'cds.job.failed'> | EventOf<'cds.job.success'> {
  return event.routingKey === eventKeys.failed || event.routingKey === eventKeys.success;
}
