/** `npm run bench -- [NAME...]`: runs the benchmarks of these names, or all but the long ones. */
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  checks: () => import('./checks.ts'),
  'runtime-backlog': () => import('./runtime-backlog.ts'),
  'runtime-default-rate': () => import('./runtime-default-rate.ts'),
  'runtime-live': () => import('./runtime-live.ts'),
  'runtime-relist': () => import('./runtime-relist.ts'),
  'runtime-responder': () => import('./runtime-responder.ts'),
  'runtime-start': () => import('./runtime-start.ts'),
  synth: () => import('./synth.ts'),
};

/** Those that take longer than a person waits. */
const long: typeof benchmarks = {
  'log-viewer': () => import('./log-viewer.ts'),
  'log-viewer-page': () => import('./log-viewer-page.ts'),
  'runtime-memory': () => import('./runtime-memory.ts'),
};

/** Names that stand for several. */
const groups: Readonly<Record<string, readonly string[]>> = {
  runtime: Object.keys(benchmarks).filter((name) => name.startsWith('runtime-')),
};

const all = { ...benchmarks, ...long };
const names = process.argv.slice(2).flatMap((name) => (Object.hasOwn(groups, name) ? (groups[name] ?? []) : [name]));
const unknown = names.filter((name) => !Object.hasOwn(all, name));
if (unknown.length > 0) {
  const expected = [...Object.keys(groups), ...Object.keys(all)].sort();
  console.error(`bench: got ${unknown.join(', ')}; expected any of ${expected.join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of names.length > 0 ? names : Object.keys(benchmarks)) await all[name]?.();
}
