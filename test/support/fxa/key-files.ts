import { expect } from '@jest/globals';
import { createECDH, createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';

const base64url = expect.stringMatching(/^[A-Za-z0-9_-]+$/);
const privateMembers = Object.fromEntries(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => [name, base64url]));

/** What each file with something secret in it holds, by Secret and key, as its server reads it. */
const files: Readonly<Record<string, (text: string) => void>> = {
  'fxa-auth-server/openid-key': expectSigningKey,
  'fxa-event-broker/openid-key': expectSigningKey,
  'fxa-auth-server/browserid-secret-key': (text) => {
    const key = JSON.parse(text) as JsonWebKey;
    expect(key).toEqual({ kty: 'RSA', kid: expect.any(String), algorithm: 'RS', ...privateMembers });
    expectRsa(createPrivateKey({ key, format: 'jwk' }));
  },
  'fxa-auth-server/browserid-public-key': (text) => {
    const key = JSON.parse(text) as JsonWebKey;
    expect(key).toEqual({ kty: 'RSA', kid: expect.any(String), algorithm: 'RS', n: base64url, e: base64url });
    expectRsa(createPublicKey({ key, format: 'jwk' }));
  },
  'fxa-auth-server/vapid-keys': (text) => {
    const { publicKey, privateKey } = JSON.parse(text) as Record<'publicKey' | 'privateKey', string>;
    const pair = createECDH('prime256v1');
    expect(Buffer.from(privateKey, 'base64url')).toHaveLength(32);
    expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65);
    pair.setPrivateKey(privateKey, 'base64url');
    expect(pair.getPublicKey('base64url')).toBe(publicKey);
  },
  'fortress/config': (text) => {
    expect(JSON.parse(text)).toEqual({
      client_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      client_secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      redirect_uri: expect.stringMatching(/^https?:\/\/fortress[.].*\/download$/),
    });
  },
  'mozilla-sync/syncserver-secret': (text) => expect(text).toMatch(/^[0-9a-f]{64}$/),
};

/** That a file is what its server reads. @param path Secret and key, such as `fxa-auth-server/vapid-keys` */
export function expectFile(path: string, text: string): void {
  expect([path, Object.keys(files)]).toEqual([path, expect.arrayContaining([path])]);
  files[path]?.(text);
}

/** What the auth server asks of the key that signs OAuth tokens: no member beside these. @see mozilla/fxa@b5b6cccd packages/fxa-auth-server/lib/oauth/keys.js */
function expectSigningKey(text: string): void {
  const key = JSON.parse(text) as JsonWebKey;
  expect(key).toEqual({ kty: 'RSA', kid: expect.any(String), alg: 'RS256', use: 'sig', ...privateMembers });
  expectRsa(createPrivateKey({ key, format: 'jwk' }));
}

function expectRsa({ asymmetricKeyType, asymmetricKeyDetails }: ReturnType<typeof createPublicKey>): void {
  expect({ asymmetricKeyType, bits: asymmetricKeyDetails?.modulusLength }).toEqual({
    asymmetricKeyType: 'rsa',
    bits: 2048,
  });
}
