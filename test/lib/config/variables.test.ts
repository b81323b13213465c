import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import { ConfigKey } from '../../../lib/config/config-files.ts';
import { SecretKey } from '../../../lib/config/secrets.ts';
import {
  bytes,
  envEntries,
  json,
  list,
  milliseconds,
  PodField,
  seconds,
  type EnvEntry,
  type Variables,
} from '../../../lib/config/variables.ts';
import { address, PublicUrl } from '../../../lib/wiring/address.ts';
import { chart, faults } from '../../support/build.ts';
import { mysql, unit } from '../../support/units.ts';

const entries = (variables: Variables): EnvEntry[] => envEntries(chart(), variables);
function refusals(variables: Variables): string[] {
  const scope = chart();
  envEntries(scope, variables);
  return faults(scope);
}

describe('the environment of a container', () => {
  test('has literals as text', () => {
    expect(entries({ A: 'text', B: 5, C: 0.5, D: true, E: false, F: '' })).toEqual([
      { name: 'A', value: 'text' },
      { name: 'B', value: '5' },
      { name: 'C', value: '0.5' },
      { name: 'D', value: 'true' },
      { name: 'E', value: 'false' },
      { name: 'F', value: '' },
    ]);
  });

  test('has addresses as what they stand for', () => {
    const scope = chart();
    const [api, outside] = [unit('api', scope), mysql(scope)];
    const variables = {
      A: api.url('http', '/v1'),
      B: api.host('http'),
      C: api.port('http'),
      D: outside.host,
      E: address`${outside.host}:${outside.port}`,
      F: new PublicUrl('https://shop.example.com'),
    };
    expect(envEntries(scope, variables).map(({ value }) => value)).toEqual([
      'http://api.shop.svc.cluster.local:8080/v1',
      'api.shop.svc.cluster.local',
      '8080',
      'mysql.example.com',
      'mysql.example.com:3306',
      'https://shop.example.com',
    ]);
  });

  test('refers to Secrets, ConfigMaps and fields of the pod', () => {
    expect(
      entries({ A: new SecretKey('db', 'password'), B: new ConfigKey('conf', 'a'), C: new PodField('metadata.name') }),
    ).toEqual([
      { name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'a' } } },
      { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ]);
  });

  test('is sorted by name, whatever the order in which variables are written', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[-._a-zA-Z][-._a-zA-Z0-9]{0,4}$/), { minLength: 1 });
    fc.assert(
      fc.property(names, (all) => {
        const found = entries(Object.fromEntries(all.map((name) => [name, 1]))).map(({ name }) => name);
        expect(found).toEqual(all.toSorted());
      }),
    );
  });

  test('of nobody is empty', () => {
    expect(entries({})).toEqual([]);
  });
});

describe('a literal', () => {
  test.each(['$(HOME)', 'a$(A)b$(B)', '$$(HOME)', 'pa$$word', 'costs $5', '$', '$('])(
    'comes to the program as it was written: %s',
    (text) => {
      expect(entries({ A: text }).map(({ value }) => expanded(value!))).toEqual([text]);
    },
  );

  test('comes to the program as it was written, whatever is in it', () => {
    const text = fc.string({ unit: fc.constantFrom('$', '(', ')', 'A', ' ') });
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (written) => {
        expect(entries({ A: written }).map(({ value }) => expanded(value!))).toEqual([written]);
      }),
    );
  });

  test('keeps the dollar signs of an address', () => {
    expect(expanded(entries({ A: new PublicUrl('https://a.example.com/$(B)') })[0]!.value!)).toBe(
      'https://a.example.com/$(B)',
    );
  });
});

/** What Kubernetes makes of a value. @see https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go */
const expanded = (value: string): string =>
  value.replace(/\$(?:(\$)|\(([^)]*)\))/g, (_, dollar?: string, name?: string) => dollar ?? `<value of ${name}>`);

