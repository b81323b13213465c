import { describe, expect, test } from '@jest/globals';
import { createPrivateKey, createPublicKey, createSign, createVerify, type JsonWebKey } from 'node:crypto';
import { hashIn, newValue, publicHalf } from '../../../lib/config/key-material.ts';

describe('a new value', () => {
  test.each([
    ['{hex:32}', /^[0-9a-f]{64}$/],
    ['{hex:8}', /^[0-9a-f]{16}$/],
    ['mysql://web:{hex:16}@db:3306/{hex:1}', /^mysql:\/\/web:[0-9a-f]{32}@db:3306\/[0-9a-f]{2}$/],
    ['{"secret":"{hex:2}"}', /^\{"secret":"[0-9a-f]{4}"\}$/],
    ['a-name', /^a-name$/],
  ])('of the text %s has random digits in it', (text, shape) => {
    expect(newValue({ form: 'text', text })).toMatch(shape);
  });

  test('has other digits at each place and each time', () => {
    const [first, second] = newValue({ form: 'text', text: '{hex:32} {hex:32}' }).split(' ');
    expect(new Set([first, second, newValue({ form: 'text', text: '{hex:32}' })]).size).toBe(3);
  });

  test('in base64 is of as many bytes as asked for', () => {
    const value = newValue({ form: 'base64', bytes: 32 });
    expect(value).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(value, 'base64')).toHaveLength(32);
  });

  test('as RSA key signs what its public half verifies, under one name', () => {
    const text = newValue({ form: 'rsa-jwk', members: { alg: 'RS256' } });
    const key = JSON.parse(text) as JsonWebKey;
    const half = JSON.parse(publicHalf(text)) as JsonWebKey;
    expect(half).toEqual({ kty: 'RSA', kid: key['kid'], alg: 'RS256', n: key.n, e: key.e });
    const signature = createSign('sha256')
      .update('text')
      .sign(createPrivateKey({ key, format: 'jwk' }));
    const publicKey = createPublicKey({ key: half, format: 'jwk' });
    expect(createVerify('sha256').update('text').verify(publicKey, signature)).toBe(true);
  });

  test('as RSA key has a name of its own', () => {
    const names = [1, 2].map(() => (JSON.parse(newValue({ form: 'rsa-jwk' })) as JsonWebKey)['kid']);
    expect(new Set(names).size).toBe(2);
  });

  test('for web push has 32 and 65 bytes, also where the number is small', () => {
    // one of 256 begins with a zero
    for (let round = 0; round < 1500; round++) {
      const keys = JSON.parse(newValue({ form: 'vapid' })) as Record<string, string>;
      const sizes = ['privateKey', 'publicKey'].map((name) => Buffer.from(keys[name] ?? '', 'base64url').length);
      expect(sizes).toEqual([32, 65]);
    }
  });
});

describe('the public half', () => {
  test.each(['sword fish', '{}', '{"kty":"RSA","n":"c3dvcmQ","e":"AQAB"}', 'null', ''])(
    'fails when the key is %j, and does not quote it',
    (text) => {
      expect(() => publicHalf(text)).toThrow(/^no private RSA key as JWK$/);
    },
  );

  test('fails when the key is of another kind', () => {
    const { d, x } = {
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    };
    expect(() => publicHalf(JSON.stringify({ kty: 'OKP', crv: 'Ed25519', d, x }))).toThrow('no private RSA key');
  });
});

test('a hash is that of the bytes that the digits stand for', () => {
  // the client of 123done and its entry among the auth server's clients for development
  const secret = 'b93ef8a8f3e553a430d7e5b904c6132b2722633af9f03128029201d24a97f2a8';
  const hash = '289a885946ee316844d9ffd0d725ee714901548a1e6507f1a40fb3c2ae0c99f1';
  expect(hashIn(secret, /^(.*)$/)).toBe(hash);
  expect(hashIn(`{"a":"${secret}"}`, /"a":"(.*)"/)).toBe(hash);
  expect(hashIn('', /^([0-9a-f]+)$/)).toBeUndefined();
});
