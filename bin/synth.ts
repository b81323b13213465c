import { runSynth } from '../lib/synth/command.ts';
import { ownFleet } from './fleet.ts';

/** `berth synth`: what `node main.ts` of a fleet does. */
export async function synth(args: readonly string[]): Promise<void> {
  await runSynth(await ownFleet(), args);
}
