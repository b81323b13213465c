import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const binFolder = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));

/** How a program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a program runs, and with which variables beside those of the tests. */
export interface ProgramOptions {
  /** @default - the project's folder */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. The project's own Node and tools are found first, as npm has it. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd = root, env = {} }: ProgramOptions = {},
): Promise<Ended> {
  // what npm, jest and the tests around this one set must not change what the program does
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|JEST_|CDK8S_)/.test(name));
  const path = `${binFolder}:${process.env['PATH'] ?? ''}`;
  const child = spawn(program, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), PATH: path, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, stdout, stderr };
}

/** Runs `berth`. */
export const berth = (...args: readonly string[]): Promise<Ended> => runProgram('node', ['bin/berth.ts', ...args]);
