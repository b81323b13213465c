import { runSynth } from 'berth';
import fleet from './fleet.ts';

await runSynth(fleet);
