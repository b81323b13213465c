import { expect, it } from '@jest/globals';
import { shareOf } from '../../../lib/checks/share.ts';

it.each<[unknown, number, number | undefined]>([
  [2, 5, 2],
  ['50%', 4, 2],
  ['67%', 3, 3],
  ['0%', 3, 0],
  ['100%', 3, 3],
  [-1, 3, undefined],
  [1.5, 3, undefined],
  ['2', 3, undefined],
  ['a%', 3, undefined],
  [null, 3, undefined],
])('%j of %d is %j', (value, whole, expected) => {
  expect(shareOf(value, whole)).toBe(expected);
});
