import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyOrder } from '../../../lib/wiring/apply-order.ts';
import type { Unit } from '../../../lib/wiring/unit.ts';
import { chart } from '../../support/build.ts';
import { mysql, unit } from '../../support/units.ts';

/** Units of these names, one letter each; `ab` among the calls means that `a` dials `b`. */
function units(names: string, calls: readonly string[] = []): Unit[] {
  const scope = chart();
  const all = new Map([...names].map((name) => [name, unit(name, scope)]));
  for (const [from = '', to = ''] of calls) all.get(from)!.connect(all.get(to)!.endpoint('http'), 'URL');
  return [...all.values()];
}

const order = (all: readonly Unit[]): string =>
  applyOrder(all)
    .map(({ name }) => name)
    .join('');

const letters = [...'abcdefgh'];
const letter = fc.constantFrom(...letters);
/** Who dials whom among eight units, in any way. */
const calls = fc.array(
  fc.tuple(letter, letter).map(([from, to]) => from + to),
  { maxLength: 20 },
);

/** Whether one unit dials another, itself or by way of others. */
function reaches(all: readonly string[], from: string, to: string, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return all.some((call) => call[0] === from && (call[1] === to || reaches(all, call[1]!, to, seen)));
}

describe('the order in which units are applied', () => {
  test('is that of their declaration where nobody dials anybody', () => {
    expect(order(units('cab'))).toBe('cab');
  });

  test('has each unit after what it dials, and that after what it dials in turn', () => {
    expect(order(units('abc', ['ab', 'bc']))).toBe('cba');
  });

  test('takes no notice of what is outside, of the API server, and of units that are not asked for', () => {
    const [a, b, c] = units('abc', ['ab']) as [Unit, Unit, Unit];
    a.connect(mysql(a), 'MYSQL_HOST');
    a.connect('api-server', 'apiAccess');
    expect(order([a, c])).toBe('ac');
    expect(order([a, b])).toBe('ba');
  });

  test('has the unit that was declared first first where units dial one another', () => {
    expect(order(units('ab', ['ab', 'ba']))).toBe('ab');
    expect(order(units('ba', ['ab', 'ba']))).toBe('ba');
  });

  test('has what a circle dials before the circle, and who dials the circle after it', () => {
    expect(order(units('abcd', ['ab', 'bc', 'cb', 'cd']))).toBe('dbca');
  });

  test('has each unit after all that it dials, unless that dials it in turn', () => {
    fc.assert(
      fc.property(calls, fc.shuffledSubarray(letters, { minLength: letters.length }), (all, declared) => {
        const applied = order(units(declared.join(''), all));
        for (const call of all) {
          const [from = '', to = ''] = call;
          if (!reaches(all, to, from)) expect(applied.indexOf(to)).toBeLessThan(applied.indexOf(from));
        }
      }),
    );
  });

  test('has each unit once, whatever circles there are', () => {
    fc.assert(
      fc.property(calls, (all) => {
        expect([...order(units(letters.join(''), all))].sort()).toEqual(letters);
      }),
    );
  });
});
