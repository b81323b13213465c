import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node strips types and compiles anew at every start, which takes longer than a synth. With a cache it keeps what it made; where that cannot be
// kept, everything is made anew. What is imported above would be compiled before this line, so the fleet is imported below it.
enableCompileCache(fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)));

const [{ default: fleet }, { runSynth }] = await Promise.all([import('./fleet.ts'), import('./lib/synth/command.ts')]);
await runSynth(fleet);
