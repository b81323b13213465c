import { hash } from 'node:crypto';

/**
 * The first 16 hexadecimal digits of a text's SHA-256: 64 bits, so that among 100,000 texts two meet with a chance of 3
 * in 10^10. Part of Jobs' names: another length or hash would make a second Job of a request that is delivered again.
 */
export function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}
