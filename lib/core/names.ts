import { createHash } from 'node:crypto';
import type { IConstruct } from 'constructs';
import { reportFault } from './faults.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsSubdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Whether a text is a DNS label of RFC 1123, which Kubernetes wants of most names: at most 63 of `a-z0-9-`. */
export const isDnsLabel = (text: string): boolean => dnsLabel.test(text);

/** Whether a text is a DNS name of RFC 1123: labels joined by dots, at most 253 characters, such as `mysql.example.com`. */
export const isDnsName = (text: string): boolean => dnsSubdomain.test(text);

/** Whether a text can be the value of a label: at most 63 of `A-Za-z0-9-_.`, beginning and ending with a letter or digit. */
export const isLabelValue = (text: string): boolean => labelValue.test(text);

/**
 * Records a fault unless a text is a DNS label that leaves room for what is appended to it.
 *
 * @param maxLength characters the name may have: 63, or fewer where Kubernetes appends to it
 */
export function checkName(scope: IConstruct, property: string, name: string, maxLength = 63): void {
  if (isDnsLabel(name) && name.length <= maxLength) return;
  reportFault(scope, {
    code: 'ERR_NAME',
    property,
    got: name,
    expected: `at most ${maxLength} lower-case letters, digits and dashes, such as "worker-update"`,
    remedy: 'rename it',
  });
}

/**
 * A name that changes with content: `<base>-<10 hexadecimal digits of its SHA-256>`. The hash is never cut, the base is, to 63 characters in all.
 *
 * @param content anything JSON can hold; key order does not matter
 */
export function contentName(base: string, content: unknown): string {
  const hash = createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 10);
  return `${base.slice(0, 63 - 1 - hash.length).replace(/-+$/, '')}-${hash}`;
}

const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
