import { fileOrder } from '../lib/synth/file-order.ts';
import { argumentError, environmentApps, environmentArguments } from './fleet.ts';

/** `berth apply-order ENVIRONMENT`: prints the files of an environment, each after what it needs. */
export async function applyOrder(args: readonly string[]): Promise<void> {
  const usage = 'berth apply-order ENVIRONMENT';
  const { environment, words } = environmentArguments(args, usage);
  if (words[0] !== undefined) throw argumentError(words[0], usage);
  for (const path of fileOrder(await environmentApps(environment))) console.log(`dist/${path}`);
}
