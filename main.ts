// before the fleet is imported: what is imported statically would be compiled before the cache is there
await import('./compile-cache.js');

const [{ default: fleet }, { runSynth }] = await Promise.all([import('./fleet.ts'), import('./lib/synth/command.ts')]);
await runSynth(fleet);
