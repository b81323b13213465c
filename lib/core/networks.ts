/** A network in CIDR notation, such as `10.20.0.0/16`; a single address is `/32`. */
export type CidrBlock = `${number}.${number}.${number}.${number}/${number}` | `${string}:${string}/${number}`;

/** A network without some of its parts. */
export interface Network {
  readonly cidr: CidrBlock;
  readonly except?: readonly CidrBlock[];
}

/** Addresses that are never on the public internet: private, shared, loopback and link-local ones (cloud metadata services among these). */
const notPublic = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
] as const satisfies readonly CidrBlock[];

/** The public internet, for services whose addresses change, such as those of a cloud provider. @see RFC 1918, 6598, 3927 */
export const publicInternet: Network = { cidr: '0.0.0.0/0', except: notPublic };

const byte = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ipv4 = new RegExp(`^${byte}(?:[.]${byte}){3}$`);

/** Which version of IP a text is an address of; 0 where it is none. As `isIP` of Node, whose module takes a fiftieth of a synth to load; zones are none here. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (ipv4.test(text)) return 4;
  return text.includes(':') && /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`) ? 6 : 0;
}

/** Whether a text is a network in CIDR notation. */
export function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const version = ipVersion(address);
  return version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}

/**
 * Whether a text is a network as a NetworkPolicy takes it: in CIDR notation, with zeros beyond the prefix, no leading zeros, and no IPv4 address in IPv6
 * notation.
 *
 * @see kubernetes/apimachinery pkg/util/validation/ip.go, `IsValidCIDRForLegacyField`
 */
export function isNetwork(text: string): boolean {
  const [address = '', length = ''] = text.split('/');
  if (!isCidr(text) || length !== String(Number(length))) return false;
  const size = ipVersion(address) === 4 ? 32 : 128;
  const bits = addressBits(address);
  const isMapped = size === 128 && bits >> 32n === 0xffffn;
  return !isMapped && BigInt.asUintN(size - Number(length), bits) === 0n;
}

/** The shape of a network, for faults. */
export const networkShape = 'a network in CIDR notation with zeros beyond the prefix, such as "10.20.0.0/16"';

function addressBits(address: string): bigint {
  if (ipVersion(address) === 4) return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
  // the host of a URL is written in hexadecimal alone, whatever form the address has
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** Whether one network lies within another and is smaller, as Kubernetes wants of an exception. */
export function isWithin(inner: string, outer: string): boolean {
  const [address = '', length = ''] = inner.split('/');
  const [outerAddress = '', outerLength = ''] = outer.split('/');
  if (ipVersion(address) !== ipVersion(outerAddress) || Number(length) <= Number(outerLength)) return false;
  const beyond = BigInt((ipVersion(address) === 4 ? 32 : 128) - Number(outerLength));
  return addressBits(address) >> beyond === addressBits(outerAddress) >> beyond;
}
