/** Measures how long after a status an event comes, see README.md. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuMsOf } from './process-usage.ts';
import { Events, nowMs, uidIn } from './runtime-events.ts';
import { forEach, jobNames, JobWriter, smallTemplateFor, watchJobs } from './runtime-jobs.ts';
import { print, withServers, type BenchNamespace, type Servers } from './runtime-servers.ts';
import { percentile, rounded } from './statistics.ts';

const loads = [
  { jobsPerSecond: 10, jobs: 300 },
  { jobsPerSecond: 300, jobs: 3_000 },
];

await withServers(async (servers) => {
  for (const load of loads) await measure(servers, load);
});

/** The Jobs are there, and told of; then each ends, at an even rate. */
async function measure(servers: Servers, { jobsPerSecond, jobs }: (typeof loads)[number]): Promise<void> {
  const namespace = await servers.createNamespace(`live-${jobsPerSecond}`);
  const kubernetes = servers.connect(namespace);
  const writer = new JobWriter(kubernetes, smallTemplateFor(namespace.name));
  const uids = new Map<string, string>();
  await forEach(jobNames(jobs), 32, async (name) => {
    uids.set(name, await writer.create(name));
    await writer.clearManagedFields(name);
  });
  const events = await Events.listen(servers.broker);
  const reaper = await servers.start('reaper', namespace);
  await reaper.untilReady();
  await events.reach(jobs);

  const received: { readonly uid: string; readonly atMs: number }[] = [];
  const watched: { readonly uid: string; readonly atMs: number }[] = [];
  events.on((event) => received.push({ uid: uidIn(event), atMs: event.atMs }));
  const watching = new AbortController();
  // What a watch shows on its own is the part of the delay that is the API server's. The removal of the finalizer follows: the first change is the status.
  const seen = new Set<string>();
  const watch = await watchJobs(kubernetes, watching.signal, (type, uid) => {
    if (type !== 'MODIFIED' || seen.has(uid)) return;
    seen.add(uid);
    watched.push({ uid, atMs: nowMs() });
  });
  const cpuMs = cpuMsOf(reaper.pid);
  const moments = await write(servers, namespace, { jobsPerSecond, jobs });
  const writtenAtMs = new Map(jobNames(jobs).map((name, index) => [uids.get(name) ?? '', moments[index] ?? NaN]));
  await events.reach(2 * jobs);
  const cpuMsPerJob = (cpuMsOf(reaper.pid) - cpuMs) / jobs;
  watching.abort();
  await watch.ended;
  await events.close();
  await reaper.stop();
  // An event may come before the answer to the write.
  const delays = (seen: typeof received) =>
    seen.map(({ uid, atMs }) => Math.max(0, atMs - (writtenAtMs.get(uid) ?? NaN)));
  const writtenMs = Math.max(...writtenAtMs.values()) - Math.min(...writtenAtMs.values());
  print(`reaper, live, ${jobsPerSecond} Jobs/s`, {
    // less than asked for where the machine cannot do it
    writtenPerSecond: rounded(((jobs - 1) / writtenMs) * 1000),
    p50Ms: rounded(percentile(delays(received), 50), 1),
    p99Ms: rounded(percentile(delays(received), 99), 1),
    rawP50Ms: rounded(percentile(delays(watched), 50), 1),
    rawP99Ms: rounded(percentile(delays(watched), 99), 1),
    cpuMsPerJob: rounded(cpuMsPerJob, 2),
  });
}

/** @returns when each Job's status was written, in the order of their names */
async function write(
  servers: Servers,
  { name }: BenchNamespace,
  { jobsPerSecond, jobs }: (typeof loads)[number],
): Promise<readonly number[]> {
  const script = join(import.meta.dirname, 'runtime-live-writer.ts');
  const args = [script, servers.api.kubeconfig, name, String(jobs), String(jobsPerSecond)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as readonly number[];
}
