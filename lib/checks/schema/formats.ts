import { isIPv4, isIPv6 } from 'node:net';
import { isCidr } from '../../core/networks.ts';
import { quantityNumber } from '../quantity.ts';

/** A format that a string, or number, is held to. */
interface Format {
  readonly fits: (value: string | number) => boolean;
  /** Its shape, in words. */
  readonly shape: string;
  readonly remedy: string;
}

const matches =
  (pattern: RegExp) =>
  (value: string | number): boolean =>
    typeof value === 'string' && pattern.test(value);

const integerUpTo = (bits: number): Format => ({
  fits: (value) => typeof value !== 'number' || (value >= -(2 ** (bits - 1)) && value <= 2 ** (bits - 1) - 1),
  shape: `an integer of ${bits} bits`,
  remedy: 'use a smaller number',
});

const base64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/**
 * The formats that are held to, by name. Others, such as `email` and `duration`, are not looked at.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ for `quantity`, whose name is our own
 */
export const formats: Readonly<Record<string, Format>> = {
  quantity: {
    fits: (value) => quantityNumber(value) !== undefined,
    shape: 'a quantity, such as "500m" or "1Gi"',
    remedy: 'write a number and one of the units m, k, M, G, T, Ki, Mi, Gi, Ti, without a space',
  },
  // Go's decoder passes over line ends, which tools write into long values
  byte: {
    fits: (value) => typeof value === 'string' && base64.test(value.replaceAll(/[\r\n]/g, '')),
    shape: 'base64',
    remedy: 'encode it, as `base64 -w0` does, or in a Secret move it to stringData',
  },
  'date-time': {
    fits: matches(dateTime),
    shape: 'a time of RFC 3339, such as "2026-01-31T12:00:00Z"',
    remedy: 'write the time in full, with its zone',
  },
  date: { fits: matches(/^\d{4}-\d\d-\d\d$/), shape: 'a date, such as "2026-01-31"', remedy: 'write the date in full' },
  int32: integerUpTo(32),
  int64: integerUpTo(64),
  ipv4: { fits: (value) => isIPv4(String(value)), shape: 'an IPv4 address', remedy: 'correct the address' },
  ipv6: { fits: (value) => isIPv6(String(value)), shape: 'an IPv6 address', remedy: 'correct the address' },
  cidr: {
    fits: (value) => isCidr(String(value)),
    shape: 'a network, such as "10.0.0.0/8"',
    remedy: 'write address/bits',
  },
  uuid: { fits: matches(uuid), shape: 'a UUID', remedy: 'correct the UUID' },
  uri: {
    fits: (value) => typeof value === 'string' && (value.startsWith('/') || URL.canParse(value)),
    shape: 'a URI, such as "https://example.com/path"',
    remedy: 'write it with its scheme',
  },
};
