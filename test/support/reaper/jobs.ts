import type { Job, JobCondition, JobStatus } from '../../../runtime/reaper/job-state.ts';

/** A condition that holds. */
export const condition = (type: string, reason?: string, message?: string): JobCondition => ({
  type,
  status: 'True',
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
});

/** A condition that held once. */
export const pastCondition = (type: string, reason?: string): JobCondition => ({ type, status: 'False', reason });

/** A Job as the API server sends it. @default - called cds-a, with the uid `<name>-uid`, no finalizer, an empty status */
export function job(status: JobStatus = {}, metadata: Partial<Job['metadata']> = {}): Job {
  const { name = 'cds-a' } = metadata;
  return { metadata: { name, uid: `${name}-uid`, ...metadata }, status };
}

const startTime = '2026-01-01T00:00:00Z';
const pods = (...uids: string[]) => uids;
const criteria = condition('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods');
const complete = condition('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods');
const backoffLimit = ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'] as const;
const deadline = ['DeadlineExceeded', 'Job was active longer than specified deadline'] as const;
const suspended = condition('Suspended', 'JobSuspended', 'Job suspended');
const resumed = pastCondition('Suspended', 'JobResumed');

/** A status with what the reaper does not read. */
export interface WholeStatus extends JobStatus {
  readonly ready?: number;
  readonly terminating?: number;
  readonly completionTime?: string;
}

/** A status that the Job controller writes, and the event that it is news of, `retry 1` with its attempt; undefined for none. */
export type Write = readonly [status: WholeStatus, event?: string];

/** The writes of one Job, in the controller's order, as watched on a live controller. Key: what becomes of the Job. */
export type Fates = Readonly<Record<string, readonly Write[]>>;

const created: Write = [{}, 'starting 0'];
const podMade: Write = [{ startTime, active: 1, ready: 0, terminating: 0 }, 'running 0'];
const podReady: Write = [{ startTime, active: 1, ready: 1, terminating: 0 }];
const failing: readonly Write[] = [
  [{ startTime, uncountedTerminatedPods: { failed: pods('p1') } }],
  [{ startTime, failed: 1, uncountedTerminatedPods: {} }],
];

/** Kubernetes 1.36. */
export const fates136: Fates = {
  'a Job that succeeds': [
    created,
    podMade,
    podReady,
    [{ startTime, uncountedTerminatedPods: { succeeded: pods('p1') }, conditions: [criteria] }],
    [{ startTime, completionTime: startTime, succeeded: 1, conditions: [criteria, complete] }, 'success 0'],
  ],
  'a Job with a pod too short to be seen ready': [
    created,
    podMade,
    [{ startTime, uncountedTerminatedPods: { succeeded: pods('p1') }, conditions: [criteria] }],
    [{ startTime, completionTime: startTime, succeeded: 1, conditions: [criteria, complete] }, 'success 0'],
  ],
  'a Job that fails once, then succeeds': [
    created,
    podMade,
    podReady,
    ...failing,
    [{ startTime, active: 1, failed: 1 }, 'retry 1'],
    [{ startTime, failed: 1, uncountedTerminatedPods: { succeeded: pods('p2') }, conditions: [criteria] }],
    [{ startTime, completionTime: startTime, failed: 1, succeeded: 1, conditions: [criteria, complete] }, 'success 1'],
  ],
  'a Job with a backoffLimit of 2 that fails': [
    created,
    podMade,
    ...failing,
    [{ startTime, active: 1, failed: 1 }, 'retry 1'],
    [{ startTime, failed: 1, uncountedTerminatedPods: { failed: pods('p2') } }],
    [{ startTime, failed: 2 }],
    [{ startTime, active: 1, failed: 2 }, 'retry 2'],
    [
      {
        startTime,
        failed: 2,
        uncountedTerminatedPods: { failed: pods('p3') },
        conditions: [condition('FailureTarget', ...backoffLimit)],
      },
    ],
    [
      {
        startTime,
        failed: 3,
        conditions: [condition('FailureTarget', ...backoffLimit), condition('Failed', ...backoffLimit)],
      },
      'failed 3',
    ],
  ],
  'a Job that is created suspended and resumed': [
    created,
    [{ conditions: [suspended] }],
    [{ startTime, active: 1, ready: 0, conditions: [resumed] }, 'running 0'],
    [{ startTime, active: 1, ready: 1, conditions: [resumed] }],
    [{ startTime, uncountedTerminatedPods: { succeeded: pods('p1') }, conditions: [resumed, criteria] }],
    [{ startTime, completionTime: startTime, succeeded: 1, conditions: [resumed, criteria, complete] }, 'success 0'],
  ],
  'a Job that is suspended while it runs, as Kueue evicts it, and resumed': [
    created,
    podMade,
    podReady,
    [{ failed: 1, terminating: 1, conditions: [suspended] }],
    [{ failed: 1, terminating: 0, conditions: [suspended] }],
    [{ startTime, active: 1, failed: 1, conditions: [resumed] }, 'retry 1'],
    [
      {
        startTime,
        failed: 1,
        uncountedTerminatedPods: { succeeded: pods('p2') },
        conditions: [resumed, criteria],
      },
    ],
    [
      { startTime, completionTime: startTime, failed: 1, succeeded: 1, conditions: [resumed, criteria, complete] },
      'success 1',
    ],
  ],
  'a Job that exceeds its activeDeadlineSeconds': [
    created,
    podMade,
    podReady,
    [
      {
        startTime,
        terminating: 1,
        uncountedTerminatedPods: { failed: pods('p1') },
        conditions: [condition('FailureTarget', ...deadline)],
      },
    ],
    [{ startTime, failed: 1, terminating: 1, conditions: [condition('FailureTarget', ...deadline)] }],
    [{ startTime, failed: 1, terminating: 0, conditions: [condition('FailureTarget', ...deadline)] }],
    [
      {
        startTime,
        failed: 1,
        terminating: 0,
        conditions: [condition('FailureTarget', ...deadline), condition('Failed', ...deadline)],
      },
      'failed 1',
    ],
  ],
};

/** Kubernetes 1.30: neither SuccessCriteriaMet nor FailureTarget. */
export const fates130: Fates = {
  'a Job that succeeds': [
    created,
    podMade,
    [{ startTime, uncountedTerminatedPods: { succeeded: pods('p1') } }],
    [{ startTime, completionTime: startTime, succeeded: 1, conditions: [complete] }, 'success 0'],
  ],
  'a Job that fails once, then succeeds': [
    created,
    podMade,
    ...failing,
    [{ startTime, active: 1, failed: 1 }, 'retry 1'],
    [{ startTime, failed: 1, uncountedTerminatedPods: { succeeded: pods('p2') } }],
    [{ startTime, completionTime: startTime, failed: 1, succeeded: 1, conditions: [complete] }, 'success 1'],
  ],
  'a Job with a backoffLimit of 0 that fails': [
    created,
    podMade,
    [{ startTime, uncountedTerminatedPods: { failed: pods('p1') } }],
    [{ startTime, failed: 1, conditions: [condition('Failed', ...backoffLimit)] }, 'failed 1'],
  ],
};
