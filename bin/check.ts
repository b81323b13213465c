import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { joinReports } from '../lib/checks/check.ts';
import { checkFiles } from '../lib/checks/check-files.ts';
import { outputs } from '../lib/checks/report.ts';
import { BerthError, faultText } from '../lib/core/errors.ts';
import { loadEnvironments, type Fleet } from '../lib/synth/fleet.ts';
import { argumentError, ownFleet } from './fleet.ts';
import { usages } from './usage.ts';

const usage = usages.check.call;

/**
 * `berth check`: checks manifests, and exits with 0 if nothing is found, 1 if something is, 2 if it could not check. What is given is taken to be
 * applied to one cluster together; with `--each`, every file or folder alone. Without any, it is the environments of the fleet, each alone.
 */
export async function check(args: readonly string[]): Promise<void> {
  const { output, each, paths } = checkArguments(args);
  try {
    const report = joinReports((await clustersOf(paths, each)).map(checkFiles));
    process.stdout.write(outputs[output](report));
    process.exitCode = report.counts.findings === 0 ? 0 : 1;
  } catch (error) {
    // 1 would say that something was found
    console.error(error instanceof BerthError ? error.message : error);
    process.exitCode = 2;
  }
}

/** The paths of each cluster. */
async function clustersOf(paths: readonly string[], each: boolean): Promise<readonly (readonly string[])[]> {
  if (paths.length > 0 && !each) return [paths];
  const folders = paths.length > 0 ? paths : await writtenFolders();
  return folders.map((folder) => [folder]);
}

/**
 * The folders that the environments of this folder's fleet are written to.
 *
 * @throws ERR_FLEET_FILE when there is no fleet
 * @throws ERR_CHECK_PATH when one of them is not written yet
 */
async function writtenFolders(): Promise<string[]> {
  const { environments } = await fleetToCheck();
  const folders = (await loadEnvironments(environments)).map(({ name }) => `dist/${name}`);
  const missing = folders.filter((folder) => !existsSync(folder));
  if (missing.length === 0) return folders;
  const fault = {
    code: 'ERR_CHECK_PATH',
    got: 'no such folder',
    expected: 'manifests',
    remedy: 'write them: npm run synth',
  } as const;
  const lines = missing.map((folder) => faultText('berth check', { ...fault, property: folder }));
  throw new BerthError('ERR_CHECK_PATH', lines.join('\n'));
}

async function fleetToCheck(): Promise<Fleet> {
  try {
    return await ownFleet();
  } catch (cause) {
    if (!(cause instanceof BerthError)) throw cause;
    throw new BerthError(cause.code, `${cause.message}\nor name what to check: ${usage}`, { cause });
  }
}

interface CheckArguments {
  readonly output: keyof typeof outputs;
  readonly each: boolean;
  readonly paths: readonly string[];
}

function checkArguments(args: readonly string[]): CheckArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { output: { type: 'string', default: 'text' }, each: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (!isOutput(values.output)) throw new Error(`the output ${values.output}`);
    return { output: values.output, each: values.each, paths: positionals };
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

const isOutput = (name: string): name is keyof typeof outputs => Object.hasOwn(outputs, name);
