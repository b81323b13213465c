import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BerthError, faultText } from '../core/errors.ts';
import type { SystemApp } from '../core/system-app.ts';
import { render } from './render.ts';
import { writeFiles } from './write.ts';

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
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new BerthError('ERR_ARGUMENT', argumentFault('arguments', got, usage), { cause });
  }
}

/** What was written. */
export interface Written {
  readonly files: number;
  readonly objects: number;
}

/**
 * Renders a fleet, or one environment of it, and writes it or a part of it. Nothing is written unless everything rendered is right.
 *
 * @param folder such as `dist`
 * @throws ERR_ARGUMENT when the part does not exist
 * @throws ERR_FLEET when anything is wrong with the fleet; the message holds all faults
 */
export function synthesize(apps: readonly SystemApp[], folder: string, part: Part = {}): Written {
  const { files, faults } = render(
    apps.filter(({ environment }) => (part.environment ?? environment.name) === environment.name),
  );
  if (faults.length > 0) throw new BerthError('ERR_FLEET', faults.join('\n'));
  const isPart = (path: string): boolean => {
    const [environment, system, file] = path.split('/');
    return (
      (part.environment ?? environment) === environment &&
      (part.system ?? system) === system &&
      (part.deploymentKey === undefined ||
        [`${part.deploymentKey}.k8s.yaml`, `${part.deploymentKey}.k8s.yaml.part`].includes(file ?? ''))
    );
  };
  const chosen = files.filter(({ path }) => isPart(path));
  if (chosen.length === 0) throw new BerthError('ERR_ARGUMENT', unknownPart(apps, part));
  mkdirSync(folder, { recursive: true });
  writeFiles(folder, chosen, isPart);
  return { files: chosen.length, objects: chosen.reduce((sum, { objects }) => sum + objects.length, 0) };
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
