import { describe, expect, test } from '@jest/globals';
import type { Geometry, PlacedBox, PlacedCall } from '../../../../lib/wiring/diagram/geometry.ts';
import type { Box } from '../../../../lib/wiring/diagram/graph.ts';
import { straightened } from '../../../../lib/wiring/diagram/straight.ts';
import { boxOf } from '../../../support/call-graphs.ts';

const row = { id: 'row', text: 'http 8080' };
const [caller, dialled, other] = ['caller', 'dialled', 'other'].map((id) => boxOf(id, [row])) as [Box, Box, Box];

/** A box of 100 by 80: calls leave its upper 50 px; below them is its row. */
function at(of: Box, x: number, y: number): PlacedBox {
  const rows = new Map([[row.id, { top: 50, middle: 65 }]]);
  return {
    filled: { box: of, width: 100, height: 80, texts: [], rows, headHeight: 50, rowsBottom: 80 },
    x,
    y,
    width: 100,
    height: 80,
  };
}

/** @param points such as `0,0 10,0` */
const call = (points: string, from = caller, to = dialled): PlacedCall => ({
  call: { from, to, row },
  points: points.split(' ').map((point) => {
    const [x = 0, y = 0] = point.split(',').map(Number);
    return { x, y };
  }),
});

const pathOf = (boxes: readonly PlacedBox[], calls: readonly PlacedCall[]): string => {
  const geometry: Geometry = { frames: [], boxes, calls };
  return straightened(geometry)
    .calls[0]!.points.map(({ x, y }) => `${x},${y}`)
    .join(' ');
};

describe('a call with a jog', () => {
  test('leaves its box at another height instead', () => {
    expect(pathOf([at(caller, 0, 0), at(dialled, 200, -33)], [call('100,25 150,25 150,32 200,32')])).toBe(
      '100,32 200,32',
    );
  });

  test('takes the lane of what comes before the jog, or after it', () => {
    const path = '100,25 120,25 120,125 150,125 150,135 180,135 180,200 200,200';
    expect(pathOf([at(caller, 0, 0), at(dialled, 200, 135)], [call(path)])).toBe(
      '100,25 120,25 120,135 180,135 180,200 200,200',
    );
  });

  test.each<[string, string, PlacedBox[], PlacedCall[]]>([
    ['the step is no mere jog', '100,25 150,25 150,45 200,45', [], []],
    ['it would leave beside the row', '100,40 150,40 150,55 200,55', [], []],
    ['it would leave at the corner', '100,10 150,10 150,5 200,5', [], []],
    [
      'it would come too close to another call',
      '100,25 150,25 150,35 200,35',
      [],
      [call('100,38 130,38 130,300 200,300', caller, other)],
    ],
    [
      'it would pass another call',
      '100,25 150,25 150,40 200,40',
      [],
      [call('100,32 130,32 130,300 200,300', caller, other)],
    ],
    ['it would run close to a box', '100,25 150,25 150,35 200,35', [at(other, 40, 38)], []],
    ['it has none', '100,25 200,25', [], []],
  ])('is left as it is when %s', (_, path, boxes, calls) => {
    const end = Number(path.split(',').at(-1));
    expect(pathOf([at(caller, 0, 0), at(dialled, 200, end - 65), ...boxes], [call(path), ...calls])).toBe(path);
  });
});
