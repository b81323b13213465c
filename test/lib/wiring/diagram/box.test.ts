import { describe, expect, test } from '@jest/globals';
import { filledBoxes, type BoxForm, type FilledBox } from '../../../../lib/wiring/diagram/box.ts';
import { callGraph } from '../../../../lib/wiring/diagram/graph.ts';
import { textStyles } from '../../../../lib/wiring/diagram/text.ts';
import type { Unit } from '../../../../lib/wiring/unit.ts';
import { lonely, longNames, webShop, workers } from '../../../support/call-graphs.ts';
import { unit } from '../../../support/units.ts';

const filled = (units: readonly Unit[], form: Partial<BoxForm> = {}): FilledBox[] => [
  ...filledBoxes(callGraph(units).boxes, () => ({ callsAbove: 0, callsBelow: 0, rowOrder: () => 0, ...form })).values(),
];
const only = (units: readonly Unit[], form?: Partial<BoxForm>): FilledBox => filled(units, form)[0]!;
const lines = ({ texts }: FilledBox) =>
  texts.flatMap(({ style, x, lines }) => lines.map((line) => ({ ...line, x, height: textStyles[style].lineHeight })));

const examples: [string, Unit[]][] = [
  ['a web shop', webShop()],
  ['five workers', workers(5)],
  ['ninety workers', workers(90)],
  ['lonely units', lonely(40)],
  ['long names', longNames()],
];

describe('a box', () => {
  test.each(examples)('holds all its texts: %s', (_, units) => {
    for (const box of filled(units)) {
      for (const line of lines(box)) {
        expect(line.x).toBeGreaterThan(0);
        expect(line.x + line.width).toBeLessThan(box.width);
        expect(line.y).toBeGreaterThan(0);
        expect(line.y + line.height).toBeLessThan(box.height);
      }
    }
  });

  test.each(examples)('has no text over another: %s', (_, units) => {
    for (const box of filled(units)) {
      for (const [index, a] of lines(box).entries()) {
        for (const b of lines(box).slice(index + 1)) {
          const apart = a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x || b.x + b.width <= a.x;
          expect({ a: a.text, b: b.text, apart }).toEqual({ a: a.text, b: b.text, apart: true });
        }
      }
    }
  });

  test('is as wide as the others of its kind, but for groups', () => {
    const widths = (kind: string): Set<number> =>
      new Set(filled(webShop()).flatMap(({ box, width }) => (box.kind === kind ? [width] : [])));
    expect([widths('unit').size, widths('outside').size]).toEqual([1, 1]);
    const [queue, group] = filled(workers(50));
    expect(group!.width).toBeGreaterThan(queue!.width);
  });

  test('has room for the calls that leave it above its rows, and a foot for those below', () => {
    const plain = only([unit('web')]);
    expect(only([unit('web')], { callsAbove: 10 }).headHeight).toBeGreaterThan(10 * 10);
    expect(plain.height).toBe(plain.rowsBottom);
    const withFoot = only([unit('web')], { callsBelow: 2 });
    expect(withFoot.rowsBottom).toBe(plain.rowsBottom);
    expect(withFoot.height).toBeGreaterThan(plain.height + 2 * 10);
  });

  test('has its rows in the order that suits the calls', () => {
    const both = [unit('web', undefined, { ports: { http: 80, admin: 81 } })];
    const order = (box: FilledBox): string[] => [...box.rows.keys()];
    expect(order(only(both))).toEqual(['shop/web:http', 'shop/web:admin']);
    expect(order(only(both, { rowOrder: ({ text }) => (text.startsWith('admin') ? 0 : 1) }))).toEqual([
      'shop/web:admin',
      'shop/web:http',
    ]);
  });

  test.each([
    [20, 1],
    [21, 2],
    [40, 2],
    [41, 3],
  ])('lists %i names in %i columns', (count, columns) => {
    const group = filled(workers(count))[1]!;
    const members = group.texts.filter(({ style }) => style === 'member');
    expect(members).toHaveLength(count);
    expect(new Set(members.map(({ x }) => x)).size).toBe(columns);
  });
});
