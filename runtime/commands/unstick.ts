import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import type { CommandCluster, Job } from './cluster.ts';
import { commandError, errorCodes } from './errors.ts';
import { finalizerIndex, stateOf, type JobState } from './job-overview.ts';

/** A Job that has our finalizer, and so stays until the reaper takes it off. */
export interface HeldJob {
  readonly name: string;
  readonly uid: string;
  readonly state: JobState;
  /** Whether it is deleted, and stays only because of its finalizers. */
  readonly isDeleted: boolean;
}

/** What became of the Jobs that have our finalizer. */
export interface Unstuck {
  readonly namespace: string;
  readonly held: number;
  /** How many do not have it any more. */
  readonly released: number;
  readonly dryRun: boolean;
}

/** How often the list of one Job's finalizers may change under our hands. */
const tries = 5;

/**
 * Takes our finalizer off every Job, so that Jobs can be deleted where no reaper runs any more. What it kept back is lost with it: the end of a Job that is
 * deleted then is not told.
 * @param options.dryRun nothing is changed; it is only told which Jobs have it
 * @param onJob called for each of them, once it is dealt with
 * @throws ERR_COMMAND_UNREACHABLE, ERR_COMMAND_REFUSED; those dealt with by then stay so
 */
export async function unstick(
  cluster: CommandCluster,
  { dryRun }: { readonly dryRun: boolean },
  onJob: (job: HeldJob) => void,
): Promise<Unstuck> {
  const held = (await cluster.jobs()).jobs.filter((job) => finalizerIndex(job) >= 0);
  for (const job of held) {
    if (!dryRun) await release(cluster, job);
    const { name, uid, deletionTimestamp } = job.metadata;
    onJob({ name, uid, state: stateOf(job), isDeleted: Boolean(deletionTimestamp) });
  }
  return { namespace: cluster.namespace, held: held.length, released: dryRun ? 0 : held.length, dryRun };
}

/** The tests in the patch make it this very Job and this very finalizer, whatever else has changed. */
async function release(cluster: CommandCluster, job: Job): Promise<void> {
  const { name, uid } = job.metadata;
  let index = finalizerIndex(job);
  for (let left = tries; left > 0; left -= 1) {
    const path = `/metadata/finalizers/${index}`;
    const result = await cluster.patchJob(name, [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path, value: reportedFinalizer },
      { op: 'remove', path },
    ]);
    if (result !== 'other') return;
    const now = await cluster.job(name);
    if (now === undefined || now.metadata.uid !== uid) return;
    index = finalizerIndex(now);
    if (index < 0) return;
  }
  const problem = `got ${tries} changes of its finalizers by others; expected to be alone; try again`;
  throw commandError(errorCodes.refused, `kubernetes: Job ${name}: ${problem}`);
}
