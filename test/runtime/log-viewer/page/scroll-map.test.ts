import { describe, expect, test } from '@jest/globals';
import { MAX_HEIGHT_PX, ScrollMap } from '../../../../runtime/log-viewer/page/scroll-map.ts';

const LINE_PX = 20;
const SCREEN_PX = 600;
const MANY = 10_000_000;

function mapOf(count: number, heightOf?: (line: number) => number): ScrollMap {
  const map = new ScrollMap();
  map.viewportPx = SCREEN_PX;
  map.lines = { count, lineHeight: LINE_PX, heightOf };
  return map;
}

describe('the place in a log', () => {
  test('is a pixel for a pixel as long as a browser can have an element of that height', () => {
    const map = mapOf(1_000);
    expect(map.isExact).toBe(true);
    expect(map.heightPx).toBe(20_000);
    map.scrollTop = 1_234;
    expect(map.anchor.line).toBe(61);
    expect(map.anchor.offset).toBeCloseTo(14);
    expect(map.scrollTop).toBe(1_234);
  });

  test('is in proportion for ten million lines, and no line is out of reach', () => {
    const map = mapOf(MANY);
    expect(map.isExact).toBe(false);
    expect(map.heightPx).toBe(MAX_HEIGHT_PX);
    map.scrollTop = MAX_HEIGHT_PX;
    expect(map.visible).toEqual({ first: MANY - 30, end: MANY });
    for (const line of [0, 1, 123_456, 9_999_000]) {
      map.moveTo(line);
      expect(map.visible.first).toBe(line);
    }
    map.moveTo(5_000_000);
    expect(map.scrollTop / MAX_HEIGHT_PX).toBeCloseTo(0.5, 4);
  });

  test('moves as many pixels as it is told, wherever it is', () => {
    const map = mapOf(MANY);
    map.moveTo(5_000_000);
    map.moveBy(LINE_PX * 2.5);
    expect(map.anchor).toEqual({ line: 5_000_002, offset: 10 });
    map.moveBy(-LINE_PX * 3);
    expect(map.anchor).toEqual({ line: 4_999_999, offset: 10 });
  });

  test.each([-1e9, 1e9])('moved by %d ends at an end', (px) => {
    const map = mapOf(1_000);
    map.moveTo(500);
    map.moveBy(px);
    expect(map.visible).toEqual(px < 0 ? { first: 0, end: 30 } : { first: 970, end: 1_000 });
  });

  test('stays at the end, or at the line that was gone to, when lines turn out to be higher', () => {
    let high = 1;
    const map = mapOf(1_000, () => LINE_PX * high);
    map.moveToEnd();
    high = 3;
    map.settle();
    expect(map.visible.end).toBe(1_000);
    map.moveTo(500, 200);
    high = 5;
    map.settle();
    expect(map.visible.first).toBe(498);
    map.moveBy(1);
    high = 1;
    map.settle();
    expect(map.visible.first).toBe(498);
  });

  test('keeps a line near the end on the screen', () => {
    const map = mapOf(1_000);
    map.moveTo(999, 200);
    expect(map.visible).toEqual({ first: 970, end: 1_000 });
  });

  test.each([0, 1, 29])('is the beginning where all %i lines are on the screen', (count) => {
    const map = mapOf(count);
    map.moveToEnd();
    map.moveBy(1_000);
    expect(map.anchor).toEqual({ line: 0, offset: 0 });
    expect(map.visible).toEqual({ first: 0, end: count });
    expect(map.scrollTop).toBe(0);
  });
});
