import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { SecretReference, type SecretSource } from '../../../lib/config/secrets.ts';
import {
  isPlaceholder,
  secretVariable,
  writtenSecrets,
  type SecretValues,
} from '../../../lib/config/written-secrets.ts';
import { BerthError } from '../../../lib/core/errors.ts';
import type { SystemApp } from '../../../lib/core/system-app.ts';
import { anApp } from '../../support/build.ts';

interface Wanted {
  readonly name?: string;
  readonly keys?: readonly string[];
  readonly source?: SecretSource<string>;
  readonly unit?: string;
  readonly placeholders?: readonly string[];
}

/** Adds a unit that wants a Secret; by default `db` with a user and a password, which we write. */
function want(
  app: SystemApp,
  { name = 'db', keys = ['user', 'password'], unit = 'web', source, placeholders }: Wanted = {},
): SystemApp {
  const scope = app.chart(unit, 'orders');
  const from = source ?? ({ from: 'written', version: '3' } as const);
  new SecretReference(scope, name, { name, unit, keys, source: from, placeholders });
  return app;
}

const values = (file: SecretValues['file'], env: SecretValues['env'] = {}): SecretValues => ({
  file,
  fileName: 'secrets/test.env',
  env,
});
const given = { SHOP_DB_USER: 'web', SHOP_DB_PASSWORD: 'sword fish' };

const secrets = (apps: readonly SystemApp[], lookup: SecretValues): unknown[] =>
  parseAllDocuments(writtenSecrets(apps, lookup), { version: '1.1' }).map((document) => document.toJS() as unknown);

/** The lines of the error that writing throws. */
function refusals(apps: readonly SystemApp[], lookup: SecretValues): string[] {
  try {
    writtenSecrets(apps, lookup);
  } catch (error) {
    expect(error).toBeInstanceOf(BerthError);
    expect((error as BerthError).code).toBe('ERR_SECRET_MISSING');
    return (error as BerthError).message.split('\n');
  }
  return [];
}
const missing = (variable: string, key: string, where = 'test/shop'): string =>
  `${where}: ${variable}: got nothing; expected the value of key "${key}" of Secret "db-3"; ` +
  'set it in secrets/test.env or in the environment [ERR_SECRET_MISSING]';

describe('a Secret that is written', () => {
  test('is immutable, in base64, in the namespace of its unit, and called after its version', () => {
    expect(secrets([want(anApp())], values(given))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'db-3',
          namespace: 'orders',
          labels: {
            'app.kubernetes.io/part-of': 'shop',
            'app.kubernetes.io/instance': 'shop-test',
            'app.kubernetes.io/managed-by': 'berth',
          },
        },
        type: 'Opaque',
        immutable: true,
        data: { user: 'd2Vi', password: 'c3dvcmQgZmlzaA==' },
      },
    ]);
  });

  test('holds any value to the byte', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(value, value, (user, password) => {
        const [secret] = secrets([want(anApp())], values({ SHOP_DB_USER: user, SHOP_DB_PASSWORD: password }));
        const { data } = secret as { data: Record<string, string> };
        expect(Buffer.from(data['user']!, 'base64').toString()).toBe(user);
        expect(Buffer.from(data['password']!, 'base64').toString()).toBe(password);
      }),
    );
  });

  test('has a value of the environment rather than of the file', () => {
    const found = secrets([want(anApp())], values(given, { SHOP_DB_USER: 'other', UNRELATED: 'a' }));
    expect(found).toEqual([expect.objectContaining({ data: { user: 'b3RoZXI=', password: 'c3dvcmQgZmlzaA==' } })]);
  });

  test('is written once where several units want it', () => {
    const app = want(want(anApp()), { unit: 'worker' });
    expect(secrets([app], values(given))).toHaveLength(1);
  });

  test('holds all keys that any of its units wants', () => {
    const app = want(want(anApp()), { unit: 'worker', keys: ['password'] });
    expect(secrets([app], values(given))).toEqual([
      expect.objectContaining({ data: { user: 'd2Vi', password: 'c3dvcmQgZmlzaA==' } }),
    ]);
  });

  test('is one of many, each a document', () => {
    const app = want(want(anApp()), { unit: 'worker', name: 'queue', keys: ['token'] });
    const found = secrets([app], values({ ...given, SHOP_QUEUE_TOKEN: 't' }));
    expect(found).toMatchObject([{ metadata: { name: 'db-3' } }, { metadata: { name: 'queue-3' } }]);
  });

  test('has values of its own in each system', () => {
    const apps = [want(anApp()), want(anApp({ system: 'cds' }), { name: 'queue', keys: ['token'] })];
    expect(secrets(apps, values({ ...given, CDS_QUEUE_TOKEN: 't' }))).toMatchObject([
      { metadata: { labels: { 'app.kubernetes.io/part-of': 'shop' } } },
      { metadata: { labels: { 'app.kubernetes.io/part-of': 'cds' } } },
    ]);
  });

  test('is not one that exists or comes from a store', () => {
    const store = { kind: 'SecretStore', name: 'vault' } as const;
    const app = want(anApp(), { source: { from: 'existing', name: 'db', keys: { user: 'u', password: 'p' } } });
    const keys = { user: { key: 'u' }, password: { key: 'p' } };
    want(app, { unit: 'worker', source: { from: 'external-secrets', store, keys } });
    expect(writtenSecrets([app], values({}))).toBe('');
  });
});