describe('the name of a variable', () => {
  test.each(['A', '_', '-a', '.a', 'a.b-c_D', 'LOG_LEVEL', 'discovery.type', 'a1'])('may be %s', (name) => {
    expect(refusals({ [name]: 1 })).toEqual([]);
  });

  test.each(['', '1A', 'A B', 'A=B', 'Ä', 'A\n', 'A$', 'a/b'])('fails when it is %j', (name) => {
    expect(refusals({ [name]: 1 })).toEqual([
      `test/shop/web: variables.${name}: got ${JSON.stringify(name)}; expected letters, digits, underscores, dashes and ` +
        'dots, not beginning with a digit, such as "LOG_LEVEL"; rename the variable [ERR_VARIABLE_NAME]',
    ]);
  });
});

describe('the value of a variable', () => {
  test.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [{ password: 'swordfish' }, '"an object"'],
    [['swordfish'], '"a list"'],
    [Duration.seconds(1), '"an object"'],
  ])('fails when it is %p, which has no text', (value, got) => {
    expect(refusals({ SIZE: value } as Variables)).toEqual([
      `test/shop/web: variables.SIZE: got ${got}; expected a text, a number, true or false, an address, or a key of a Secret ` +
        'or ConfigMap; leave the variable out, or make a text of the value, such as with list() or json() [ERR_VARIABLE_VALUE]',
    ]);
  });
});

describe('a variable that holds a secret', () => {
  const refusal = (name: string): string =>
    `test/shop/web: variables.${name}: got "plain text, which is not shown"; expected a key of a Secret, such as ` +
    'secret.key("password"); take the value out of the code and name its source in the environment [ERR_SECRET_PLAIN]';
  const names = [
    'PASSWORD',
    'DB_PASSWORD',
    'db_password',
    'REDIS_PASS',
    'RABBITMQ_PASSWD',
    'CLIENT_SECRET',
    'GITHUB_TOKEN',
    'APIKEY',
    'API_KEY',
    'STRIPE_API_KEY',
    'JWT_PRIVATE_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'spring.datasource.password',
  ];

  test.each(names)('fails when %s is plain text', (name) => {
    expect(refusals({ [name]: 'swordfish' })).toEqual([refusal(name)]);
  });

  test('fails when it is a number', () => {
    expect(refusals({ DB_PASSWORD: 123456 })).toEqual([refusal('DB_PASSWORD')]);
  });

  test('may come from a Secret, and may be empty', () => {
    expect(refusals({ DB_PASSWORD: new SecretKey('db', 'password'), REDIS_PASSWORD: '' })).toEqual([]);
  });

  test.each(['PASSWORD_FILE', 'COMPASS', 'TOKENS', 'TOKEN_TTL', 'BYPASS', 'MONKEY', 'PUBLIC_KEY', 'SECRETARY'])(
    'is not one called %s',
    (name) => {
      expect(refusals({ [name]: 'a' })).toEqual([]);
    },
  );

  test('is never shown', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.stringMatching(/^[a-z]{12}$/), (name, value) => {
        expect(refusals({ [name]: value }).join('\n')).not.toContain(value);
      }),
    );
  });
});

describe('a typed value as a literal', () => {
  test('is a time in whole seconds', () => {
    expect(seconds(Duration.minutes(1.5))).toBe('90');
    expect(seconds(Duration.millis(2000))).toBe('2');
  });

  test('fails when a time is no whole number of seconds', () => {
    expect(() => seconds(Duration.millis(1500))).toThrow('cannot be converted into a whole number of seconds');
  });

  test('is a time in milliseconds', () => {
    expect(milliseconds(Duration.millis(1500))).toBe('1500');
    expect(milliseconds(Duration.hours(1))).toBe('3600000');
  });

  test('is an amount of storage in bytes', () => {
    expect(bytes(Size.kibibytes(1))).toBe('1024');
    expect(bytes(Size.gibibytes(2))).toBe('2147483648');
  });

  test('is a list between separators', () => {
    expect(list(['a', 'b'])).toBe('a,b');
    expect(list(['a', 'b'], ' ')).toBe('a b');
    expect(list([])).toBe('');
  });

  test('is JSON in one line', () => {
    expect(json({ a: [1, 'b', null, true] })).toBe('{"a":[1,"b",null,true]}');
  });
});
