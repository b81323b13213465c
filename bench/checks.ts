/**
 * Measures the checks: `node bench/checks.ts` prints one line of JSON. Loading and reading files are left out; the first of the runs, which
 * loads the schemas, is reported beside the median of the others.
 */
import { performance } from 'node:perf_hooks';
import { check } from '../lib/checks/check.ts';
import type { CheckedObject, ManifestObject } from '../lib/checks/rule.ts';
import { render } from '../lib/synth/render.ts';
import { generatedFleet } from './generated-fleet.ts';

const units = 1000;
const runs = 5;

const { files, faults } = render(generatedFleet(units));
if (faults.length > 0) throw new Error(faults.join('\n'));
const objects = files.flatMap(({ path, objects: manifests }) =>
  manifests.map((manifest): CheckedObject => ({ manifest: manifest as unknown as ManifestObject, file: path })),
);

interface Run {
  readonly ms: number;
  /** Of the processor, in all threads: what a busy machine does not change. */
  readonly cpuMs: number;
}

function run(): Run {
  const start = performance.now();
  const startCpu = process.cpuUsage();
  const { counts } = check(objects);
  const { user, system } = process.cpuUsage(startCpu);
  if (counts.objects !== objects.length || counts.findings > 0)
    throw new Error(`got ${JSON.stringify(counts)}; expected no findings`);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const first = run();
const others = Array.from({ length: runs }, run);
const ms = median(others.map((other) => other.ms));
console.log(
  JSON.stringify({
    objects: objects.length,
    firstMs: Math.round(first.ms),
    medianMs: Math.round(ms),
    medianCpuMs: Math.round(median(others.map(({ cpuMs }) => cpuMs))),
    objectsPerSecond: Math.round((objects.length / ms) * 1000),
  }),
);
