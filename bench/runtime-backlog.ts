/** Measures how fast the reaper works off a backlog, see README.md. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../test/support/control-plane/until.ts';
import { cpuMsOf, memoryOf } from './process-usage.ts';
import { forEach, jobNames, JobWriter, statuses } from './runtime-jobs.ts';
import { print, withServers, type BenchNamespace, type Servers } from './runtime-servers.ts';
import { median, rounded } from './statistics.ts';

const rounds = Number(process.env['BENCH_RUNS'] ?? 5);
const jobs = 1_000;
/** Each status of a Job is one event of the watch and one event that is published. */
const eventsPerJob = 4;

/** What it takes to read a watch and do nothing. */
interface Raw {
  readonly ms: number;
  readonly cpuMs: number;
}

interface Round {
  readonly ms: number;
  readonly cpuMs: number;
  readonly raw: Raw;
  /** The same watch as JSON, which is how most clients read it. */
  readonly rawJson: Raw;
  readonly peakMib: number;
}

await withServers(async (servers) => {
  const measured: Round[] = [];
  for (let number = 1; measured.length < rounds; number += 1) {
    const figures = await round(servers, await servers.createNamespace(`backlog-${number}`));
    if (figures !== undefined) measured.push(figures);
    else if (number > 2 * rounds) throw new Error('bench: backlog: the machine has too much other work');
  }
  const events = jobs * eventsPerJob;
  const perSecond = (ms: number) => Math.round((events / ms) * 1000);
  print('reaper, backlog of 4,000 events', {
    eventsPerSecond: perSecond(median(measured.map(({ ms }) => ms))),
    rawEventsPerSecond: perSecond(median(measured.map(({ raw }) => raw.ms))),
    ratio: rounded(median(measured.map(({ ms, raw }) => raw.ms / ms)), 2),
    rawJsonEventsPerSecond: perSecond(median(measured.map(({ rawJson }) => rawJson.ms))),
    ratioToJson: rounded(median(measured.map(({ ms, rawJson }) => rawJson.ms / ms)), 2),
    cpuMsPerJob: rounded(median(measured.map(({ cpuMs }) => cpuMs)) / jobs, 2),
    rawCpuMsPerJob: rounded(median(measured.map(({ raw }) => raw.cpuMs)) / jobs, 2),
    rawJsonCpuMsPerJob: rounded(median(measured.map(({ rawJson }) => rawJson.cpuMs)) / jobs, 2),
    peakMib: median(measured.map(({ peakMib }) => peakMib)),
    rounds: measured.map(({ ms }) => perSecond(ms)),
  });
});

/** @returns undefined where it took so long to write the backlog that the API server has forgotten its beginning, which it knows for some 75 s */
async function round(servers: Servers, namespace: BenchNamespace): Promise<Round | undefined> {
  const writer = new JobWriter(servers.connect(namespace));
  const first = await servers.start('reaper', namespace);
  await first.untilReady();
  const idleCpuMs = cpuMsOf(first.pid);
  await first.stop();
  const from = await writer.resourceVersion();
  await forEach(jobNames(jobs), 32, async (name) => {
    await writer.create(name);
    await writer.write(name, statuses.running);
    await writer.write(name, statuses.retrying);
    await writer.write(name, statuses.complete);
  });
  const raw = readRaw(namespace, from, 'protobuf');
  const rawJson = readRaw(namespace, from, 'json');
  if (raw === undefined || rawJson === undefined) return undefined;
  const before = await servers.waitingEvents();
  const reaper = await servers.start('reaper', namespace);
  // Nobody consumes them: what is measured is the reaper and whom it needs.
  const isDone = async () => (await servers.waitingEvents()) >= before + jobs * eventsPerJob;
  const isBehind = () => reaper.text.includes('the watch is too far behind');
  await until('all events', 300_000, async () => (await isDone()) || isBehind());
  const cpuMs = cpuMsOf(reaper.pid) - idleCpuMs;
  const { peakMib } = memoryOf(reaper.pid);
  await reaper.stop();
  if (isBehind()) return undefined;
  const times = (message: string) =>
    reaper.lines.flatMap(({ msg, time }) => (msg === message ? [Date.parse(String(time))] : []));
  const ms = Math.max(...times('the event is published')) - Math.min(...times('the journal is open'));
  return { ms, cpuMs, peakMib, raw, rawJson };
}

/** In a process of its own, as cold as the reaper is. @returns undefined where the watch does not begin there any more */
function readRaw({ name, kubeconfigs }: BenchNamespace, from: string, format: 'json' | 'protobuf'): Raw | undefined {
  const script = join(import.meta.dirname, 'runtime-raw-watch.ts');
  const args = [script, kubeconfigs.reaper, name, from, String(jobs * eventsPerJob), format];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (stderr.includes('got 410')) return undefined;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Raw;
}
