/**
 * `node bench/runtime-live-writer.ts KUBECONFIG NAMESPACE JOBS JOBSPERSECOND`: ends the Jobs of `jobNames` at an even rate, in a process of its own, so that whoever
 * takes the times does nothing else. Prints the moment of each answer, in milliseconds since 1970 with a fraction, in the order of the names.
 */
import { connectKubernetes } from '../runtime/shared/kubernetes.ts';
import { nowMs } from './runtime-events.ts';
import { jobNames, JobWriter, statuses } from './runtime-jobs.ts';

const [kubeConfig, namespace, jobs, jobsPerSecond] = process.argv.slice(2);
const kubernetes = connectKubernetes({ kubeConfig, namespace, env: {} });
const writer = new JobWriter(kubernetes);
const writtenAtMs = await Promise.all(
  jobNames(Number(jobs)).map(async (name, index) => {
    await new Promise((resolve) => setTimeout(resolve, (index / Number(jobsPerSecond)) * 1000));
    await writer.write(name, statuses.complete);
    return nowMs();
  }),
);
console.log(JSON.stringify(writtenAtMs));
await kubernetes.close();
