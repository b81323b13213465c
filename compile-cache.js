// to import these would load all that they export at some time
const { enableCompileCache } = process.getBuiltinModule('node:module');
const { fileURLToPath } = process.getBuiltinModule('node:url');

// Node strips types and compiles anew at every start, which takes longer than a synth. With a cache it keeps what it made; where that cannot be
// kept, everything is made anew. What is loaded before this line is compiled each time, and to strip a first file takes as long as to load cdk8s: hence
// `node --import ./compile-cache.js main.ts`.
enableCompileCache(fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)));
