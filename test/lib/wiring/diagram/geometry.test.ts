import { describe, expect, test } from '@jest/globals';
import type { FilledBox } from '../../../../lib/wiring/diagram/box.ts';
import {
  boundsOf,
  corners,
  crossings,
  misleading,
  type Geometry,
  type PlacedBox,
  type PlacedCall,
} from '../../../../lib/wiring/diagram/geometry.ts';
import type { Box } from '../../../../lib/wiring/diagram/graph.ts';
import { boxOf } from '../../../support/call-graphs.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => boxOf(id)) as [Box, Box, Box, Box];

/** A box of 20 by 20. */
function at(of: Box, x: number, y: number): PlacedBox {
  const filled: FilledBox = {
    box: of,
    width: 20,
    height: 20,
    texts: [],
    rows: new Map(),
    headHeight: 20,
    rowsBottom: 20,
  };
  return { filled, x, y, width: 20, height: 20 };
}

/** @param points such as `0,0 10,0` */
const call = (from: Box, to: Box, points: string): PlacedCall => ({
  call: { from, to },
  points: points.split(' ').map((point) => {
    const [x = 0, y = 0] = point.split(',').map(Number);
    return { x, y };
  }),
});

const geometry = (parts: Partial<Geometry>): Geometry => ({ frames: [], boxes: [], calls: [], ...parts });
const frame = {
  label: 'shop',
  x: 0,
  y: 0,
  width: 200,
  height: 200,
  labelArea: { x: 10, y: 10, width: 40, height: 15 },
};

describe('the crossings of calls', () => {
  test.each([
    ['that cross', call(a, b, '0,50 100,50'), call(c, d, '50,0 50,100'), 1],
    ['that cross twice', call(a, b, '0,50 100,50 100,60 0,60'), call(c, d, '50,0 50,100'), 2],
    ['that end at one place', call(a, b, '0,50 100,50'), call(c, b, '50,0 50,100'), 0],
    ['that run side by side', call(a, b, '0,50 100,50'), call(c, d, '0,70 100,70'), 0],
    ['that are far from each other', call(a, b, '0,0 10,0'), call(c, d, '500,0 500,10'), 0],
  ])('%s are counted', (_, one, other, count) => {
    expect(crossings([one, other])).toBe(count);
  });

  test('are counted where two calls end at different rows of one box', () => {
    const [one, other] = [call(a, b, '0,50 100,50'), call(c, b, '50,0 50,100')];
    expect(crossings([one, { ...other, call: { ...other.call, row: { id: 'b:2', text: '' } } }])).toBe(1);
  });
});

test('the corners of calls are counted', () => {
  expect(corners([call(a, b, '0,0 10,0'), call(a, b, '0,0 10,0 10,10 20,10')])).toBe(2);
});

describe('what would mislead', () => {
  test.each<[string, Partial<Geometry>, string[]]>([
    ['boxes that overlap', { boxes: [at(a, 0, 0), at(b, 19, 0)] }, ['a overlaps b']],
    ['boxes side by side', { boxes: [at(a, 0, 0), at(b, 20, 0)] }, []],
    ['a call through a box', { boxes: [at(c, 40, 0)], calls: [call(a, b, '20,10 80,10')] }, ['a to b runs through c']],
    ['a call close to a box', { boxes: [at(c, 40, 0)], calls: [call(a, b, '20,25 80,25')] }, ['a to b runs through c']],
    ['a call past a box', { boxes: [at(c, 40, 0)], calls: [call(a, b, '20,26 80,26')] }, []],
    ['a call from box to box', { boxes: [at(a, 0, 0), at(b, 40, 0)], calls: [call(a, b, '20,10 40,10')] }, []],
    [
      'a call through its own box',
      { boxes: [at(a, 0, 0)], calls: [call(a, b, '5,10 40,10')] },
      ['a to b runs through a'],
    ],
    ['a call through a label', { frames: [frame], calls: [call(a, b, '20,20 80,20')] }, ['a to b runs through shop']],
    ['a call along a frame', { frames: [frame], calls: [call(a, b, '20,196 80,196')] }, ['a to b runs along shop']],
    ['a call across a frame', { frames: [frame], calls: [call(a, b, '20,180 20,220')] }, []],
    ['calls along each other', { calls: [call(a, b, '0,0 50,0'), call(c, d, '40,4 90,4')] }, ['a to b touches c to d']],
    ['calls side by side', { calls: [call(a, b, '0,0 50,0'), call(c, d, '0,5 50,5')] }, []],
    ['calls one after the other', { calls: [call(a, b, '0,0 50,0'), call(c, d, '60,0 90,0')] }, []],
    [
      'a call that ends on another',
      { calls: [call(a, b, '0,0 50,0'), call(c, d, '20,40 20,0')] },
      ['a to b touches c to d'],
    ],
    ['calls that cross', { calls: [call(a, b, '0,50 100,50'), call(c, d, '50,0 50,100')] }, []],
    ['calls that join', { calls: [call(a, b, '0,0 50,0'), call(c, b, '20,40 20,0 50,0')] }, []],
  ])('is told: %s', (_, parts, lines) => {
    expect(misleading(geometry(parts))).toEqual(lines);
  });
});

describe('the bounds', () => {
  test('hold boxes, frames and calls', () => {
    const parts = { boxes: [at(a, 190, 190)], frames: [frame], calls: [call(a, b, '10,-5 -7,-5')] };
    expect(boundsOf(geometry(parts))).toEqual({ x: -7, y: -5, width: 217, height: 215 });
  });

  test('of nothing are nothing', () => {
    expect(boundsOf(geometry({}))).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });
});
