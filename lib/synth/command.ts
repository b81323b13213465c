import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BerthError, faultText } from '../core/errors.ts';
import type { SystemApp } from '../core/system-app.ts';
import { render, type RenderedFile } from './render.ts';
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
 * Renders the whole fleet, and writes it or a part of it. Nothing is written unless everything is right.
 *
 * @param folder such as `dist`
 * @throws ERR_ARGUMENT when the part does not exist
 * @throws ERR_FLEET when anything is wrong with the fleet; the message holds all faults
 */
export function synthesize(apps: readonly SystemApp[], folder: string, part: Part = {}): Written {
  const { files, faults } = render(apps);
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
  if (chosen.length === 0) throw new BerthError('ERR_ARGUMENT', unknownPart(files, part));
  mkdirSync(folder, { recursive: true });
  writeFiles(folder, chosen, isPart);
  return { files: chosen.length, objects: chosen.reduce((sum, { objects }) => sum + objects.length, 0) };
}

function unknownPart(files: readonly RenderedFile[], part: Part): string {
  const known = (index: number): string =>
    [...new Set(files.map(({ path }) => path.split('/')[index]?.replace('.k8s.yaml', '') ?? ''))].sort().join(', ');
  if (files.length === 0) return argumentFault('fleet', 'no files at all', 'at least one system in one environment');
  const parts = `environments ${known(0)}; systems ${known(1)}; deployment keys ${known(2)}`;
  return argumentFault('arguments', part, `a part that exists: ${parts}`);
}

const argumentFault = (property: string, got: unknown, expected: string): string =>
  faultText('synth', { code: 'ERR_ARGUMENT', property, got, expected, remedy: 'correct it' });
