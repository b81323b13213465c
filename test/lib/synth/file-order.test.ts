import { describe, expect, test } from '@jest/globals';
import { fileOrder } from '../../../lib/synth/file-order.ts';
import { anApp } from '../../support/build.ts';
import { unit } from '../../support/units.ts';

/** An App with a unit for each key; `web>db` among the calls means that `web` dials `db`. */
function app(keys: readonly string[], calls: readonly string[] = [], system = 'shop') {
  const own = anApp({ system });
  const units = new Map(keys.map((key) => [key, unit(key, own.chart(key, 'shop'))]));
  for (const [from = '', to = ''] of calls.map((call) => call.split('>'))) {
    units.get(from)!.connect(units.get(to)!.endpoint('http'), 'URL');
  }
  return own;
}

describe('the order of files', () => {
  test('has each file after those of the units that its unit dials', () => {
    expect(fileOrder([app(['web', 'db', 'api'], ['web>api', 'api>db'])])).toEqual([
      'test/shop/db.k8s.yaml',
      'test/shop/api.k8s.yaml',
      'test/shop/web.k8s.yaml',
    ]);
  });

  test('has what has no unit first of all, in all systems', () => {
    const [shop, cds] = [app(['web']), app(['web'], [], 'cds')];
    for (const each of [shop, cds]) each.chart('storage', 'shop');
    expect(fileOrder([shop, cds])).toEqual([
      'test/shop/storage.k8s.yaml',
      'test/cds/storage.k8s.yaml',
      'test/shop/web.k8s.yaml',
      'test/cds/web.k8s.yaml',
    ]);
  });

  test('has a file of several units once', () => {
    const own = app(['web']);
    const pair = own.chart('pair', 'shop');
    for (const name of ['one', 'two']) unit(name, pair);
    expect(fileOrder([own])).toEqual(['test/shop/web.k8s.yaml', 'test/shop/pair.k8s.yaml']);
  });

  test('has a file of several units after all that any of them dials', () => {
    const own = anApp();
    const pair = own.chart('pair', 'shop');
    unit('one', pair);
    unit('two', pair).connect(unit('db', own.chart('db', 'shop')).endpoint('http'), 'DB_URL');
    expect(fileOrder([own])).toEqual(['test/shop/db.k8s.yaml', 'test/shop/pair.k8s.yaml']);
  });

  test('ends where units dial one another', () => {
    expect(fileOrder([app(['web', 'db'], ['web>db', 'db>web'])]).sort()).toEqual([
      'test/shop/db.k8s.yaml',
      'test/shop/web.k8s.yaml',
    ]);
  });
});
