import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, SignJWT, type JWK } from 'jose';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Auth, type AuthOptions } from '../../../runtime/log-viewer/auth.ts';
import { openKeys, type TokenKeys } from '../../../runtime/log-viewer/keys.ts';
import { Problem } from '../../../runtime/log-viewer/problem.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';
import { createLog } from '../../../runtime/shared/log.ts';
import { until } from '../../support/control-plane/until.ts';
import { folderWith } from '../../support/folder.ts';
import { signingKey, testKey, tokenOf } from '../../support/log-viewer/keys.ts';

const WAIT_MS = 10_000;
const lines: string[] = [];
const log = createLog({
  process: 'log-viewer',
  level: 'trace',
  destination: { write: (line) => void lines.push(line) },
});
const ecKey = signingKey('ES256');
const otherKey = signingKey();
const folder = folderWith({ 'key.pem': testKey.pem, 'both.pem': `${testKey.pem}\n${ecKey.pem}` });
const opened: TokenKeys[] = [];

afterAll(() => {
  for (const keys of opened) keys.close();
});

async function keysAt(source: string, timeOutMs = 60_000, clock = systemClock): Promise<TokenKeys> {
  const keys = await openKeys({ source, timeOutMs, clock, log });
  opened.push(keys);
  return keys;
}

async function authWith(source = join(folder, 'key.pem'), options: Partial<AuthOptions> = {}): Promise<Auth> {
  const keys = options.keys ?? (await keysAt(source));
  const metrics = { refused: { inc: () => undefined } };
  return new Auth({ adminClaim: 'multimedia_admin', clock: systemClock, log, metrics, ...options, keys });
}

/** What becomes of a token: `ok`, or status and code. */
async function fateOf(auth: Auth, header: string | undefined, address = '192.0.2.1'): Promise<string> {
  try {
    await auth.authenticate(header, address);
    return 'ok';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${error.status} ${error.code}`;
  }
}

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const admin = { multimedia_admin: 'true' };

describe('a token', () => {
  let auth: Auth;
  beforeAll(async () => {
    auth = await authWith(undefined, { issuer: 'https://login.example.com', audience: 'logs' });
  });
  const right = { ...admin, iss: 'https://login.example.com', aud: 'logs' };

  test.each<[string, Record<string, unknown>, string]>([
    ['with all that is asked', right, 'ok'],
    ['whose claim is yes', { ...right, multimedia_admin: 'yes' }, 'ok'],
    ['for several audiences', { ...right, aud: ['else', 'logs'] }, 'ok'],
    ['whose claim is something else', { ...right, multimedia_admin: 'no' }, '403 claim_missing'],
    ['whose claim is no text', { ...right, multimedia_admin: { true: 'true' } }, '403 claim_missing'],
    ['without the claim', { ...right, multimedia_admin: undefined }, '403 claim_missing'],
    ['that has ended', { ...right, exp: seconds(-1) }, '401 token_expired'],
    ['without an end', { ...right, exp: undefined }, '401 token_wrong'],
    ['that has not begun', { ...right, nbf: seconds(60) }, '401 token_wrong'],
    ['of another issuer', { ...right, iss: 'https://evil.example.com' }, '401 token_wrong'],
    ['of no issuer', { ...right, iss: undefined }, '401 token_wrong'],
    ['for somebody else', { ...right, aud: 'else' }, '401 token_wrong'],
  ])('%s', async (_, claims, fate) => {
    expect(await fateOf(auth, `Bearer ${await tokenOf(claims)}`)).toBe(fate);
  });

  test.each<[Partial<AuthOptions>, string, Record<string, unknown>, string]>([
    [{}, 'of any issuer for anybody', right, 'ok'],
    [{}, 'without both', admin, 'ok'],
    [{ issuer: right.iss }, 'of the issuer for anybody', { ...right, aud: 'else' }, 'ok'],
    [{ issuer: right.iss }, 'of another issuer', { ...right, iss: 'https://evil.example.com' }, '401 token_wrong'],
    [{ audience: 'logs' }, 'of any issuer', { ...right, iss: 'https://evil.example.com' }, 'ok'],
    [{ audience: 'logs' }, 'for nobody', { ...right, aud: undefined }, '401 token_wrong'],
  ])('has to name what is set alone: with %j, one %s', async (options, _, claims, fate) => {
    const set = await authWith(undefined, options);
    expect(await fateOf(set, `Bearer ${await tokenOf(claims)}`)).toBe(fate);
  });

  test.each<[string, () => Promise<string | undefined>, string]>([
    ['is missing', async () => undefined, '401 token_missing'],
    ['is of another scheme', async () => 'Basic YTpi', '401 token_missing'],
    ['is empty', async () => 'Bearer ', '401 token_missing'],
    ['is no token', async () => 'Bearer abc', '401 token_wrong'],
    ['is of another key', async () => `Bearer ${await tokenOf(right, otherKey)}`, '401 token_wrong'],
    ['is of a key of another kind', async () => `Bearer ${await tokenOf(right, ecKey)}`, '401 token_wrong'],
    [
      'is not signed',
      async () =>
        `Bearer ${[{ alg: 'none' }, { exp: seconds(60), ...right }].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url')).join('.')}.`,
      '401 token_wrong',
    ],
    [
      'is signed with the public key as if that were a secret',
      async () =>
        `Bearer ${await new SignJWT({ exp: seconds(60), ...right }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(testKey.pem))}`,
      '401 token_wrong',
    ],
    [
      'was changed',
      async () =>
        `Bearer ${(await tokenOf(right)).replace(/[.].*[.]/, `.${Buffer.from(JSON.stringify({ exp: seconds(600), ...right })).toString('base64url')}.`)}`,
      '401 token_wrong',
    ],
  ])('that %s is refused', async (_, header, fate) => {
    expect(await fateOf(auth, await header())).toBe(fate);
  });

  test('tells when it ends', async () => {
    const exp = seconds(100);
    expect(await auth.authenticate(`bearer ${await tokenOf({ ...right, exp })}`, '')).toEqual({
      expiresAtMs: exp * 1000,
    });
  });
});

