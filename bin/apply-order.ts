import { fileOrder } from '../lib/synth/file-order.ts';
import { environmentApps, environmentArguments } from './fleet.ts';

/** `berth apply-order ENVIRONMENT`: prints the files of an environment, each after what it needs. */
export async function applyOrder(args: readonly string[]): Promise<void> {
  const { environment } = environmentArguments(args, 'berth apply-order ENVIRONMENT');
  for (const path of fileOrder(await environmentApps(environment))) console.log(`dist/${path}`);
}