describe('the variable of a key', () => {
  test.each([
    ['cds', 'rabbitmq', 'password', 'CDS_RABBITMQ_PASSWORD'],
    ['buffer-workers', 'aws', 'access-key-id', 'BUFFER_WORKERS_AWS_ACCESS_KEY_ID'],
    ['shop', 'db', 'tls.crt', 'SHOP_DB_TLS_CRT'],
  ])('of %s, %s, %s is %s', (system, secret, key, variable) => {
    expect(secretVariable(system, secret, key)).toBe(variable);
  });
});

describe('the values of Secrets', () => {
  test('fails when any are missing or empty, and tells all of them', () => {
    expect(refusals([want(anApp())], values({}))).toEqual([
      missing('SHOP_DB_PASSWORD', 'password'),
      missing('SHOP_DB_USER', 'user'),
    ]);
    expect(refusals([want(anApp())], values({ ...given, SHOP_DB_USER: '' }))).toEqual([
      missing('SHOP_DB_USER', 'user'),
    ]);
    expect(refusals([want(anApp())], values(given, { SHOP_DB_USER: '' }))).toEqual([missing('SHOP_DB_USER', 'user')]);
  });

  test('fails when the file has a variable that no Secret wants', () => {
    expect(refusals([want(anApp())], values({ ...given, SHOP_DB_PASWORD: 'a' }))).toEqual([
      'secrets/test.env: SHOP_DB_PASWORD: got "SHOP_DB_PASWORD"; expected one of SHOP_DB_PASSWORD, SHOP_DB_USER; ' +
        'correct the name or remove the line [ERR_VARIABLE_NAME]',
    ]);
  });

  test('fails when the file has any variable although no Secret is written', () => {
    expect(refusals([anApp()], values({ A: 'a' }))).toEqual([
      'secrets/test.env: A: got "A"; expected none: no Secret of this environment is written; ' +
        'correct the name or remove the line [ERR_VARIABLE_NAME]',
    ]);
  });

  test('fails when one is a placeholder in production', () => {
    const app = want(anApp({ environment: 'production', purpose: 'production' }));
    expect(refusals([app], values({ ...given, SHOP_DB_PASSWORD: 'changeme' }))).toEqual([
      'production/shop: SHOP_DB_PASSWORD: got nothing; expected the value of key "password" of Secret "db-3", not a ' +
        'placeholder; set it in secrets/test.env or in the environment [ERR_SECRET_PLACEHOLDER]',
    ]);
    expect(refusals([app], values(given))).toEqual([]);
  });

  test('fails when one is a value that everybody knows from the source of its program', () => {
    const wanted = want(anApp({ purpose: 'production' }), { placeholders: ['megaz0rd'] });
    const known = values({ ...given, SHOP_DB_PASSWORD: 'megaz0rd' });
    expect(refusals([wanted], known)).toEqual([
      'test/shop: SHOP_DB_PASSWORD: got nothing; expected the value of key "password" of Secret "db-3", not a placeholder; set it ' +
        'in secrets/test.env or in the environment [ERR_SECRET_PLACEHOLDER]',
    ]);
    expect(refusals([want(anApp({ purpose: 'test' }), { placeholders: ['megaz0rd'] })], known)).toEqual([]);
  });

  test.each(['test', 'local'] as const)('may be placeholders in an environment for %s', (purpose) => {
    const app = want(anApp({ purpose }));
    expect(refusals([app], values({ ...given, SHOP_DB_PASSWORD: 'changeme' }))).toEqual([]);
  });

  test('fails with all that is wrong at once', () => {
    const app = want(anApp({ environment: 'production', purpose: 'production' }));
    const found = refusals([app], values({ SHOP_DB_USER: 'admin', OTHER: 'a' }));
    expect(found.map((line) => line.slice(line.lastIndexOf('[')))).toEqual([
      '[ERR_SECRET_MISSING]',
      '[ERR_SECRET_PLACEHOLDER]',
      '[ERR_VARIABLE_NAME]',
    ]);
  });

  test('are in no message', () => {
    const app = want(anApp({ environment: 'production', purpose: 'production' }), {
      keys: ['user', 'password', 'more'],
    });
    const value = fc.stringMatching(/^[!#%&~^]{6,12}$/);
    fc.assert(
      fc.property(value, value, value, (user, stray, env) => {
        const file = { SHOP_DB_USER: user, SHOP_DB_PASSWORD: 'hunter', STRAY: stray };
        const message = refusals([app], values(file, { SHOP_DB_PASSWORD: env })).join('\n');
        expect(message).toContain('[ERR_VARIABLE_NAME]');
        for (const secret of [user, stray, env, 'hunter']) {
          expect(message).not.toContain(secret);
          expect(message).not.toContain(Buffer.from(secret).toString('base64'));
        }
      }),
    );
  });
});

describe('a placeholder', () => {
  test.each([
    'changeme',
    'CHANGE_ME',
    'change-me',
    'replaceme',
    'placeholder',
    'TODO',
    'xxx',
    'xxxxxxxx',
    '***',
    'secret',
    'password',
    'password1',
    'passwd',
    'admin',
    'guest',
    'test123',
    ' changeme ',
    '<password>',
    '${PASSWORD}',
  ])('is %j', (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  test.each(['', 'xx', 'sword fish', 'passwordless', 'my-secret-value', 'Tr0ub4dor&3', 'a<b>', 'admin!'])(
    'is not %j',
    (value) => {
      expect(isPlaceholder(value)).toBe(false);
    },
  );
});
