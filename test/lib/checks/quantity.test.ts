import { expect, it } from '@jest/globals';
import { quantityNumber } from '../../../lib/checks/quantity.ts';

it.each<[unknown, number]>([
  ['1', 1],
  [2, 2],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['5.', 5],
  ['250m', 0.25],
  ['100u', 0.0001],
  ['1k', 1000],
  ['129M', 129_000_000],
  ['1Ki', 1024],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1e3', 1000],
  ['1E3', 1000],
  ['2E', 2e18],
  ['-128Mi', -128 * 2 ** 20],
])('%j stands for %d', (quantity, number) => {
  expect(quantityNumber(quantity)).toBeCloseTo(number, 9);
});

it.each([undefined, null, '', 'Mi', '1 Gi', '128MB', '256mi', '1Kib', '0x10', '1,5', Number.NaN, {}, []])(
  '%j is no quantity',
  (quantity) => {
    expect(quantityNumber(quantity)).toBeUndefined();
  },
);
