import { expect, test } from '@jest/globals';
import { LiveLines, tableLines } from './table.ts';

const rows = [
  { title: 'one', job: 'cds-one-0123456789abcdef', text: 'starting', isRight: undefined },
  { title: 'the second', job: '', text: 'invalid: no', isRight: true },
  { title: 'three', job: 'cds-a-name-that-is-longer-than-its-column', text: 'success', isRight: false },
];

test('a table has a line for each request, with a mark once it is known whether it is right', () => {
  expect(tableLines(rows)).toEqual([
    '  request     Job                       so far',
    '  one         cds-one-0123456789abcdef  starting',
    '✓ the second                            invalid: no',
    '✗ three       cds-a-name-that-is-long…  success',
  ]);
});

test('a table is no wider than its terminal', () => {
  expect(tableLines(rows, 20)).toEqual([
    '  request     Job  …',
    '  one         cds-o…',
    '✓ the second       …',
    '✗ three       cds-a…',
  ]);
});

test('lines are shown in the place of those from before', () => {
  let written = '';
  const live = new LiveLines((text) => (written += text));
  live.show(['a', 'b']);
  live.show(['c']);
  live.show(['d']);
  expect(written).toBe('a\nb\n\u001B[2A\u001B[0Jc\n\u001B[1A\u001B[0Jd\n');
});
