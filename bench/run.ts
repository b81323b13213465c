/** `npm run bench -- [NAME...]`: runs the benchmarks of these names, or all. */
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  checks: () => import('./checks.ts'),
  'runtime-start': () => import('./runtime-start.ts'),
  synth: () => import('./synth.ts'),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`bench: got ${unknown.join(', ')}; expected any of ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of names.length > 0 ? names : Object.keys(benchmarks)) await benchmarks[name]?.();
}
