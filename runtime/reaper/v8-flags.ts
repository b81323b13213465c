import { setFlagsFromString } from 'node:v8';

/**
 * How V8 is to work in this process, set when this module is loaded: `main.ts` does that first, as what was allocated
 * before stays as it is. The space for new objects does not grow: thousands of Jobs take 93 MiB instead of 164. One
 * thread collects it: where the machine is busy, the main one would wait for helpers that do not come to run, up to
 * 90 ms, and each event with it.
 */
export const v8Flags = ['--semi-space-growth-factor=1', '--no-parallel-scavenge'] as const;

for (const flag of v8Flags) setFlagsFromString(flag);
