/** Synthesizes the fleet as `npm run synth` does, but checks everything anew, whatever was checked before. */
import fleet from '../fleet.ts';
import { runSynth } from '../lib/synth/command.ts';
import { CheckedBefore } from '../lib/synth/checked-before.ts';

const folder = process.argv[2] ?? '';
await runSynth(fleet, [], folder, new CheckedBefore(`${folder}/.checked.json`));
