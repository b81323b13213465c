import { parseArgs } from 'node:util';
import { BerthError, faultText } from '../lib/core/errors.ts';
import type { SystemApp } from '../lib/core/system-app.ts';
import { buildFleet, loadEnvironments } from '../lib/synth/fleet.ts';
import { systems, type Environment } from '../lib/systems/index.ts';

/** The arguments of a command that is about one environment. */
export interface EnvironmentArguments {
  readonly environment: string;
  /** What else was given. */
  readonly words: readonly string[];
}

/**
 * Reads `-e NAME` or `--environment NAME`; the first word stands for it where the command takes no other.
 *
 * @throws ERR_ARGUMENT when an option is not known or the environment is missing
 */
export function environmentArguments(args: readonly string[], usage: string): EnvironmentArguments {
  try {
    const options = { environment: { type: 'string', short: 'e' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [environment = '', ...words] =
      values.environment === undefined ? positionals : [values.environment, ...positionals];
    if (environment === '') throw new Error('no environment');
    return { environment, words };
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

/**
 * The Apps of an environment.
 *
 * @throws ERR_ARGUMENT when there is no such environment
 */
export async function environmentApps(name: string): Promise<SystemApp[]> {
  const environments = await loadEnvironments<Environment>(new URL('../environments/', import.meta.url));
  const found = environments.filter((environment) => environment.name === name);
  if (found.length > 0) return buildFleet(found, systems);
  throw argumentError(name, `an environment: ${environments.map((environment) => environment.name).join(', ')}`);
}

/** An error about an argument. */
export function argumentError(got: unknown, expected: string, options?: ErrorOptions): BerthError {
  const fault = { code: 'ERR_ARGUMENT', property: 'arguments', got, expected, remedy: 'correct it' } as const;
  return new BerthError('ERR_ARGUMENT', faultText('berth', fault), options);
}
