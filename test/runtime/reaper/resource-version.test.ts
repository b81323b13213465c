import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareResourceVersions, isBefore } from '../../../runtime/reaper/resource-version.ts';

test('resourceVersions of any length are ordered as integers', () => {
  const version = fc.bigInt({ min: 1n, max: 10n ** 40n });
  fc.assert(
    fc.property(version, version, (one, other) => {
      const order = compareResourceVersions(String(one), String(other)) ?? NaN;
      expect(Math.sign(order)).toBe(one < other ? -1 : one > other ? 1 : 0);
    }),
  );
});

test('resourceVersions that JavaScript cannot tell apart as numbers are ordered', () => {
  expect(isBefore('9007199254740992', '9007199254740993')).toBe(true);
  expect(isBefore('9007199254740993', '9007199254740992')).toBe(false);
});

test('of texts that are no integers no order is known, but that they are the same', () => {
  for (const text of ['', '0', '012', '-1', '1.5', '1e3', 'abc', ' 1', '١']) {
    expect(compareResourceVersions(text, '5')).toBeUndefined();
    expect(compareResourceVersions('5', text)).toBeUndefined();
    expect(compareResourceVersions(text, text)).toBe(0);
    expect(isBefore(text, '5')).toBe(false);
  }
});
