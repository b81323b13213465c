import { describe, expect, test } from '@jest/globals';
import { formats } from '../../../../lib/checks/schema/formats.ts';

const cases: Record<
  string,
  { readonly right: readonly (string | number)[]; readonly wrong: readonly (string | number)[] }
> = {
  quantity: {
    right: ['1', '100m', '1.5', '.5', '5.', '1Gi', '128Mi', '1e6', '1E6', '1E', '-1', '+2k', '12e-3', 0.5, 1],
    wrong: ['', 'm', '1 Gi', '1GB', '1gi', '1mm', '0x10', '1,5', 'Infinity', '1K', '100 m', '1e', Infinity],
  },
  byte: { right: ['', 'YQ==', 'YWI=', 'YWJj', 'YW\nJj\r\n'], wrong: ['a', 'YQ=', 'YWJj!', '====', 'YQ==YQ==', 'YWJ-'] },
  'date-time': {
    right: ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123456+02:00'],
    wrong: ['2026-01-31', '2026-01-31 12:00:00Z', '2026-01-31T12:00:00', 'yesterday'],
  },
  date: { right: ['2026-01-31'], wrong: ['31.1.2026', '2026-1-1'] },
  int32: { right: [2 ** 31 - 1, -(2 ** 31)], wrong: [2 ** 31, -(2 ** 31) - 1] },
  int64: { right: [2 ** 53, -(2 ** 63)], wrong: [2 ** 64] },
  ipv4: { right: ['10.0.0.1'], wrong: ['10.0.0.256', '10.0.0', '::1'] },
  ipv6: { right: ['::1', 'fd00::1:2'], wrong: ['10.0.0.1', 'fd00:::1'] },
  cidr: {
    right: ['10.0.0.0/8', '::/0', 'fd00::/64'],
    wrong: ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/8/8', 'a/8', '::/129', 'fe80::1%eth0/64'],
  },
  uuid: { right: ['123e4567-e89b-12d3-a456-426614174000', '123E4567E89B12D3A456426614174000'], wrong: ['123e4567'] },
  uri: { right: ['https://example.com/a', '/a'], wrong: ['example.com', 'a b'] },
};

test('every format has cases', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(formats).sort());
});

describe.each(Object.entries(cases))('the format %s', (name, { right, wrong }) => {
  test.each(right)('takes %j', (value) => {
    expect(formats[name]?.fits(value)).toBe(true);
  });

  test.each(wrong)('refuses %j', (value) => {
    expect(formats[name]?.fits(value)).toBe(false);
  });
});
