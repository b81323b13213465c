import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { makeFolder } from './folder.ts';
import { median } from './statistics.ts';

/** What a process took, from its start to its end. */
export interface Usage {
  readonly ms: number;
  /** CPU time of its main thread, which other work on the machine changes less. */
  readonly cpuMs: number;
  /** The most memory it had (maximum resident set size). */
  readonly mib: number;
}

/** A program for Node. */
export interface Program {
  readonly name: string;
  /** The arguments of node, given an empty folder to write to. */
  readonly args: (folder: string) => readonly string[];
}

const root = fileURLToPath(new URL('../', import.meta.url));
const { NODE_OPTIONS: _options, NODE_COMPILE_CACHE: _cache, NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;

/**
 * What programs take, turn by turn, each run in a fresh process with a fresh folder. They take turns, so that what else happens on the machine happens to
 * all of them; the first turn, which fills caches, does not count.
 */
export function usagesOf(programs: readonly Program[], runs: number): Map<string, readonly Usage[]> {
  const folder = makeFolder();
  try {
    const usages = new Map<string, Usage[]>(programs.map(({ name }) => [name, []]));
    for (let turn = 0; turn <= runs; turn += 1) {
      for (const [index, program] of programs.entries()) {
        // all folders are kept until the end: on a disk, to remove some would slow down those that make the next ones
        const usage = run(program, join(folder, `${turn}-${index}`));
        if (turn > 0) usages.get(program.name)?.push(usage);
      }
    }
    return usages;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run({ name, args }: Program, folder: string): Usage {
  const nodeArgs = ['--require', './bench/usage.cjs', ...args(folder)];
  const start = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, nodeArgs, {
    cwd: root,
    env: { ...env, CDK8S_OUTDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${name}: ended with ${status}\n${stderr}`);
  return { ms, ...(JSON.parse(output[3] ?? '') as Omit<Usage, 'ms'>) };
}

/** The median of each figure. */
export function middle(usages: readonly Usage[]): Usage {
  return {
    ms: median(usages.map(({ ms }) => ms)),
    cpuMs: median(usages.map(({ cpuMs }) => cpuMs)),
    mib: median(usages.map(({ mib }) => mib)),
  };
}
