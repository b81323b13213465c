import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BerthError, faultText } from '../lib/core/errors.ts';
import type { SystemApp } from '../lib/core/system-app.ts';
import { withoutAdvice } from '../lib/synth/command.ts';
import { fleetApps, loadFleet, type Fleet } from '../lib/synth/fleet.ts';

/** The arguments of a command that is about one environment. */
export interface EnvironmentArguments {
  readonly environment: string;
  /** What else was given. */
  readonly words: readonly string[];
}

/**
 * Reads `-e NAME` or `--environment NAME`; the first word stands for it where the command takes no other.
 *
 * @param wanted how many words the command takes beside it. @default 0
 * @throws ERR_ARGUMENT when an option is not known, or the environment or a word is missing
 */
export function environmentArguments(args: readonly string[], usage: string, wanted = 0): EnvironmentArguments {
  try {
    const options = { environment: { type: 'string', short: 'e' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [environment = '', ...words] =
      values.environment === undefined ? positionals : [values.environment, ...positionals];
    if (environment === '') throw new Error('no environment');
    if (values.environment === undefined && words.length < wanted) throw new Error(`${args.join(' ')} alone`);
    return { environment, words };
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

/** The fleet of the folder that a command was started in: its `fleet.ts`. */
export const ownFleet = async (): Promise<Fleet> => loadFleet(pathToFileURL(`${process.cwd()}/`));

/**
 * The Apps of an environment of the fleet.
 *
 * @throws ERR_ARGUMENT when there is no such environment
 */
export async function environmentApps(name: string): Promise<SystemApp[]> {
  const fleet = await ownFleet();
  const apps = await fleetApps(fleet, name);
  if (apps.length > 0) return apps;
  const names = new Set((await fleetApps(fleet)).map(({ environment }) => environment.name));
  throw argumentError(name, `an environment: ${[...names].join(', ')}`);
}

/** An error about an argument. */
export function argumentError(given: unknown, expected: string, options?: ErrorOptions): BerthError {
  const got = typeof given === 'string' ? withoutAdvice(given) : given;
  const fault = { code: 'ERR_ARGUMENT', property: 'arguments', got, expected, remedy: 'correct it' } as const;
  return new BerthError('ERR_ARGUMENT', faultText('berth', fault), options);
}
