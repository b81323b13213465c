/** Measures the log viewer's server on logs of 1 GB, see README.md. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  cpSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { EventReader } from '../test/support/log-viewer/events.ts';
import { testKey, tokenOf } from '../test/support/log-viewer/keys.ts';
import { RuntimeProcesses, type RuntimeProcess } from '../test/support/runtime-process.ts';
import { cpuMsOf, memoryOf } from './process-usage.ts';
import { median, percentile, rounded } from './statistics.ts';

const root = join(import.meta.dirname, '..');
const runs = Number(process.env['BENCH_RUNS'] ?? 7);
const followSeconds = Number(process.env['BENCH_SECONDS'] ?? 60);
const size = 1024 ** 3;
const needle = 'in 776 ms on host 9';
const followedLogs = 20;
const followersPerLog = 10;
/** In each of the followed logs. */
const linesPerSecond = 50;
const writeEveryMs = 100;

const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'berth-bench-'));
const logs = join(folder, 'logs');
const log = join(logs, 'test', 'large.log');
const processes = new RuntimeProcesses();
const agent = new Agent({ keepAlive: true });

try {
  execFileSync(process.execPath, ['bundle.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  cpSync(join(root, 'bundle'), join(folder, 'bundle'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'key.pem'), testKey.pem);
  mkdirSync(join(logs, 'test'), { recursive: true });
  const lines = writeLargeLog();
  const token = await tokenOf();
  await measureReading(lines, token);
  await measureFollowing(token);
} finally {
  agent.destroy();
  await processes.end();
  rmSync(folder, { recursive: true });
}

/** Each run has a process of its own, so that nothing is known of the log; the tools that it is compared with take turns with it. */
async function measureReading(lines: number, token: string): Promise<void> {
  const times = new Map<string, number[]>();
  const note = (what: string, ms: number) => times.set(what, [...(times.get(what) ?? []), ms]);
  const shell = (what: string, program: string, args: readonly string[]) => {
    const begin = performance.now();
    execFileSync(program, args);
    note(what, performance.now() - begin);
  };
  // The first turn, which fills the disk's cache, does not count.
  for (let turn = 0; turn <= runs; turn += 1) {
    const cold = await start();
    await get(cold, '/api/routes', token);
    const coldAsk = async (what: string, query: string) => {
      const { ms, body } = await get(cold, `/api/test/large.log?${query}`, token);
      note(what, ms);
      return body;
    };
    await coldAsk('last', 'lines=-200&numbered=false');
    await cold.stop();
    const fresh = await start();
    await get(fresh, '/api/routes', token);
    const freshAsk = async (what: string, query: string) => {
      const { ms, body } = await get(fresh, `/api/test/large.log?${query}`, token);
      note(what, ms);
      return body;
    };
    await freshAsk('index', 'fromLine=0&lines=0');
    for (let count = 0; count < 20; count += 1) {
      await freshAsk('any', `fromLine=${Math.floor(Math.random() * lines)}&lines=200`);
    }
    const found = await freshAsk('search', `search=${encodeURIComponent(needle)}&limit=10000`);
    await freshAsk(
      'search, any case',
      `search=${encodeURIComponent(needle.toUpperCase())}&ignoreCase=true&limit=10000`,
    );
    const end = JSON.parse(found.trimEnd().split('\n').at(-1) ?? '') as { readonly lines: number };
    if (end.lines !== lines) throw new Error(`bench: log viewer: got ${end.lines} lines; expected ${lines}`);
    await fresh.stop();
    shell('wc -l', 'wc', ['-l', log]);
    shell('grep -c', 'grep', ['-c', needle, log]);
    if (turn === 0) times.clear();
  }
  const of = (what: string) => median(times.get(what) ?? []);
  const ratio = (what: string, other: string) => rounded(of(what) / of(other), 2);
  print('last 200 lines, cold', { ms: rounded(of('last'), 1) });
  print('index', { ms: rounded(of('index')), wcMs: rounded(of('wc -l')), ratio: ratio('index', 'wc -l') });
  print('any 200 lines', { ms: rounded(of('any'), 1), p99Ms: rounded(percentile(times.get('any') ?? [], 99), 1) });
  for (const what of ['search', 'search, any case'])
    print(what, { ms: rounded(of(what)), grepMs: rounded(of('grep -c')), ratio: ratio(what, 'grep -c') });
}

/** 200 follow 20 logs, some of them large, while all of them grow. */
async function measureFollowing(token: string): Promise<void> {
  const names = Array.from({ length: followedLogs }, (_, index) => `followed-${index}.log`);
  const paths = names.map((name) => join(logs, 'test', name));
  for (const [index, path] of paths.entries()) {
    const descriptor = openSync(path, 'w');
    // Of 1 GB without taking it from the disk.
    if (index < 3) ftruncateSync(descriptor, size);
    closeSync(descriptor);
    appendFileSync(path, '\n');
  }
  const viewer = await start();
  const url = `http://127.0.0.1:${viewer.port}/api/test`;
  const readers: EventReader[] = [];
  for (const name of names) {
    for (let count = 0; count < followersPerLog; count += 1)
      readers.push(await EventReader.open(`${url}/${name}?follow=true`, token));
  }
  const delays: number[] = [];
  const memory: number[] = [];
  const linesAtOnce = (linesPerSecond * writeEveryMs) / 1000;
  const begin = performance.now();
  const cpuBefore = cpuMsOf(viewer.pid);
  let written = 0;
  while (performance.now() - begin < followSeconds * 1000) {
    for (const path of paths) {
      const text = Array.from(
        { length: linesAtOnce },
        (_, index) => `${written + index} ${performance.now()} a line of a log as long as they are, more or less\n`,
      );
      appendFileSync(path, text.join(''));
    }
    written += linesAtOnce;
    if (written % linesPerSecond === 0) memory.push(memoryOf(viewer.pid).rssMib);
    await wait(Math.max(0, begin + (written / linesPerSecond) * 1000 - performance.now()));
  }
  const cpuMs = cpuMsOf(viewer.pid) - cpuBefore;
  await wait(1_000);
  let wrong = 0;
  for (const reader of readers) {
    let next = 0;
    for (const { event, data, atMs } of reader.events) {
      if (event !== 'lines') continue;
      for (const line of (data as { readonly lines: readonly string[] }).lines) {
        const [number, at] = line.split(' ').map(Number) as [number, number];
        if (number !== next) wrong += 1;
        next = number + 1;
        delays.push(atMs - at);
      }
    }
    if (next !== written) wrong += 1;
    reader.close();
  }
  const { peakMib } = memoryOf(viewer.pid);
  const third = Math.floor(memory.length / 3);
  print('200 follow 20 logs', {
    seconds: followSeconds,
    lines: written * readers.length,
    wrong,
    delayMs: rounded(median(delays)),
    p99DelayMs: rounded(percentile(delays, 99)),
    mostDelayMs: rounded(percentile(delays, 100)),
    cpuPercent: rounded(cpuMs / (followSeconds * 10)),
    firstMib: median(memory.slice(0, third)),
    lastMib: median(memory.slice(-third)),
    peakMib,
  });
  await viewer.stop();
}

async function start(): Promise<RuntimeProcess> {
  const env = { LOG_BASE_PATH: logs, JWT_PUBLIC_CERT_PATH: join(folder, 'key.pem'), LOG_LEVEL: 'warn' };
  const viewer = await processes.start(join(folder, 'bundle', 'log-viewer.js'), env);
  await viewer.untilReady();
  return viewer;
}

/** @returns how long it took until all of the body was there, and the body */
async function get({ port }: RuntimeProcess, path: string, token: string): Promise<{ ms: number; body: string }> {
  const begin = performance.now();
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.once('end', () => resolve({ ms: performance.now() - begin, body }));
      response.once('error', reject);
    });
    asked.once('error', reject).end();
  });
}

/** @returns how many lines it has */
function writeLargeLog(): number {
  const descriptor = openSync(log, 'w');
  let lines = 0;
  for (let bytes = 0; bytes < size;) {
    let text = '';
    for (const end = lines + 10_000; lines < end; lines += 1) {
      const level = ['INFO', 'DEBUG', 'WARN', 'INFO', 'ERROR'][lines % 5];
      text += `2026-11-21T21:00:00.${String(lines % 1000).padStart(3, '0')}Z ${level} method ${lines} of route test.xml did its work in ${lines % 777} ms on host ${lines % 31}\n`;
    }
    bytes += writeSync(descriptor, text);
  }
  closeSync(descriptor);
  return lines;
}

function print(what: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'log-viewer', what, ...figures, load: Math.round(loadavg()[0] ?? 0) }));
}
