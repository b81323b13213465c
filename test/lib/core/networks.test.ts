import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isIP } from 'node:net';
import { ipVersion, isCidr, isNetwork, publicInternet } from '../../../lib/core/networks.ts';

describe('a network', () => {
  test.each(['10.20.0.0/16', '0.0.0.0/0', '192.0.2.7/32', '2001:db8::/32', '::/0', '2001:db8::1/128'])(
    'may be %s',
    (text) => {
      expect(isCidr(text)).toBe(true);
    },
  );

  test.each([
    '',
    '/',
    '10.20.0.0',
    '10.20.0.0/',
    '10.20.0.0/33',
    '10.20.0.0/-1',
    '10.20.0.0/1e1',
    '10.20.0.0/16/16',
    '10.20.0/16',
    '10.20.0.256/16',
    '10.20.0.0 /16',
    '10.20.0.0/16 ',
    '2001:db8::/129',
    '2001:db8/32',
    'fe80::1%eth0/64',
    'example.com/16',
  ])('is not %j', (text) => {
    expect(isCidr(text)).toBe(false);
  });
});

// what Kubernetes 1.36 says of each in a NetworkPolicy
describe('a network of a NetworkPolicy', () => {
  test.each([
    '10.50.0.0/24',
    '10.50.0.128/25',
    '1.2.3.4/32',
    '0.0.0.0/0',
    '::/0',
    'fd00::/8',
    'FD00::/8',
    'fd00:0::/8',
    '2001:db8::1/128',
    '2001:db8::1.2.3.4/128',
  ])('may be %s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  test.each([
    '10.50.0.1/24',
    '10.0.0.0/0',
    '::1/64',
    '10.50.0.0/024',
    '010.0.0.0/8',
    '::ffff:1.2.3.0/120',
    '::ffff:0:0/96',
    '10.0.0.0',
    '',
  ])('is not %j', (text) => {
    expect(isNetwork(text)).toBe(false);
  });
});

describe('the public internet', () => {
  test('is everything but networks in CIDR notation', () => {
    expect(publicInternet.cidr).toBe('0.0.0.0/0');
    expect(publicInternet.except?.filter((block) => !isNetwork(block))).toEqual([]);
  });

  test.each(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '127.0.0.0/8', '100.64.0.0/10'])(
    'leaves out %s, where private and metadata services are',
    (block) => {
      expect(publicInternet.except).toContain(block);
    },
  );
});

describe('the version of an address', () => {
  const part = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(String),
    fc.constantFrom('', '0', '00', '01', 'f', 'ffff', '10000', 'g'),
  );
  const texts = [fc.ipV4(), fc.ipV6(), fc.string(), fc.array(part, { maxLength: 9 }).map((parts) => parts.join(':'))];
  const mixed = fc
    .tuple(fc.ipV6(), fc.array(part, { maxLength: 5 }))
    .map(([head, tail]) => `${head}:${tail.join('.')}`);

  test('is what Node says, for addresses, for what is nearly one, and for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          ...texts,
          mixed,
          fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          fc.pre(!text.includes('%'));
          expect(ipVersion(text)).toBe(isIP(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
