import { setFlagsFromString } from 'node:v8';

/**
 * How V8 is to work in this process, set when this module is loaded: `main.ts` does that first, as what was compiled or allocated before stays as it is.
 *
 * WebAssembly stays as the fast compiler makes it. The optimizing one would compile the XML library anew while the first requests are in hand, which takes more
 * CPU time than it gains in 10,000 requests, and 12 MiB for good.
 */
export const v8Flags = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'] as const;

for (const flag of v8Flags) setFlagsFromString(flag);
