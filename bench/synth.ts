/** Measures synth, see README.md: `node bench/synth.ts` prints a line of JSON for each program. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, bundleFleet } from '../bundle-synth.js';
import { middle, usagesOf, type Program, type Usage } from './child.ts';
import { median, rounded } from './statistics.ts';

const runs = 11;
/**
 * As `npm run synth` starts: V8 else lets the youngest objects take 100 MiB, and Node starts four threads for V8 where
 * two processors are better off with one beside the main thread.
 */
const flags = ['--max-semi-space-size=8', '--v8-pool-size=0'];
const cached = [...flags, '--import', './compile-cache.js'];

interface Measured extends Program {
  /** The program that its figures are compared with. */
  readonly comparedWith?: string;
}

const load = 'load cdk8s-plus-27';
const fleet = 'whole fleet';
const fewer = 'fleet without fxa';
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'berth');
const { entry: withoutFxa } = await bundleFleet(
  join(cache, 'bench-synth'),
  `const { fxa, ...systems } = fleet.systems;
  await synthFleet({ systems, environments }, [], undefined, new CheckedBefore('node_modules/.cache/berth/bench-synth.json', 'bench'));
  process.exit();`,
);
const generated = join(cache, 'bench-synth', 'generated-fleet.mjs');
await bundle(generated, { entryPoints: ['bench/generated-fleet.ts'] });
const programs: readonly Measured[] = [
  { name: load, args: () => ['--eval', "require('cdk8s-plus-27')"] },
  { name: fleet, args: () => [...flags, 'synth.js'], comparedWith: load },
  { name: fewer, args: () => [...cached, fileURLToPath(withoutFxa)], comparedWith: load },
  {
    name: 'whole fleet, checked anew',
    args: (folder) => [...cached, 'bench/whole-fleet.ts', folder],
    comparedWith: load,
  },
  { name: '1,000 units', args: (folder) => [...cached, generated, '1000', folder], comparedWith: load },
  {
    name: '2,000 units',
    args: (folder) => [...cached, generated, '2000', folder],
    comparedWith: '1,000 units',
  },
];

const usages = usagesOf(programs, runs);
for (const { name, comparedWith } of programs) {
  const [own = [], others] = [usages.get(name), usages.get(comparedWith ?? '')];
  console.log(
    JSON.stringify({ bench: 'synth', what: name, ...wholeNumbers(middle(own)), ...(others && ratios(own, others)) }),
  );
}
const [all = [], others = [], loads = []] = [fleet, fewer, load].map((name) => usages.get(name));
const added = all.map(({ ms }, turn) => ms - (others[turn]?.ms ?? ms));
const addedLoads = added.map((ms, turn) => ms / (loads[turn]?.ms ?? ms));
console.log(
  JSON.stringify({ bench: 'synth', what: 'fxa', ms: rounded(median(added)), ratio: rounded(median(addedLoads), 2) }),
);

function wholeNumbers({ ms, cpuMs, mib }: Usage): Usage {
  return { ms: rounded(ms), cpuMs: rounded(cpuMs), mib: rounded(mib) };
}

/** The medians of the ratios turn by turn: a machine whose speed changes changes both of a turn. */
function ratios(own: readonly Usage[], others: readonly Usage[]) {
  const pairs = own.map((usage, turn) => [usage, others[turn] ?? usage] as const);
  const { ms, cpuMs, mib } = middle(
    pairs.map(([a, b]) => ({ ms: a.ms / b.ms, cpuMs: a.cpuMs / b.cpuMs, mib: a.mib / b.mib })),
  );
  return { ratio: rounded(ms, 2), cpuRatio: rounded(cpuMs, 2), mibRatio: rounded(mib, 2) };
}
