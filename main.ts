import fleet from './fleet.ts';
import { runSynth } from './lib/synth/command.ts';

await runSynth(fleet);
