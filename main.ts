import './compile-cache.js';

// what is imported above would be compiled before the cache is there, so the fleet is imported below it
const [{ default: fleet }, { runSynth }] = await Promise.all([import('./fleet.ts'), import('./lib/synth/command.ts')]);
await runSynth(fleet);