test('wrong tokens are answered with 429 after 20 in a minute, and right ones are taken all the same', async () => {
  let now = 0;
  const clock = { ...systemClock, monotonicMs: () => now };
  const auth = await authWith(undefined, { clock });
  const wrong = `Bearer ${await tokenOf(admin, otherKey)}`;
  lines.length = 0;
  for (let count = 0; count < 20; count += 1) expect(await fateOf(auth, wrong)).toBe('401 token_wrong');
  for (let count = 0; count < 5; count += 1) expect(await fateOf(auth, wrong)).toBe('429 too_many_failures');
  expect(lines.length).toBe(21);
  expect(await fateOf(auth, wrong, '192.0.2.2')).toBe('401 token_wrong');
  expect(await fateOf(auth, `Bearer ${await tokenOf(admin)}`)).toBe('ok');
  expect(await fateOf(auth, `Bearer ${await tokenOf({ ...admin, exp: seconds(-9) })}`)).toBe('401 token_expired');
  now = 61_000;
  expect(await fateOf(auth, wrong)).toBe('401 token_wrong');
  expect(lines.join('')).not.toContain(wrong.slice(10, 40));
});

describe('a PEM file', () => {
  test('may hold several keys, certificates too', async () => {
    const certificate = join(folder, 'certificate.pem');
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=a', '-out', certificate];
    execFileSync('openssl', [...args, '-keyout', join(folder, 'private.pem')], { stdio: 'pipe' });
    const auth = await authWith(join(folder, 'both.pem'));
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, ecKey)}`)).toBe('ok');
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin)}`)).toBe('ok');
    const privateKey = createPrivateKey(readFileSync(join(folder, 'private.pem')));
    const signed = await tokenOf(admin, { ...testKey, privateKey });
    expect(await fateOf(await authWith(certificate), `Bearer ${signed}`)).toBe('ok');
  });

  test('is read again after KEY_TIME_OUT; one that cannot be read leaves the keys as they are', async () => {
    const path = join(folder, 'changing.pem');
    writeFileSync(path, testKey.pem);
    let now = 0;
    const keys = await keysAt(path, 1000, { ...systemClock, monotonicMs: () => now });
    const auth = await authWith(undefined, { keys });
    const fates = async () => [
      await fateOf(auth, `Bearer ${await tokenOf(admin)}`),
      await fateOf(auth, `Bearer ${await tokenOf(admin, otherKey)}`),
    ];
    writeFileSync(path, otherKey.pem);
    expect(await fates()).toEqual(['ok', '401 token_wrong']);
    now = 1000;
    expect(await fates()).toEqual(['401 token_wrong', 'ok']);
    writeFileSync(path, 'broken');
    now = 2000;
    expect(await fates()).toEqual(['401 token_wrong', 'ok']);
  });

  const pemOf = (type: 'rsa' | 'ed25519' | 'ec') => {
    const { publicKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 1024 })
        : type === 'ec'
          ? generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
          : generateKeyPairSync('ed25519');
    return publicKey.export({ type: 'spki', format: 'pem' }) as string;
  };

  test.each<[string, () => string | undefined, RegExp]>([
    ['is missing', () => undefined, /JWT_PUBLIC_CERT_PATH: got ENOENT.*; expected a PEM file/],
    ['is empty', () => '', /got no certificate and no public key in .*; expected certificates or public keys/],
    [
      'holds a broken certificate',
      () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      /got .* in .*expected/,
    ],
    ['holds a short RSA key', () => pemOf('rsa'), /got a key of rsa 1024 in/],
    ['holds a key of another curve', () => pemOf('ec'), /got a key of ec secp384r1 in/],
    ['holds a key of another kind', () => pemOf('ed25519'), /got a key of ed25519 in/],
  ])('fails when it %s', async (_, content, message) => {
    const path = join(folder, 'wrong.pem');
    const text = content();
    if (text !== undefined) writeFileSync(path, text);
    await expect(keysAt(text === undefined ? join(folder, 'none.pem') : path)).rejects.toMatchObject({
      code: 'ERR_LOG_VIEWER_CERTIFICATE',
      exitCode: 78,
      message: expect.stringMatching(message),
    });
  });

  test('fails when the address is of another scheme', async () => {
    await expect(keysAt('ftp://login.example.com/jwks')).rejects.toMatchObject({ code: 'ERR_LOG_VIEWER_CERTIFICATE' });
  });
});

