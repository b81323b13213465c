import { annotationPrefix } from './job-labels.ts';

/**
 * The finalizer of a Job that the responder creates. The reaper removes it once the broker has confirmed the Job's terminal event, so that no Job is gone
 * before its end is told.
 */
export const reportedFinalizer = `${annotationPrefix}reported`;

/** What a Job of ours carries beside what its labels need. */
export const jobAnnotations = {
  /** The identity of the request, as `deliveryIdentity` gives it. */
  delivery: `${annotationPrefix}delivery`,
  /** The W3C trace context of the request. */
  traceparent: `${annotationPrefix}traceparent`,
} as const;
