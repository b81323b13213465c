import { describe, expect, test } from '@jest/globals';
import { SecretKey, SecretReference, type SecretSource } from '../../../lib/config/secrets.ts';
import { chart, faults, object, objects } from '../../support/build.ts';

type Keys = 'username' | 'password';

const existing = { from: 'existing', name: 'db', keys: { username: 'user', password: 'pass' } } as const;
const stored = {
  from: 'external-secrets',
  store: { kind: 'SecretStore', name: 'vault' },
  keys: { username: { key: 'shop/db', property: 'user' }, password: { key: 'shop/db', property: 'pass' } },
} as const;
const written = { from: 'written', version: '2' } as const;

function reference(source: SecretSource<Keys>) {
  const scope = chart({ namespace: 'orders' });
  const keys = ['username', 'password'] as const;
  const secret = new SecretReference<Keys>(scope, 'db', { name: 'db', unit: 'web', keys, source });
  return { scope, secret };
}
const refusals = (source: SecretSource<Keys>): string[] => faults(reference(source).scope);

describe('a Secret that exists', () => {
  test('is known by its own name and keys, and nothing is rendered', () => {
    const { scope, secret } = reference({ ...existing, name: 'shared-db' });
    expect(secret.key('password')).toEqual(new SecretKey('shared-db', 'pass'));
    expect(secret.key('username')).toEqual(new SecretKey('shared-db', 'user'));
    expect(objects(scope)).toEqual([]);
  });

  test('gives files by the names a program wants', () => {
    expect(reference(existing).secret.files({ 'db.user': 'username', 'db.pass': 'password' })).toEqual({
      source: {
        secret: {
          secretName: 'db',
          items: [
            { key: 'user', path: 'db.user' },
            { key: 'pass', path: 'db.pass' },
          ],
        },
      },
      writable: false,
    });
  });
});

test.each([existing, stored, written])(
  'a key fails when it was not declared, wherever the Secret is from: %j',
  (source) => {
    const { scope, secret } = reference(source);
    const undeclared = 'pasword' as Keys;
    secret.key(undeclared);
    secret.files({ 'db.pass': undeclared });
    expect(faults(scope)).toEqual([
      'test/shop/web/db: secrets.db.key: got "pasword"; expected one of its keys: "username", "password"; ' +
        'correct it, or add it to the keys of the SecretReference [ERR_SECRET_SOURCE]',
    ]);
  },
);

describe('a Secret from a store', () => {
  test('is called after its unit, so that the file of each unit is whole', () => {
    const { scope, secret } = reference(stored);
    expect(secret.secretName).toBe('web-db');
    expect(object(scope, 'ExternalSecret')).toMatchObject({
      metadata: { name: 'web-db', namespace: 'orders' },
      spec: {
        secretStoreRef: stored.store,
        refreshInterval: '1h',
        data: [
          { secretKey: 'username', remoteRef: stored.keys.username },
          { secretKey: 'password', remoteRef: stored.keys.password },
        ],
      },
    });
  });

  test('has the keys the program knows', () => {
    expect(reference(stored).secret.key('password')).toEqual(new SecretKey('web-db', 'password'));
  });

  test('is asked for as often as is said', () => {
    const { scope } = reference({ ...stored, refreshInterval: '15m' });
    expect(object(scope, 'ExternalSecret')).toHaveProperty('spec.refreshInterval', '15m');
  });
});

describe('a Secret that we write', () => {
  test('has its version in its name, and is not rendered', () => {
    const { scope, secret } = reference(written);
    expect(secret.secretName).toBe('db-2');
    expect(secret.namespace).toBe('orders');
    expect(secret.key('password')).toEqual(new SecretKey('db-2', 'password'));
    expect(objects(scope)).toEqual([]);
  });

  test('gives files under the keys the program knows', () => {
    expect(reference(written).secret.files({ pass: 'password' }).source).toEqual({
      secret: { secretName: 'db-2', items: [{ key: 'password', path: 'pass' }] },
    });
  });

  test.each(['', 'V2', '1.0', 'a_b'])('fails when its version is %j', (version) => {
    expect(refusals({ from: 'written', version })).toEqual([
      `test/shop/web/db: secrets.db: got ${JSON.stringify(`db-${version}`)}; expected at most 63 lower-case letters, ` +
        'digits and dashes, such as "worker-update"; rename it [ERR_NAME]',
    ]);
  });
});

describe('the source of a Secret', () => {
  const refusal = (got: string, missing: string): string =>
    `test/shop/web/db: secrets.db.keys: got ${got}; expected also ${missing}; say where their values are ` +
    '[ERR_SECRET_SOURCE]';
  /** Sources that came past the compiler. */
  const untyped = (source: object): string[] => refusals(source as SecretSource<Keys>);

  test.each([existing, stored])('fails when $from lacks keys', (source) => {
    const { password: _, ...keys } = source.keys;
    expect(untyped({ ...source, keys })).toEqual([refusal('["username"]', '"password"')]);
    expect(untyped({ ...source, keys: {} })).toEqual([refusal('[]', '"username", "password"')]);
  });

  test('fails when an existing Secret has no name for a key', () => {
    expect(refusals({ ...existing, keys: { username: 'user', password: '' } })).toEqual([
      refusal('["username","password"]', '"password"'),
    ]);
  });

  test.each(['', 'Db', 'a_b', 'a'.repeat(254)])('fails when an existing Secret is called %j', (name) => {
    expect(refusals({ ...existing, name })).toEqual([expect.stringMatching(/: secrets\.db: got .* \[ERR_NAME\]$/)]);
  });

  test.each([existing, stored, written])('is right with all keys: $from', (source) => {
    expect(refusals(source)).toEqual([]);
  });
});
