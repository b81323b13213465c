import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCycle, foldersOf, type ImportEdge, importEdges, specifiersIn } from '../support/import-edges.ts';

/** From left to right: each folder of lib may import itself and what stands left of it. */
const LAYERS = ['contract', 'core', 'wiring', 'config', 'workloads', 'systems'];
const leftOf = (layer: string) => LAYERS.slice(0, LAYERS.indexOf(layer));

/** What each folder of lib may import beside itself. */
const LIB = new Map([
  ...LAYERS.map((layer) => [layer, leftOf(layer)] as const),
  ['synth', [...leftOf('systems'), 'checks']],
  ['init', leftOf('wiring')],
  ['checks', leftOf('wiring')],
  ['release', leftOf('wiring')],
]);

const PROCESSES = ['responder', 'reaper', 'log-viewer'];
/** What an operator runs: like a process it stands on `shared` alone. */
const COMMANDS = 'commands';
const USES_IMPORTS = ['wiring', 'config', 'workloads', 'systems'];

function isAllowed({ from, to }: ImportEdge): boolean {
  const [top = '', folder = ''] = from.split('/');
  const [target = '', targetFolder = ''] = to.split('/');
  if (target === 'main.ts' || (target === 'bin' && top !== 'bin')) return false;
  if (top === 'test') return true;
  if (target === 'test') return top === 'bench';
  const toLib = (folders: readonly string[]) => target === 'lib' && folders.includes(targetFolder);
  switch (top) {
    case 'main.ts':
      return target === 'fleet.ts' || target === 'compile-cache.js' || toLib(['synth']);
    case 'fleet.ts':
      return toLib(['systems', 'synth']);
    case 'bin':
      if (target === 'runtime') return targetFolder === COMMANDS;
      // a command finds the fleet in the folder it was started in
      return target === top || (target === 'lib' && targetFolder !== 'systems');
    case 'environments':
      return target === top || toLib([...LAYERS, 'index.ts']);
    case 'lib':
      if (from === 'lib/index.ts') return target === 'lib';
      if (target === 'imports') return USES_IMPORTS.includes(folder);
      return LIB.has(folder) && toLib([folder, ...(LIB.get(folder) ?? [])]);
    case 'runtime':
      return toLib(['contract']) || (target === top && [folder, 'shared'].includes(targetFolder));
    default:
      return target === top;
  }
}

