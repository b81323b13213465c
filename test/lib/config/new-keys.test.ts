import { describe, expect, test } from '@jest/globals';
import type { KeyFormats } from '../../../lib/config/key-format.ts';
import { newKeys, type NewKeys } from '../../../lib/config/new-keys.ts';
import { SecretReference, type SecretSource } from '../../../lib/config/secrets.ts';
import type { SystemApp } from '../../../lib/core/system-app.ts';
import { anApp } from '../../support/build.ts';

const written = { from: 'written', version: '1' } as const;

/** An App with a unit that wants keys of one Secret, `web`. */
function wanting(keys: readonly string[], formats?: KeyFormats, source: SecretSource<string> = written): SystemApp {
  const app = anApp();
  new SecretReference(app.chart('web', 'shop'), 'web', {
    name: 'web',
    unit: 'web',
    keys,
    source,
    ...(formats === undefined ? {} : { formats: () => formats }),
  });
  return app;
}

const make = (app: SystemApp, file: Record<string, string> = {}, env: Record<string, string> = {}): Promise<NewKeys> =>
  newKeys(app, { file, env, fileName: 'secrets/test.env' });

const token = { form: 'text', text: '{hex:4}' } as const;
const pair = {
  private: { form: 'rsa-jwk' },
  public: { form: 'public-jwk', of: 'web/private' },
  other: { form: 'copy', of: 'web/private' },
} as const;

describe('new keys', () => {
  test('are made of what has no value, by the names that berth secrets reads', async () => {
    const { made, kept, others } = await make(wanting(['token', 'id', 'card'], { token, id: token }), {
      SHOP_WEB_ID: 'mine',
    });
    expect(made).toEqual({ SHOP_WEB_TOKEN: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect({ kept, others }).toEqual({ kept: ['SHOP_WEB_ID'], others: ['SHOP_WEB_CARD'] });
  });

  test('are made once of a key that several units want, whichever says how', async () => {
    const app = wanting(['token'], { token });
    new SecretReference(app.chart('db', 'shop'), 'web', { name: 'web', unit: 'db', keys: ['token'], source: written });
    const { made, others } = await make(app);
    expect(Object.keys(made)).toEqual(['SHOP_WEB_TOKEN']);
    expect(others).toEqual([]);
  });

  test.each([{ from: 'existing', name: 'web', keys: { token: 'token' } }] as const)(
    'are not made of a Secret that is $from',
    async (source) => {
      expect(await make(wanting(['token'], { token }, source))).toMatchObject({ made: {}, kept: [], others: [] });
    },
  );

  test('are equal, or halves, where the format says so', async () => {
    const { made } = await make(wanting(['other', 'private', 'public'], pair));
    const [other, key, half] = ['OTHER', 'PRIVATE', 'PUBLIC'].map((name) => made[`SHOP_WEB_${name}`] ?? '');
    expect(other).toBe(key);
    expect(JSON.parse(half ?? '')).toEqual({
      kty: 'RSA',
      kid: expect.any(String),
      e: 'AQAB',
      n: (JSON.parse(key ?? '') as { n: string }).n,
    });
  });

  test('follow the key that is there, in the file or in the environment', async () => {
    const app = wanting(['other', 'private'], pair);
    expect((await make(app, { SHOP_WEB_PRIVATE: 'mine' })).made).toEqual({ SHOP_WEB_OTHER: 'mine' });
    expect((await make(app, { SHOP_WEB_PRIVATE: 'mine' }, { SHOP_WEB_PRIVATE: 'yours' })).made).toEqual({
      SHOP_WEB_OTHER: 'yours',
    });
  });

  test('leave what follows another key as it is, where it has a value', async () => {
    const file = { SHOP_WEB_PRIVATE: 'mine', SHOP_WEB_OTHER: 'an older one' };
    const { made, kept } = await make(wanting(['other', 'private'], pair), file);
    expect({ made, kept }).toEqual({ made: {}, kept: ['SHOP_WEB_OTHER', 'SHOP_WEB_PRIVATE'] });
  });

  test('are left to somebody else where the key they follow is', async () => {
    const app = wanting(['other'], { other: { form: 'copy', of: 'elsewhere/key' } });
    expect(await make(app)).toMatchObject({ made: {}, others: ['SHOP_WEB_OTHER'] });
  });

  test('come with the hashes that others are told, of kept values too', async () => {
    const hashed = /^([0-9a-f]+)$/;
    const app = wanting(['a', 'b'], { a: { ...token, hashed }, b: { ...token, hashed } });
    const { hashes } = await make(app, { SHOP_WEB_A: '00' });
    expect(hashes).toEqual({
      SHOP_WEB_A: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      SHOP_WEB_B: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

describe('new keys fail', () => {
  test.each(['OTHER', 'PUBLIC'])('when %s is there and what it was made of is not', async (name) => {
    await expect(
      make(wanting(['other', 'private', 'public'], pair), { [`SHOP_WEB_${name}`]: 'mine' }),
    ).rejects.toMatchObject({
      code: 'ERR_SECRET_MISSING',
      message:
        `secrets/test.env: SHOP_WEB_PRIVATE: got nothing; expected the key that SHOP_WEB_${name} was made of, which has a value; ` +
        `set it, or remove SHOP_WEB_${name} so that both are made [ERR_SECRET_MISSING]`,
    });
  });

  test('when a key has no public half, and do not quote it', async () => {
    await expect(make(wanting(['private', 'public'], pair), { SHOP_WEB_PRIVATE: 'sword fish' })).rejects.toMatchObject({
      message:
        'secrets/test.env: SHOP_WEB_PRIVATE: got "a value that is not shown"; expected a private RSA key as JWK; ' +
        'correct it, or remove it so that it is made [ERR_SECRET_MISSING]',
    });
  });
});
