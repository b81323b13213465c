import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';

/** What the reaper reads of a Job as the API server sends it. Any field of `status` may be absent, of any version and controller. */
export interface Job {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    /** Opaque text, see resource-version.ts. */
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string | null;
    readonly finalizers?: readonly string[] | null;
    readonly annotations?: Readonly<Record<string, string>> | null;
  };
  readonly status?: JobStatus | null;
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/#JobStatus */
export interface JobStatus {
  readonly startTime?: string | null;
  readonly active?: number | null;
  readonly failed?: number | null;
  readonly succeeded?: number | null;
  readonly uncountedTerminatedPods?: {
    readonly succeeded?: readonly string[] | null;
    readonly failed?: readonly string[] | null;
  } | null;
  readonly conditions?: readonly (JobCondition | null)[] | null;
}

/** One condition of a Job; it holds only while `status` is "True". */
export interface JobCondition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** How far a Job is, in the words of the events. */
export type State = 'starting' | 'running' | 'retry' | 'success' | 'failed';

/** A state, and at which attempt: what an event tells. */
export interface Position {
  readonly state: State;
  /** Failed pods so far. Integer, 0 or more. */
  readonly attempt: number;
}

/** What is known of a Job: its position, or only that it is there, when it was first seen with nothing to tell. */
export interface Known {
  readonly state: State | 'seen';
  /** Failed pods so far. Integer, 0 or more. */
  readonly attempt: number;
}

/** The condition of that type that holds, wherever it stands in the list. */
export function trueCondition(job: Job, type: string): JobCondition | undefined {
  const conditions = job.status?.conditions;
  if (!Array.isArray(conditions)) return undefined;
  return conditions.find((condition: JobCondition | null) => condition?.type === type && condition.status === 'True');
}

/** Whether the Job succeeded: by its condition, never by counts. Nothing follows. @see kubernetes/kubernetes#125510 */
const isComplete = (job: Job): boolean => trueCondition(job, 'Complete') !== undefined;

/** Whether the Job was given up: by its condition, never by counts. Nothing follows. */
const isFailed = (job: Job): boolean => trueCondition(job, 'Failed') !== undefined;

/** Whether it is decided how the Job ends while its pods still end, from Kubernetes 1.31 on: what is active then is no further try. */
const isEnding = (job: Job): boolean =>
  trueCondition(job, 'SuccessCriteriaMet') !== undefined || trueCondition(job, 'FailureTarget') !== undefined;

/** Whether the Job's pods are taken from it until it is resumed; an eviction (Kueue) does that. */
const isSuspended = (job: Job): boolean => trueCondition(job, 'Suspended') !== undefined;

/** Whether the Job carries our finalizer: it stays until we take that away, also when it is deleted. */
export const isHeld = (job: Job): boolean => finalizersOf(job).includes(reportedFinalizer);

/**
 * Whether the Job is deleted and nothing but our finalizer keeps it. Before that, in a foreground deletion, its controller still counts the pods, so it may yet
 * turn out complete.
 */
export const isDeletedButForUs = (job: Job): boolean =>
  Boolean(job.metadata.deletionTimestamp) &&
  isHeld(job) &&
  finalizersOf(job).every((finalizer) => finalizer === reportedFinalizer);

/** Failed pods so far; 0 where the status does not say. */
export const failedPods = (job: Job): number => count(job.status?.failed);

/**
 * How far a Job is, by its status alone; `undefined` for a status that says nothing to tell: between two tries, suspended, ending, resumed and without a pod.
 * That depends on nothing but this one object, so a status that was missed or comes twice does no harm.
 *
 * | status                                              | position       |
 * | --------------------------------------------------- | -------------- |
 * | condition `Complete` or `Failed`                    | success, failed |
 * | condition `SuccessCriteriaMet`, `FailureTarget`, `Suspended` | none  |
 * | active pods, none failed so far                     | running        |
 * | active pods, n failed                               | retry n        |
 * | no pod, and none ever: no start, no count, no condition | starting   |
 * | anything else                                       | none           |
 */
export function positionOf(job: Job): Position | undefined {
  const attempt = failedPods(job);
  if (isComplete(job)) return { state: 'success', attempt };
  if (isFailed(job)) return { state: 'failed', attempt };
  if (isEnding(job) || isSuspended(job)) return undefined;
  if (count(job.status?.active) > 0) return attempt === 0 ? { state: 'running', attempt } : { state: 'retry', attempt };
  return hasNoHistory(job) ? { state: 'starting', attempt } : undefined;
}

/** After these nothing is told of a Job. */
export const isTerminalState = (state: Known['state']): state is 'success' | 'failed' =>
  state === 'success' || state === 'failed';

/** Whether a position comes after what was told: starting < running < retry 1 < retry 2 < terminal, and nothing after terminal. */
export function isNews(told: Known | undefined, now: Position): boolean {
  if (told === undefined) return true;
  const [before, after] = [rank[told.state], rank[now.state]];
  return after > before || (now.state === 'retry' && told.state === 'retry' && now.attempt > told.attempt);
}

const rank: Readonly<Record<Known['state'], number>> = {
  seen: -1,
  starting: 0,
  running: 1,
  retry: 2,
  success: 3,
  failed: 3,
};

/** A Job that was ever suspended or had a pod is not `starting`: with a lost journal that would step back. */
function hasNoHistory({ status }: Job): boolean {
  if (!status) return true;
  const { startTime, succeeded, failed, uncountedTerminatedPods: uncounted, conditions } = status;
  return (
    !startTime &&
    count(succeeded) + count(failed) === 0 &&
    length(uncounted?.succeeded) + length(uncounted?.failed) === 0 &&
    length(conditions) === 0
  );
}

// Of the API server these are what the types say; `managedBy` lets any controller write them, and no status may stop the loop.
const count = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0);
const length = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

function finalizersOf({ metadata: { finalizers } }: Job): readonly string[] {
  return Array.isArray(finalizers) ? finalizers : [];
}
