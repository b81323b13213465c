import { performance } from 'node:perf_hooks';
import { BerthError } from './lib/core/errors.ts';
import { parsePart, synthesize } from './lib/synth/command.ts';
import { buildFleet, loadEnvironments } from './lib/synth/fleet.ts';
import { systems, type Environment } from './lib/systems/index.ts';

try {
  const part = parsePart(process.argv.slice(2));
  const environments = await loadEnvironments<Environment>(new URL('./environments/', import.meta.url));
  const { files, objects } = synthesize(buildFleet(environments, systems), process.env['CDK8S_OUTDIR'] ?? 'dist', part);
  console.log(`${files} files, ${objects} objects, ${(performance.now() / 1000).toFixed(2)} s`);
} catch (error) {
  if (!(error instanceof BerthError)) throw error;
  console.error(error.message);
  process.exitCode = error.code === 'ERR_ARGUMENT' ? 2 : 1;
}
