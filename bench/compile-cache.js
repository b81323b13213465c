import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node strips types and compiles anew at every start, which takes longer than a synth. With a cache it keeps what it made; where that cannot be
// kept, everything is made anew.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));
