import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import type { Job, JobCondition } from './cluster.ts';

/** How a Job is, for a person. `ending`: its end is decided, and pods still run. `waiting`: no pod of its runs, such as between two tries. */
export const jobStates = ['starting', 'running', 'waiting', 'suspended', 'ending', 'success', 'failed'] as const;

/** One of {@link jobStates}. */
export type JobState = (typeof jobStates)[number];

/** The condition of one of those types that holds, wherever it stands in the list. */
function trueCondition(job: Job, ...types: readonly string[]): JobCondition | undefined {
  const conditions = job.status?.conditions;
  if (!Array.isArray(conditions)) return undefined;
  return (conditions as readonly (JobCondition | null)[]).find(
    (each): each is JobCondition => each?.status === 'True' && types.includes(each.type ?? ''),
  );
}

/** How a Job is, by its conditions first and its counts last. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions */
export function stateOf(job: Job): JobState {
  if (trueCondition(job, 'Complete')) return 'success';
  if (trueCondition(job, 'Failed')) return 'failed';
  if (trueCondition(job, 'SuccessCriteriaMet', 'FailureTarget')) return 'ending';
  if (trueCondition(job, 'Suspended')) return 'suspended';
  if ((job.status?.active ?? 0) > 0) return 'running';
  return job.status?.startTime || (job.status?.failed ?? 0) > 0 ? 'waiting' : 'starting';
}

/** When a Job ended, in milliseconds since 1970; `undefined` while it has not, or does not say. */
export function endedAtMs(job: Job): number | undefined {
  const at = Date.parse(trueCondition(job, 'Complete', 'Failed')?.lastTransitionTime ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** Whether nothing follows for a Job but its deletion. */
export const hasEnded = (job: Job): boolean => trueCondition(job, 'Complete', 'Failed') !== undefined;

/** Where in its list a Job has our finalizer; -1 where it has not. */
export function finalizerIndex({ metadata: { finalizers } }: Job): number {
  return Array.isArray(finalizers) ? finalizers.indexOf(reportedFinalizer) : -1;
}
