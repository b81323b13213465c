import {
  createHash,
  createECDH,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
} from 'node:crypto';
import type { KeyFormat } from './key-format.ts';

/** A new value of a format that stands on its own. */
export function newValue(format: Exclude<KeyFormat, { readonly of: string }>): string {
  switch (format.form) {
    case 'text':
      return format.text.replaceAll(/\{hex:(\d+)\}/g, (_match, bytes: string) =>
        randomBytes(Number(bytes)).toString('hex'),
      );
    case 'base64':
      return randomBytes(format.bytes).toString('base64');
    case 'rsa-jwk':
      return JSON.stringify(newRsaKey(format.members ?? {}));
    case 'vapid':
      return JSON.stringify(newVapidKeys());
  }
}

function newRsaKey(members: Readonly<Record<string, string>>): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { kty, n, e, ...secret } = privateKey.export({ format: 'jwk' });
  return { kty, kid: thumbprint({ e, kty, n }), ...members, n, e, ...secret };
}

/** Names a key by what it is, so that no two have one name. @see https://www.rfc-editor.org/rfc/rfc7638 */
const thumbprint = (required: JsonWebKey): string =>
  createHash('sha256').update(JSON.stringify(required)).digest('base64url');

/** The members of a private RSA key that nobody else may have. @see https://www.rfc-editor.org/rfc/rfc7518#section-6.3.2 */
const privateMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/**
 * The public half of a private JWK.
 *
 * @throws when the text is no private RSA JWK; the error does not quote it
 */
export function publicHalf(text: string): string {
  const key = privateJwk(text);
  return JSON.stringify(Object.fromEntries(Object.entries(key).filter(([name]) => !privateMembers.includes(name))));
}

function privateJwk(text: string): JsonWebKey {
  try {
    const key = JSON.parse(text) as JsonWebKey;
    if (createPrivateKey({ key, format: 'jwk' }).asymmetricKeyType === 'rsa') return key;
  } catch {
    // what is thrown quotes the text
  }
  throw new Error('no private RSA key as JWK');
}

function newVapidKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  // a number that begins with zeros is shorter than the 32 bytes that web push wants
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
  return { publicKey, privateKey };
}

/** The SHA-256, in hexadecimal digits, of what a value holds in hexadecimal digits; undefined where it holds none. */
export function hashIn(value: string, where: RegExp): string | undefined {
  const digits = where.exec(value)?.[1];
  return digits === undefined ? undefined : createHash('sha256').update(Buffer.from(digits, 'hex')).digest('hex');
}
