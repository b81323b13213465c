import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BerthError, errorCodes, faultText, type Fault } from '../../../lib/core/errors.ts';

const missing = {
  code: 'ERR_VARIABLE_MISSING',
  property: 'variables.PORT',
  expected: 'a port',
  remedy: 'give it',
} as const satisfies Fault;

const textOf = (got: unknown): string => faultText('test/shop/web', { ...missing, got });

describe('the text of a fault', () => {
  test('says where, what was got, what is expected, what to do, and the code', () => {
    expect(textOf(70000)).toBe(
      'test/shop/web: variables.PORT: got 70000; expected a port; give it [ERR_VARIABLE_MISSING]',
    );
  });

  test('says that nothing was got where no value is told', () => {
    expect(faultText('test', missing)).toBe(
      'test: variables.PORT: got nothing; expected a port; give it [ERR_VARIABLE_MISSING]',
    );
  });

  test.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    ['', '""'],
    ['a "b"\n', String.raw`"a \"b\"\n"`],
    [{ cpu: '1', list: [1, true] }, '{"cpu":"1","list":[1,true]}'],
  ])('shows the value %j as JSON', (got, shown) => {
    expect(textOf(got)).toContain(`: got ${shown}; expected`);
  });

  test('shows 200 characters of a long value, and that it was cut', () => {
    expect(textOf('a'.repeat(198))).toContain(`: got "${'a'.repeat(198)}"; expected`);
    expect(textOf('a'.repeat(199))).toContain(`: got "${'a'.repeat(199)}...; expected`);
  });

  test('is one line whatever was got', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (got) => {
        expect(textOf(got)).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('a BerthError', () => {
  test('has a stable code, a name of its own and the error that caused it', () => {
    const cause = new Error('of another library');
    const error = new BerthError('ERR_FLEET', 'two\nfaults', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'BerthError', code: 'ERR_FLEET', message: 'two\nfaults', cause });
  });
});

describe('the error codes', () => {
  test.each(Object.entries(errorCodes))('%s has a meaning in one line without a full stop', (code, meaning) => {
    expect(code).toMatch(/^ERR(_[A-Z]+)+$/);
    expect(meaning).toMatch(/^[a-z][^\n]+[^.\n]$/);
  });
});
