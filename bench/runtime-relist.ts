/** Measures a start of the reaper whose place in the watch is too old, see README.md. */
import { cpuMsOf, memoryOf } from './process-usage.ts';
import { forEach, jobNames, JobWriter, statuses } from './runtime-jobs.ts';
import { until } from '../test/support/control-plane/until.ts';
import { print, withServers } from './runtime-servers.ts';
import { rounded } from './statistics.ts';

const jobs = 10_000;

await withServers(async (servers, api) => {
  const namespace = await servers.createNamespace('relist');
  const writer = new JobWriter(servers.connect(namespace));
  const first = await servers.start('reaper', namespace);
  await first.untilReady();
  await first.stop();
  await forEach(jobNames(jobs), 32, async (name) => {
    await writer.create(name);
    await writer.write(name, statuses.complete);
  });
  // An API server that has just started knows of nothing that was before.
  await api.kill();
  await api.start();
  const startMs = performance.timeOrigin + performance.now();
  const reaper = await servers.start('reaper', namespace);
  await until('all events', 300_000, async () => (await servers.waitingEvents()) >= jobs);
  const [cpuMs, { peakMib }] = [cpuMsOf(reaper.pid), memoryOf(reaper.pid)];
  const at = (message: string) =>
    reaper.lines.filter(({ msg }) => msg === message).map(({ time }) => Date.parse(String(time)));
  const expired = reaper.count('the watch is too far behind');
  const [listing] = at('listing all jobs');
  const publishedMs = Math.max(...at('the event is published'));
  if (expired !== 1 || listing === undefined) throw new Error(`bench: relist: got ${expired} times 410; expected one`);
  print('reaper, start after 410 with 10,000 Jobs', {
    seconds: rounded((publishedMs - startMs) / 1000, 2),
    secondsFromList: rounded((publishedMs - listing) / 1000, 2),
    cpuMsPerJob: rounded(cpuMs / jobs, 2),
    peakMib,
  });
  await reaper.stop();
});