describe('a JWKS', () => {
  let server: Server;
  let url: string;
  let served: { status: number; body: unknown };
  let asked: number;
  const jwk = async (kid: string, { publicKey, alg } = testKey): Promise<JWK> => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg,
    use: 'sig',
  });

  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.writeHead(served.status, { 'content-type': 'application/json' }).end(JSON.stringify(served.body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(async () => {
    asked = 0;
    served = { status: 200, body: { keys: [await jwk('one')] } };
  });

  test('is asked once for many tokens', async () => {
    const keys = await keysAt(url);
    await until('the keys', WAIT_MS, () => keys.notReadyReason() === undefined);
    const auth = await authWith(undefined, { keys });
    for (let count = 0; count < 5; count += 1)
      expect(await fateOf(auth, `Bearer ${await tokenOf(admin, testKey, { kid: 'one' })}`)).toBe('ok');
    expect(asked).toBe(1);
  });

  test('is asked again once its keys are as old as KEY_TIME_OUT: a key that is gone is taken no more, a new one is', async () => {
    const keys = await keysAt(url, 1);
    await until('the keys', WAIT_MS, () => keys.notReadyReason() === undefined);
    const auth = await authWith(undefined, { keys });
    served = { status: 200, body: { keys: [await jwk('two', otherKey)] } };
    const token = `Bearer ${await tokenOf(admin, otherKey, { kid: 'two' })}`;
    await until('the new key', WAIT_MS, async () => (await fateOf(auth, token)) === 'ok');
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, testKey, { kid: 'one' })}`)).toBe('401 token_wrong');
  });

  test('may hold several keys for tokens that name none', async () => {
    served = { status: 200, body: { keys: [await jwk('two', otherKey), await jwk('one'), await jwk('three', ecKey)] } };
    const auth = await authWith(url);
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin)}`)).toBe('ok');
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, ecKey)}`)).toBe('ok');
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, signingKey())}`)).toBe('401 token_wrong');
  });

  test('whose keys name no algorithm are for RS256 and ES256 all the same', async () => {
    served = { status: 200, body: { keys: [{ ...(await jwk('one')), alg: undefined }] } };
    const auth = await authWith(url);
    const header = { alg: 'RS512', kid: 'one' };
    const other = new SignJWT({ exp: seconds(60), ...admin }).setProtectedHeader(header).sign(testKey.privateKey);
    expect(await fateOf(auth, `Bearer ${await other}`)).toBe('401 token_wrong');
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, testKey, { kid: 'one' })}`)).toBe('ok');
  });

  test.each<[string, { status: number; body: unknown }]>([
    ['an error', { status: 500, body: {} }],
    ['something else', { status: 200, body: { nothing: true } }],
  ])('that answers %s is no fault of the token; it is asked until it answers', async (_, answer) => {
    served = answer;
    const keys = await keysAt(url);
    const auth = await authWith(undefined, { keys });
    await until(
      'the first answer',
      WAIT_MS,
      () => keys.notReadyReason()?.includes('no keys from http://127.0.0.1') === true,
    );
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, testKey, { kid: 'one' })}`)).toBe('503 no_keys');
    served = { status: 200, body: { keys: [await jwk('one')] } };
    await until('the keys', WAIT_MS, () => keys.notReadyReason() === undefined);
    expect(await fateOf(auth, `Bearer ${await tokenOf(admin, testKey, { kid: 'one' })}`)).toBe('ok');
  });
});
