/** Measures the start of the processes of the runtime, see README.md: `node bench/runtime-start.ts` bundles them and prints a line of JSON for each. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { jobTemplate } from '../lib/contract/job.ts';
import { nodeFlagsOf } from './entry-point.ts';

const runs = 10;
/** From the first line on; by then a process has tried all its connections. */
const idleMs = 2_000;
const root = fileURLToPath(new URL('../', import.meta.url));

/** What one start took. */
interface Start {
  /** From the start of Node to the first line of the log, as its parent sees it. */
  readonly ms: number;
  /** CPU time of all threads until then. */
  readonly cpuMs: number;
  /** Resident set size once it is idle. */
  readonly mib: number;
}

/** Of what `bundle.ts` prints. */
interface Bundle {
  readonly process: string;
  readonly bytes: number;
}

/** Node with nothing to do: what a start takes here at least. */
const yardstick = ['--eval', "console.log('{}'); setInterval(() => undefined, 60_000)"];

const folder = mkdtempSync(join(tmpdir(), 'berth-bench-'));
try {
  const printed = execFileSync(process.execPath, ['bundle.ts'], { cwd: root, encoding: 'utf8' });
  const bundles = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Bundle);
  const env = environment(await freePort());
  const programs = [
    { what: 'node', args: yardstick },
    ...bundles.map(({ process: what, bytes }) => ({
      what,
      bytes,
      args: [...nodeFlagsOf(what), join(root, 'bundle', `${what}.js`)],
    })),
  ];
  const starts = new Map<string, Start[]>(programs.map(({ what }) => [what, []]));
  // They take turns, so that what else happens on the machine happens to all; the first turn, which fills the disk's cache, does not count.
  for (let turn = 0; turn <= runs; turn += 1) {
    for (const { what, args } of programs) {
      const start = await measure(what, args, env);
      if (turn > 0) starts.get(what)?.push(start);
    }
  }
  for (const { what, args: _args, ...rest } of programs) {
    const all = starts.get(what) ?? [];
    const median = (key: keyof Start): number =>
      Math.round(all.map((start) => start[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0);
    const medians = { ms: median('ms'), cpuMs: median('cpuMs'), mib: median('mib') };
    console.log(JSON.stringify({ bench: 'runtime-start', what, ...medians, ...rest }));
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Start> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const ms = performance.now() - begin;
    const cpuMs = cpuMsOf(child.pid);
    child.stdout.resume();
    await wait(idleMs);
    if (child.exitCode !== null) throw new Error(`${name}: ended with ${child.exitCode}; expected it to stay`);
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    return { ms, cpuMs, mib: Number(kib) / 1024 };
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** CPU time of a process so far, which other work on the machine changes less than the time on the clock. @see proc(5), schedstat */
function cpuMsOf(pid: number | undefined): number {
  const times = readdirSync(`/proc/${pid}/task`).map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return 0; // a thread that has just ended
    }
  });
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A right environment, in which nothing answers: a process neither ends nor has work. */
function environment(httpPort: number): Readonly<Record<string, string>> {
  const host = '127.0.0.1';
  const nowhere = '1';
  const cluster = { name: 'nowhere', cluster: { server: `http://${host}:${nowhere}` } };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    users: [{ name: 'nobody', user: { token: 'none' } }],
    contexts: [{ name: 'bench', context: { cluster: 'nowhere', user: 'nobody', namespace: 'cds' } }],
    'current-context': 'bench',
  };
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(config));
  writeFileSync(join(folder, jobTemplate.fileName), templateOfLocal());
  return {
    PATH: process.env['PATH'] ?? '',
    HTTP_PORT: String(httpPort),
    INMETA_PATH: folder,
    JWT_PUBLIC_CERT_PATH: `http://${host}:${nowhere}/keys`,
    KUBE_CONFIG: join(folder, 'kubeconfig'),
    RABBITMQ_HOST: host,
    RABBITMQ_PASSWD: 'none',
    RABBITMQ_PORT: nowhere,
    RABBITMQ_USER: 'nobody',
    REDIS_HOST: host,
    REDIS_PORT: nowhere,
    TEMPLATES_PATH: folder,
  };
}

/** The Job's manifest as the local environment has it. */
function templateOfLocal(): string {
  const documents = parseAllDocuments(readFileSync(join(root, 'dist/local/cds/responder.k8s.yaml'), 'utf8'));
  const objects = documents.map((document) => document.toJS() as { data?: Record<string, string> });
  const template = objects.map(({ data }) => data?.[jobTemplate.fileName]).find((text) => text !== undefined);
  if (template === undefined) throw new Error(`bench: got no ${jobTemplate.fileName} in dist/local; run npm run synth`);
  return template;
}
