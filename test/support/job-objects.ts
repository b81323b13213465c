import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import type { ApiServer } from './api-server.ts';

/** A Job as a test wants it. */
export interface JobObject {
  readonly name: string;
  /** @default - empty */
  readonly status?: object;
  /** @default - that which the reaper takes off */
  readonly finalizers?: readonly string[];
}

/** A Job that ended well, in that second. */
export const completed = (at: string) => ({
  startTime: at,
  completionTime: at,
  succeeded: 1,
  uncountedTerminatedPods: {},
  conditions: ['SuccessCriteriaMet', 'Complete'].map((type) => ({ type, status: 'True', lastTransitionTime: at })),
});

/** A Job that was given up, in that second. */
export const givenUp = (at: string) => ({
  startTime: at,
  failed: 1,
  uncountedTerminatedPods: {},
  conditions: ['FailureTarget', 'Failed'].map((type) => ({ type, status: 'True', lastTransitionTime: at })),
});

/** Creates Jobs in a namespace of an API server without controllers, each with its status. @returns their uids by name */
export async function createJobs(
  cluster: ApiServer,
  namespace: string,
  jobs: readonly JobObject[],
): Promise<ReadonlyMap<string, string>> {
  const items = jobs.map(({ name, finalizers = [reportedFinalizer] }) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, finalizers },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'job:1' }] } },
    },
  }));
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const output = 'jsonpath={.metadata.name} {.metadata.uid}{"\\n"}';
  const { stdout } = await cluster.kubectl(['create', '-o', output, '-f', '-'], { input });
  for (const { name, status } of jobs) {
    if (status === undefined) continue;
    const patch = ['patch', 'job', name, '-n', namespace, '--subresource=status', '--type=merge', '-p'];
    await cluster.kubectl([...patch, JSON.stringify({ status })]);
  }
  const lines = stdout.trim().split('\n');
  return new Map(lines.map((line) => line.split(' ') as [name: string, uid: string]));
}
