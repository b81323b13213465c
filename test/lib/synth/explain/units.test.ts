import { describe, expect, test } from '@jest/globals';
import type { SystemApp } from '../../../../lib/core/system-app.ts';
import { findUnits, unitsOf } from '../../../../lib/synth/explain/units.ts';
import { anApp } from '../../../support/build.ts';
import { queueWorker, server } from '../../../support/workloads.ts';

/** A system `shop` with `1web`, whose objects have another name, and two programs in one file. */
function shop(environment: string): SystemApp {
  const app = anApp({ environment });
  server({ name: 'web-1' }, app.chart('1web', 'shop'));
  const both = app.chart('both', 'shop');
  server({}, both, 'api');
  queueWorker({}, both, 'worker');
  app.chart('nothing', 'shop');
  return app;
}

test('units are called after their deployment keys, and after themselves where several share one', () => {
  expect(unitsOf(shop('test')).map(({ key }) => key)).toEqual(['1web', 'api', 'worker']);
});

describe('a unit', () => {
  test.each(['shop/1web', 'shop/web-1', 'shop/api'])('is found as %s, in each environment that has it', (path) => {
    const found = findUnits([shop('one'), shop('two'), anApp({ environment: 'three' })], path);
    expect('units' in found && found.units.map(({ app }) => app.environment.name)).toEqual(['one', 'two']);
  });

  test.each([
    ['', 'of a system: shop, mail'],
    ['shop', 'one of shop/1web, shop/api, shop/worker'],
    ['shop/', 'one of shop/1web, shop/api, shop/worker'],
    ['shop/wroker', 'one such as shop/worker'],
    ['shop/1web/x', 'one of shop/1web, shop/api, shop/worker'],
    ['mail', 'a system: shop, mail'],
    ['mial/worker', 'one such as shop/worker'],
    ['zzzzzz/zzzzzz', 'a system: shop, mail'],
  ])('that is not there, such as %j, may be %s', (path, expected) => {
    expect(findUnits([shop('test'), anApp({ system: 'mail' })], path)).toEqual({ expected });
  });
});
