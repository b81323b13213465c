import { fileOrder } from '../lib/synth/file-order.ts';
import { argumentError, environmentApps, environmentArguments } from './fleet.ts';
import { usages } from './usage.ts';

/** `berth apply-order ENVIRONMENT`: prints the files of an environment, each after what it needs. */
export async function applyOrder(args: readonly string[]): Promise<void> {
  const { call } = usages['apply-order'];
  const { environment, words } = environmentArguments(args, call);
  if (words[0] !== undefined) throw argumentError(words[0], call);
  for (const path of fileOrder(await environmentApps(environment))) console.log(`dist/${path}`);
}
