import { join } from 'node:path';
import { folderWith } from './folder.ts';
import { runProgram, type Ended } from './programs.ts';

/** The machine's own programs: the Node and the tools of this project are not on it, as they are not on a user's. */
const path = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules'))
  .join(':');

const quiet = { npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' };

/** Runs a program as a user of the package would. @param cwd the user's folder */
export const runAsUser = (cwd: string, program: string, ...args: readonly string[]): Promise<Ended> =>
  runAsUserWith({}, cwd, program, ...args);

/** The same, with variables of the user's. */
export const runAsUserWith = (
  env: Readonly<Record<string, string>>,
  cwd: string,
  program: string,
  ...args: readonly string[]
): Promise<Ended> => runProgram(program, args, { cwd, env: { PATH: path, ...quiet, ...env } });

/** Runs a program as a user would, to its success. @throws when its exit code is not 0, with all it printed */
export async function succeedAsUser(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runAsUser(cwd, program, ...args);
  if (exitCode === 0) return stdout;
  throw new Error(`${[program, ...args].join(' ')}: exit code ${exitCode}\n${stdout}${stderr}`);
}

/** What `npm pack` says of the package it made. */
export interface Packed {
  /** The path of the archive. */
  readonly archive: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs this project. */
export async function pack(): Promise<Packed> {
  const folder = folderWith();
  const { exitCode, stdout, stderr } = await runProgram('npm', ['pack', '--json', '--pack-destination', folder]);
  if (exitCode !== 0) throw new Error(`npm pack: exit code ${exitCode}\n${stdout}${stderr}`);
  // what the script that builds prints comes before
  const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as (Packed & { filename: string })[];
  if (packed === undefined) throw new Error(`npm pack: got ${JSON.stringify(stdout)}; expected a package`);
  return { ...packed, archive: join(folder, packed.filename) };
}
