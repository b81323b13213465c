import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fault, inOrder, quote } from '../../../lib/contract/faults.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('quote', () => {
  test.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [12.5, '12.5'],
    [true, 'true'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [[1, 'a', [2], {}], '[1,"a",[...],{...}]'],
    [{ a: 1, b: { c: 2 } }, '{"a":1,"b":{...}}'],
    [[], '[]'],
    [[1, 2, 3, 4, 5, 6, 7, 8], '[1,2,3,4,5,6,7,8]'],
  ])('a short value %j is quoted as JSON, two levels deep', (value, text) => {
    expect(quote(value)).toBe(text);
  });

  test('a long string is cut to 80 characters, and the cut shows', () => {
    expect(quote('a'.repeat(10_000))).toBe(`"${'a'.repeat(79)}...`);
  });

  test('a string that just fits is not cut', () => {
    expect(quote('a'.repeat(78))).toBe(`"${'a'.repeat(78)}"`);
  });

  test('an array and an object of many entries show the first eight', () => {
    const numbers = Array.from({ length: 9 }, (_, index) => index);
    expect(quote(numbers)).toBe('[0,1,2,3,4,5,6,7,...]');
    expect(quote(Object.fromEntries(numbers.map((number) => [`k${number}`, number])))).toBe(
      '{"k0":0,"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,...}',
    );
  });

  test('what stands under a key inmeta is not shown', () => {
    expect(quote({ inmeta: '<meta-data/>', other: 1 })).toBe('{"inmeta":(not shown),"other":1}');
  });

  test('a value of a million levels does not overflow the stack', () => {
    expect(quote(nested(1_000_000))).toBe('[[...]]');
  });

  test('a character outside the basic plane is never cut in half', () => {
    for (const prefix of ['', 'a']) expect(quote(prefix + '😀'.repeat(100)).isWellFormed()).toBe(true);
  });

  test('any JSON value gives one line of at most 83 characters', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = quote(value);
        expect(text.length).toBeLessThanOrEqual(83);
        expect(text).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

test('a fault says what was got and what is expected', () => {
  expect(fault('PORT', quote('x'), 'a port')).toEqual({ at: 'PORT', problem: 'got "x"; expected a port' });
});

test('faults are reported in the order of what they are about', () => {
  const of = (at: string) => fault(at, '1', '2');
  expect(inOrder([of('b'), of('a_b'), of('B'), of('a')])).toEqual([of('B'), of('a'), of('a_b'), of('b')]);
});
