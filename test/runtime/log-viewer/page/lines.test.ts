import { describe, expect, test } from '@jest/globals';
import { spansOf } from '../../../../runtime/log-viewer/page/ansi.ts';
import { ageText, nameKey, plural, sizeText, timeText } from '../../../../runtime/log-viewer/page/format.ts';
import { levelOf } from '../../../../runtime/log-viewer/page/level.ts';
import { nextMatch } from '../../../../runtime/log-viewer/page/matches.ts';

const ESC = '\u001b';

describe('a line of a log', () => {
  test.each([
    ['plain', [['plain', '']]],
    ['', []],
    [
      `${ESC}[31mred${ESC}[0m not`,
      [
        ['red', 'fg-1'],
        [' not', ''],
      ],
    ],
    [
      `${ESC}[1;4;92mA${ESC}[22;24mB${ESC}[39mC`,
      [
        ['A', 'bold underline fg-10'],
        ['B', 'fg-10'],
        ['C', ''],
      ],
    ],
    [`${ESC}[2;3mA`, [['A', 'dim italic']]],
    [
      `${ESC}[31;43mA${ESC}[49mB`,
      [
        ['A', 'bg-3'],
        ['B', 'fg-1'],
      ],
    ],
    [
      `${ESC}[7;34mA${ESC}[27mB`,
      [
        ['A', 'bg-4'],
        ['B', 'fg-4'],
      ],
    ],
    [
      `${ESC}[38;5;196mA${ESC}[38;5;12mB${ESC}[38;2;0;200;10mC`,
      [
        ['A', 'fg-9'],
        ['B', 'fg-12'],
        ['C', 'fg-2'],
      ],
    ],
    [`${ESC}[48;5;232mA`, [['A', 'bg-0']]],
    [
      `${ESC}[mA${ESC}[2K${ESC}[1GB${ESC}]0;title\u0007C`,
      [
        ['A', ''],
        ['B', ''],
        ['C', ''],
      ],
    ],
    [
      'a\tb\u0000c',
      [
        ['a\tb', ''],
        ['␀', ''],
        ['c', ''],
      ],
    ],
  ])('%j is shown in pieces', (line, spans) => {
    expect(spansOf(line).map(({ text, classes }) => [text, classes])).toEqual(spans);
  });

  test('has its matches marked, also across colours', () => {
    const line = `one ${ESC}[31mtwo${ESC}[0m three`;
    const spans = spansOf(line, [
      [0, 3],
      [7, line.length - 2],
    ]);
    expect(spans.filter(({ classes }) => classes.includes('match')).map(({ text }) => text)).toEqual([
      'one',
      'two',
      ' thr',
    ]);
    expect(spans.map(({ text }) => text).join('')).toBe('one two three');
  });

  test.each([
    ['2026-11-21 10:00:00 ERROR no disk', 'error'],
    ['[error] no disk', 'error'],
    ['FATAL: out of memory', 'error'],
    ['<warning> slow', 'warning'],
    ['WARN slow', 'warning'],
    ['DEBUG x=1', 'debug'],
    ['INFO all is well, no ERROR', undefined],
    ['there was no error', undefined],
    ['{"level":50,"msg":"x"}', 'error'],
    ['{"level":40,"msg":"x"}', 'warning'],
    ['{"level":30,"msg":"ERROR"}', undefined],
    ['{"level":20,"msg":"x"}', 'debug'],
    ['{"severity":"Warning","msg":"x"}', 'warning'],
    [`${'x'.repeat(200)} ERROR`, undefined],
  ])('%j has its level', (line, level) => {
    expect(levelOf(line)).toBe(level);
  });
});

describe('a number', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [9_960, '10 KB'],
    [999_600, '1.0 MB'],
    [1_234_567_890, '1.2 GB'],
  ])('of %i bytes is written short', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  test.each([
    [-5, 'now'],
    [0.5, 'now'],
    [59, '59 s'],
    [61, '1 min'],
    [7_300, '2 h'],
    [86_400 * 3, '3 d'],
    [86_400 * 70, '2 mo'],
    [86_400 * 800, '2 y'],
  ])('of %d seconds is an age', (seconds, text) => {
    expect(ageText(new Date(0), new Date(seconds * 1000))).toBe(text);
  });

  test('of things is followed by their name', () => {
    expect([plural(1, 'line'), plural(2_000, 'line')]).toEqual(['1 line', '2,000 lines']);
    expect([999, 1_000, 12_345_678].map((count) => plural(count, 'x', 'x'))).toEqual([
      '999 x',
      '1,000 x',
      '12,345,678 x',
    ]);
  });
});

test('a time is that of the place where the reader is', () => {
  expect(timeText(new Date(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05');
});

test('names are in the order of their numbers, whatever the case of their letters', () => {
  const names = ['a-2.log', 'A-10.log', 'a-010.log', 'a.log', 'B.log', 'b-1-9.log', 'b-1-10.log', 'b.log'];
  const sorted = names.toSorted((one, other) => (nameKey(one) < nameKey(other) ? -1 : 1));
  expect(sorted).toEqual(['a-2.log', 'A-10.log', 'a-010.log', 'a.log', 'b-1-9.log', 'b-1-10.log', 'B.log', 'b.log']);
});

describe('the next match', () => {
  test.each([
    [4, 1, 1],
    [5, 1, 2],
    [9, 1, 0],
    [5, -1, 0],
    [2, -1, 2],
  ] as const)('from line %i, in direction %i, is around the ends', (line, step, index) => {
    expect(nextMatch([2, 5, 9], line, step)).toBe(index);
  });

  test('is none where nothing matches', () => {
    expect(nextMatch([], 3, 1)).toBe(-1);
  });
});
