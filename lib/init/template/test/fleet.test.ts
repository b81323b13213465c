import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fleetApps, render } from 'berth';
import fleet from '../fleet.ts';

const { files, faults } = render(await fleetApps(fleet));
const dist = new URL('../dist/', import.meta.url);

test('the fleet has no faults', () => {
  assert.deepEqual(faults, []);
});

test('the API of every environment has its Service', () => {
  const apis = files.filter(({ path }) => path.endsWith('/hello/api.k8s.yaml'));
  assert.equal(apis.length, 3);
  for (const { path, objects } of apis) {
    assert.ok(
      objects.some(({ kind, metadata }) => kind === 'Service' && metadata.name === 'api'),
      path,
    );
  }
});

test('dist/ is what the fleet renders; if it is not: npm run synth', () => {
  const committed = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  assert.deepEqual(committed.sort(), files.map(({ path }) => path).sort());
  const changed = files.filter(({ path, text }) => readFileSync(new URL(path, dist), 'utf8') !== text);
  assert.deepEqual(
    changed.map(({ path }) => path),
    [],
  );
});
