import { SignJWT } from 'jose';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key that signs tokens, and the PEM of what they are checked with. */
export interface SigningKey {
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly pem: string;
}

/** Makes a key. */
export function signingKey(alg: 'RS256' | 'ES256' = 'RS256'): SigningKey {
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { alg, privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }) as string };
}

/** The key of most tests. */
export const testKey = signingKey();

/** Makes a token. @param claims beside `exp`, which is in an hour unless it is given @param header beside `alg` */
export function tokenOf(
  claims: Readonly<Record<string, unknown>> = { multimedia_admin: 'true' },
  { alg, privateKey }: SigningKey = testKey,
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return new SignJWT({ exp, ...claims }).setProtectedHeader({ alg, ...header }).sign(privateKey);
}