describe('the architecture', () => {
  const edges = importEdges();

  test('points every import left', () => {
    expect(edges.filter((edge) => !isAllowed(edge)).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('has no cycle', () => {
    expect(findCycle(edges)).toEqual([]);
  });

  test('knows every folder of lib and of runtime', () => {
    expect(foldersOf('lib').filter((folder) => !LIB.has(folder))).toEqual([]);
    expect(foldersOf('runtime').filter((folder) => ![...PROCESSES, COMMANDS, 'shared'].includes(folder))).toEqual([]);
  });

  test('is read from files that do import each other', () => {
    expect(edges).toContainEqual({ from: 'test/whole/architecture.test.ts', to: 'test/support/import-edges.ts' });
    expect(edges.some(({ from, to }) => from.startsWith('lib/wiring/') && to.startsWith('lib/core/'))).toBe(true);
  });
});

describe('the table of directions', () => {
  test.each([
    ['lib/core/names.ts', 'lib/contract/job.ts'],
    ['lib/config/variables.ts', 'lib/wiring/address.ts'],
    ['lib/systems/cds/reaper.ts', 'lib/workloads/server.ts'],
    ['lib/synth/app.ts', 'lib/workloads/server.ts'],
    ['lib/index.ts', 'lib/systems/cds/index.ts'],
    ['environments/local.ts', 'lib/systems/cds/index.ts'],
    ['bin/berth.ts', 'bin/secrets.ts'],
    ['bin/runtime.ts', 'runtime/commands/index.ts'],
    ['runtime/commands/index.ts', 'runtime/shared/amqp-login.ts'],
    ['main.ts', 'lib/synth/app.ts'],
    ['main.ts', 'fleet.ts'],
    ['fleet.ts', 'lib/systems/index.ts'],
    ['runtime/reaper/main.ts', 'runtime/shared/amqp.ts'],
    ['runtime/reaper/main.ts', 'lib/contract/job.ts'],
    ['test/lib/core/names.test.ts', 'lib/core/names.ts'],
  ])('lets %s import %s', (from, to) => {
    expect(isAllowed({ from, to })).toBe(true);
  });

  test.each([
    ['lib/contract/job.ts', 'lib/core/names.ts'],
    ['lib/wiring/address.ts', 'lib/config/variables.ts'],
    ['lib/workloads/server.ts', 'lib/systems/cds/index.ts'],
    ['lib/systems/cds/index.ts', 'lib/synth/app.ts'],
    ['lib/synth/app.ts', 'lib/systems/cds/index.ts'],
    ['lib/synth/app.ts', 'environments/index.ts'],
    ['lib/checks/schema.ts', 'lib/workloads/server.ts'],
    ['lib/release/diff.ts', 'lib/config/variables.ts'],
    ['lib/core/names.ts', 'runtime/shared/amqp.ts'],
    ['lib/core/names.ts', 'imports/keda.sh.ts'],
    ['lib/core/names.ts', 'test/support/builders.ts'],
    ['lib/core/names.ts', 'lib/index.ts'],
    ['lib/unknown/thing.ts', 'lib/contract/job.ts'],
    ['environments/local.ts', 'lib/synth/app.ts'],
    ['runtime/reaper/main.ts', 'runtime/responder/job.ts'],
    ['runtime/shared/amqp.ts', 'runtime/reaper/main.ts'],
    ['runtime/commands/index.ts', 'runtime/reaper/job-state.ts'],
    ['runtime/reaper/main.ts', 'runtime/commands/index.ts'],
    ['bin/runtime.ts', 'runtime/shared/amqp.ts'],
    ['lib/synth/app.ts', 'runtime/commands/index.ts'],
    ['runtime/reaper/main.ts', 'lib/core/names.ts'],
    ['test/whole/bin.test.ts', 'bin/berth.ts'],
    ['bin/berth.ts', 'fleet.ts'],
    ['bin/berth.ts', 'lib/systems/index.ts'],
    ['lib/synth/app.ts', 'fleet.ts'],
  ])('fails when %s imports %s', (from, to) => {
    expect(isAllowed({ from, to })).toBe(false);
  });
});

describe('the reading of import lines', () => {
  test('finds every form, over several lines too', () => {
    const source = `
      import './a.ts';
      import b from "./b.ts";
      import type {
        C,
      } from './c.ts';
      import * as d from './d.ts';
      export * from './e.ts';
      export { f } from './f.ts';
      const g = await import('./g.ts');
      type H = import('./h.ts').H;
      export const from = 'not an import';`;
    expect(specifiersIn(source).toSorted().join(' ')).toBe('./a.ts ./b.ts ./c.ts ./d.ts ./e.ts ./f.ts ./g.ts ./h.ts');
  });

  test('passes over what other tests write while they run', () => {
    const folder = mkdtempSync(fileURLToPath(new URL('../scratch-', import.meta.url)));
    writeFileSync(join(folder, 'example.ts'), "import '../../lib/index.ts';");
    const edges = importEdges();
    rmSync(folder, { recursive: true });
    expect(edges.filter(({ from }) => from.includes('scratch-'))).toEqual([]);
  });

  test('finds a cycle of three files and names them', () => {
    const edges = ['ab', 'bc', 'cd', 'db', 'ae'].map(([from = '', to = '']) => ({ from, to }));
    expect(findCycle(edges)).toEqual(['b', 'c', 'd', 'b']);
    expect(findCycle(edges.filter(({ from }) => from !== 'd'))).toEqual([]);
  });
});
