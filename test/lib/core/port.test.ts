import { describe, expect, test } from '@jest/globals';
import { isPortName, isPortNumber } from '../../../lib/core/port.ts';

describe('a port number', () => {
  test.each([1, 80, 65_535])('may be %d', (port) => {
    expect(isPortNumber(port)).toBe(true);
  });

  test.each([0, -1, 65_536, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '80', 80n, null, undefined, [80]])(
    'is not %p',
    (port) => {
      expect(isPortNumber(port)).toBe(false);
    },
  );
});

describe('a port name', () => {
  test.each(['http', 'a', '1a', 'grpc-web-2', 'a23456789012345'])('may be %s', (name) => {
    expect(isPortName(name)).toBe(true);
  });

  test.each(['', '80', '8-0', 'Http', '-http', 'http-', 'grpc--web', 'a_b', 'a.b', 'http\n', 'a234567890123456'])(
    'is not %j',
    (name) => {
      expect(isPortName(name)).toBe(false);
    },
  );
});
