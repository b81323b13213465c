import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkName, contentName, isDnsLabel, isDnsName, isLabelValue } from '../../../lib/core/names.ts';
import { chart, faults } from '../../support/build.ts';

const a63 = 'a'.repeat(63);

describe('a DNS label', () => {
  test.each(['a', '0', 'worker-update', 'a--b', '00-namespace', a63])('may be %s', (text) => {
    expect(isDnsLabel(text)).toBe(true);
  });

  test.each(['', '-', '-a', 'a-', 'A', 'a_b', 'a.b', 'a b', 'ä', 'a\n', `${a63}a`])('is not %j', (text) => {
    expect(isDnsLabel(text)).toBe(false);
  });
});

describe('a DNS name', () => {
  const long = `${a63}.${a63}.${a63}.${'a'.repeat(61)}`;

  test.each(['a', 'mysql.example.com', '10.0.0.1', 'a-b.c-d', long])('may be %s', (text) => {
    expect(isDnsName(text)).toBe(true);
  });

  test.each(['', '.', 'a.', '.a', 'a..b', 'a.-b', 'a-.b', 'A.b', 'a_b', 'a.b:80', 'http://a', 'a/b', `${long}a`])(
    'is not %j',
    (text) => {
      expect(isDnsName(text)).toBe(false);
    },
  );
});

describe('the value of a label', () => {
  test.each(['', 'a', 'A.b_c-D', '1.4.2', a63])('may be %j', (text) => {
    expect(isLabelValue(text)).toBe(true);
  });

  test.each(['-', '.a', 'a.', 'a_', 'a b', 'a/b', 'a+b', `${a63}a`])('is not %j', (text) => {
    expect(isLabelValue(text)).toBe(false);
  });
});

describe('a name', () => {
  function check(name: string, maxLength?: number): string[] {
    const scope = chart();
    checkName(scope, 'name', name, maxLength);
    return faults(scope);
  }
  const refusal = (name: string, length: number): string =>
    `test/shop/web: name: got ${JSON.stringify(name)}; expected at most ${length} lower-case letters, digits and ` +
    'dashes, such as "worker-update"; rename it [ERR_NAME]';

  test('may have 63 characters, or as many as leave room for what is appended', () => {
    expect(check(a63)).toEqual([]);
    expect(check('a'.repeat(52), 52)).toEqual([]);
  });

  test.each<[string, number | undefined]>([
    ['', undefined],
    ['Web', undefined],
    ['web.shop', undefined],
    [`${a63}a`, undefined],
    ['a'.repeat(53), 52],
  ])('fails when it is %j and the limit %j', (name, maxLength) => {
    expect(check(name, maxLength)).toEqual([refusal(name, maxLength ?? 63)]);
  });
});

describe('a name by content', () => {
  const base = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,70}[a-z0-9])?$/);
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, part]) => [key, shuffled(part)]),
    );
  };

  test('is the base and ten digits of a hash', () => {
    expect(contentName('routes', { 'a.xml': '<a/>' })).toMatch(/^routes-[0-9a-f]{10}$/);
  });

  test('is the same on every machine and with every release, since a change rolls pods', () => {
    expect(contentName('routes', { b: [1, 'x'], a: { d: null, c: true } })).toBe('routes-582165beb9');
  });

  test('does not change with the order of keys', () => {
    fc.assert(
      fc.property(base, fc.jsonValue(), (name, content) => {
        expect(contentName(name, shuffled(content))).toBe(contentName(name, content));
      }),
    );
  });

  test('changes with the content', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 1 }), fc.jsonValue({ maxDepth: 1 }), (one, other) => {
        expect(contentName('a', one) === contentName('a', other)).toBe(canonical(one) === canonical(other));
      }),
    );
  });

  test.each<[unknown, unknown]>([
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['ab'], ['a', 'b']],
    [{ a: 'b' }, { b: 'a' }],
    [{ a: '1' }, { a: 1 }],
    [{ a: {} }, { a: [] }],
    [{ a: null }, {}],
    [{ a: 'x\r\n' }, { a: 'x\n' }],
  ])('tells %j from %j', (one, other) => {
    expect(contentName('a', one)).not.toBe(contentName('a', other));
  });

  test('is a DNS label of at most 63 characters whatever the base, and its hash is never cut', () => {
    fc.assert(
      fc.property(base, fc.jsonValue(), (name, content) => {
        const result = contentName(name, content);
        expect(isDnsLabel(result)).toBe(true);
        expect(result.slice(-11)).toBe(contentName('a', content).slice(-11));
      }),
    );
  });

  test('has no dash before that of the hash where the base is cut at a dash', () => {
    expect(contentName(`${'a'.repeat(51)}-b`, 1)).toMatch(/^a{51}-[0-9a-f]{10}$/);
  });
});

/** JSON with sorted keys, made another way than the library makes it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join()}}`;
}
