import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BerthError, faultText, type ErrorCode } from '../core/errors.ts';
import type { SystemApp } from '../core/system-app.ts';
import { CheckedBefore } from './checked-before.ts';
import { checkRendered } from './checks.ts';
import { fleetApps, type Fleet } from './fleet.ts';
import { render } from './render.ts';
import { writeFiles, writtenTexts } from './write.ts';

/** What part of a fleet is written; everything where nothing is said. */
export interface Part {
  readonly environment?: string;
  readonly system?: string;
  readonly deploymentKey?: string;
}

const usage = 'npm run synth -- [--environment NAME] [--system NAME] [DEPLOYMENT KEY]';

/**
 * The command line of synth.
 *
 * @throws ERR_ARGUMENT when an argument is not known
 */
export function parsePart(args: readonly string[]): Part {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { environment: { type: 'string' }, system: { type: 'string' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new Error(`more than one deployment key: ${positionals.join(', ')}`);
    return { ...values, ...(positionals[0] === undefined ? {} : { deploymentKey: positionals[0] }) };
  } catch (cause) {
    const got = withoutAdvice(cause instanceof Error ? cause.message : String(cause));
    throw new BerthError('ERR_ARGUMENT', argumentFault('arguments', got, usage), { cause });
  }
}

/** What Node says of an argument that it does not know, without its advice on how to pass it as another one. */
export const withoutAdvice = (message: string): string =>
  message.replace(/[.] (?:To specify|This command does not).*$/s, '');

/** What was written. */
export interface Written {
  readonly files: number;
  readonly objects: number;
  /** What objects waive of the checks, one line each, with the reason. */
  readonly waived: readonly string[];
}

/**
 * Renders a fleet, or one environment of it, checks it, and writes it or a part of it. Nothing is written unless everything rendered is right.
 *
 * @param folder such as `dist`
 * @param before what need not be checked again. @default - everything is checked
 * @throws ERR_ARGUMENT when the part does not exist
 * @throws ERR_FLEET when anything is wrong with the fleet; the message holds all faults
 */
export async function synthesize(
  apps: readonly SystemApp[],
  folder: string,
  part: Part = {},
  before?: CheckedBefore,
): Promise<Written> {
  const { files, faults } = render(
    apps.filter(({ environment }) => (part.environment ?? environment.name) === environment.name),
    before === undefined,
  );
  if (faults.length > 0) throw new BerthError('ERR_FLEET', faults.join('\n'));
  const there = writtenTexts(folder);
  const checked = await checkRendered(files, folder, before, there);
  if (checked.faults.length > 0) throw new BerthError('ERR_FLEET', checked.faults.join('\n'));
  const isPart = (path: string): boolean => {
    const [environment, system, file, ...deeper] = path.split('/');
    // what lies elsewhere below the folder is not ours to remove
    return (
      file !== undefined &&
      deeper.length === 0 &&
      (part.environment ?? environment) === environment &&
      (part.system ?? system) === system &&
      (part.deploymentKey === undefined ||
        [`${part.deploymentKey}.k8s.yaml`, `${part.deploymentKey}.k8s.yaml.part`].includes(file))
    );
  };
  const chosen = files.filter(({ path }) => isPart(path));
  if (chosen.length === 0) throw new BerthError('ERR_ARGUMENT', unknownPart(apps, part));
  mkdirSync(folder, { recursive: true });
  writeFiles(folder, chosen, isPart, there);
  const objects = chosen.reduce((sum, file) => sum + file.constructPaths.length, 0);
  return { files: chosen.length, objects, waived: checked.waived };
}

/**
 * What the `main.ts` of a fleet does: `synthFleet`, but what a user can put right is printed, and sets the exit code: 2 for an argument, else 1.
 */
export async function runSynth(...parameters: Parameters<typeof synthFleet>): Promise<void> {
  try {
    await synthFleet(...parameters);
  } catch (error) {
    reportError(error);
  }
}

/**
 * Synthesizes a fleet, or the part that the command line names, and prints how much was written.
 *
 * @param args what `parsePart` takes. @default - those of the process
 * @param folder @default - what the variable `CDK8S_OUTDIR` says, as the command `cdk8s synth` sets it; else `dist`
 * @param before what need not be checked again. @default - what the folder's earlier synths found nothing in
 * @throws BerthError for all that a user can put right; nothing is written or printed then
 */
export async function synthFleet(
  fleet: Fleet,
  args: readonly string[] = process.argv.slice(2),
  folder = process.env['CDK8S_OUTDIR'] ?? 'dist',
  before = new CheckedBefore(),
): Promise<void> {
  const part = parsePart(args);
  const { files, objects, waived } = await synthesize(await fleetApps(fleet), folder, part, before);
  for (const line of waived) console.log(line);
  const took = `${process.uptime().toFixed(2)} s`;
  console.log(`${counted(files, 'file')}, ${counted(objects, 'object')}, ${took}`);
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is wrong with how a command was called, and not with a fleet. */
const misuse: readonly ErrorCode[] = ['ERR_ARGUMENT', 'ERR_FLEET_FILE', 'ERR_IMAGE_BUILDER', 'ERR_INIT_FOLDER'];

/** Ends a command that failed: prints what a user can put right and sets the exit code. @throws any other error again */
export function reportError(error: unknown): void {
  if (!(error instanceof BerthError)) throw error;
  console.error(error.message);
  process.exitCode = misuse.includes(error.code) ? 2 : 1;
}

function unknownPart(apps: readonly SystemApp[], part: Part): string {
  if (apps.length === 0) return argumentFault('fleet', 'no systems at all', 'at least one system in one environment');
  const words = (all: readonly string[]): string => [...new Set(all)].sort().join(', ');
  const environments = words(apps.map((app) => app.environment.name));
  const systems = words(apps.map((app) => app.system));
  const keys = words(apps.flatMap((app) => app.node.children.map((chart) => chart.node.id)));
  return argumentFault(
    'arguments',
    part,
    `a part that exists: environments ${environments}; systems ${systems}; deployment keys ${keys}`,
  );
}

const argumentFault = (property: string, got: unknown, expected: string): string =>
  faultText('synth', { code: 'ERR_ARGUMENT', property, got, expected, remedy: 'correct it' });
