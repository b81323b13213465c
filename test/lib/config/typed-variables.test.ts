import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import { ConfigKey } from '../../../lib/config/config-files.ts';
import { SecretKey } from '../../../lib/config/secrets.ts';
import { typedVariables } from '../../../lib/config/typed-variables.ts';
import { envEntries, PodField } from '../../../lib/config/variables.ts';
import { readVariables, type VariableSpec, type VariableTable } from '../../../lib/contract/variables.ts';
import { address, DialledPublicUrl, PublicUrl } from '../../../lib/wiring/address.ts';
import { chart, faults } from '../../support/build.ts';
import { mysql, unit } from '../../support/units.ts';

const scope = chart();
const [api, outside] = [unit('api', scope), mysql(scope)];
const secret = new SecretKey('db', 'password');

/** What one variable of a table comes out as, and its faults. */
function give(spec: Omit<VariableSpec, 'meaning'>, value: unknown) {
  const own = chart();
  const table = { NAME: { meaning: 'why', ...spec } };
  const variables = typedVariables(own, table, { NAME: value });
  return { rendered: envEntries(own, variables)[0], faults: faults(own) };
}
const text = (spec: Omit<VariableSpec, 'meaning'>, value: unknown) => {
  const { rendered, faults: found } = give(spec, value);
  expect(found).toEqual([]);
  return rendered?.value;
};
const refusal = (got: string, expected: string): string =>
  `test/shop/web: variables.NAME: got ${got}; expected ${expected}: why; correct the value [ERR_VARIABLE_VALUE]`;

describe('a variable of a program', () => {
  test.each<[Omit<VariableSpec, 'meaning'>, unknown, string]>([
    [{ type: 'text' }, 'a b', 'a b'],
    [{ type: 'text' }, address`${outside.host}:${outside.port}`, 'mysql.example.com:3306'],
    [{ type: 'text' }, outside.url(), 'https://mysql.example.com:3306'],
    [{ type: 'text', oneOf: ['debug', 'info'] }, 'info', 'info'],
    [{ type: 'path' }, '/data', '/data'],
    [{ type: 'host' }, api.host('http'), 'api.shop.svc.cluster.local'],
    [{ type: 'url' }, api.url('http'), 'http://api.shop.svc.cluster.local:8080'],
    [{ type: 'url' }, outside.url('/v1'), 'https://mysql.example.com:3306/v1'],
    [{ type: 'public-url' }, new PublicUrl('https://a.example.com'), 'https://a.example.com'],
    [{ type: 'port' }, 8080, '8080'],
    [{ type: 'port' }, api.port('http'), '8080'],
    [{ type: 'integer' }, 5, '5'],
    [{ type: 'boolean' }, false, 'false'],
    [{ type: 'boolean', words: { true: 'yes', false: 'no' } }, true, 'yes'],
    [{ type: 'boolean', words: { true: 'yes', false: 'no' } }, false, 'no'],
    [{ type: 'seconds' }, Duration.minutes(2), '120'],
    [{ type: 'milliseconds' }, Duration.seconds(1.5), '1500'],
    [{ type: 'bytes' }, Size.mebibytes(1), '1048576'],
    [{ type: 'list' }, ['a', 'b'], 'a,b'],
    [{ type: 'list', separator: ';' }, ['a,b', 'c'], 'a,b;c'],
    [{ type: 'json' }, { a: [1] }, '{"a":[1]}'],
    [{ type: 'json', json: 'object', of: 'public-url' }, { a: new PublicUrl('https://a/') }, '{"a":"https://a"}'],
    [{ type: 'json', json: 'array', of: 'public-url' }, [new PublicUrl('https://a/')], '["https://a"]'],
    [{ type: 'number' }, 0.25, '0.25'],
    [{ type: 'duration' }, Duration.seconds(1.5), '1500'],
    [{ type: 'duration' }, '15 minutes', '15 minutes'],
    [{ type: 'timestamp' }, new Date(1_507_081_020_000), '2017-10-04T01:37:00.000Z'],
    [{ type: 'host-port' }, address`${outside.host}:${outside.port}`, 'mysql.example.com:3306'],
    [{ type: 'public-authority' }, new PublicUrl('https://a.example.com:8443/b').authority, 'a.example.com:8443'],
    [{ type: 'dialled-public-url' }, new DialledPublicUrl(new PublicUrl('https://a'), []), 'https://a'],
    [{ type: 'public-url', schemes: ['wss'] }, new PublicUrl('wss://a'), 'wss://a'],
    [
      { type: 'list', of: 'public-url' },
      [new PublicUrl('https://a'), new PublicUrl('https://b')],
      'https://a,https://b',
    ],
    [{ type: 'list', of: 'path' }, ['/a', '/b'], '/a,/b'],
    [{ type: 'regexp' }, /^a\/b/, '^a\\/b'],
    [{ type: 'url', or: ['none'] }, 'none', 'none'],
    [{ type: 'path', or: [''] }, '', ''],
    [{ type: 'url', pattern: '/v1$' }, api.url('http', '/v1'), 'http://api.shop.svc.cluster.local:8080/v1'],
  ])('of %j is written as its program parses it', (spec, value, written) => {
    expect(text(spec, value)).toBe(written);
  });

  test.each<VariableSpec['type']>(['text', 'integer', 'port', 'host', 'url', 'public-url', 'boolean', 'bytes', 'json'])(
    'of type %s may come from a Secret or a ConfigMap',
    (type) => {
      const key = new ConfigKey('conf', 'a');
      expect(give({ type }, secret)).toMatchObject({ rendered: { valueFrom: { secretKeyRef: {} } }, faults: [] });
      expect(give({ type }, key)).toMatchObject({ rendered: { valueFrom: { configMapKeyRef: {} } }, faults: [] });
    },
  );

  test('of type text may be a field of the pod', () => {
    const { rendered } = give({ type: 'text' }, new PodField('metadata.namespace'));
    expect(rendered?.valueFrom).toEqual({ fieldRef: { fieldPath: 'metadata.namespace' } });
  });

  test('is left out where it is undefined, so that the program takes its default', () => {
    expect(give({ type: 'text' }, undefined)).toEqual({ rendered: undefined, faults: [] });
  });

  test.each<[Omit<VariableSpec, 'meaning'>, unknown]>([
    [{ type: 'integer', minimum: 1, maximum: 3 }, 1],
    [{ type: 'integer', minimum: 1, maximum: 3 }, 3],
    [{ type: 'integer' }, 0],
    [{ type: 'integer' }, Number.MAX_SAFE_INTEGER],
    [{ type: 'port' }, 1],
    [{ type: 'port' }, 65535],
    [{ type: 'seconds', maximum: 60 }, Duration.minutes(1)],
    [{ type: 'bytes', minimum: 1024 }, Size.kibibytes(1)],
  ])('of %j may be at its bounds', (spec, value) => {
    expect(give(spec, value).faults).toEqual([]);
  });
});

describe('the value of a variable', () => {
  const integer = { type: 'integer', minimum: 1, maximum: 3 } as const;

  test.each<[Omit<VariableSpec, 'meaning'>, unknown, string, string]>([
    [integer, 0, '0', 'a whole number from 1 to 3'],
    [integer, 4, '4', 'a whole number from 1 to 3'],
    [integer, 1.5, '1.5', 'a whole number from 1 to 3'],
    [{ type: 'integer' }, -1, '-1', 'a whole number'],
    [{ type: 'integer' }, Number.NaN, 'NaN', 'a whole number'],
    [{ type: 'port' }, 0, '0', 'a port from 1 to 65535, or that of something that is dialled'],
    [{ type: 'port' }, 65536, '65536', 'a port from 1 to 65535, or that of something that is dialled'],
    [{ type: 'path' }, 'data', '"data"', 'an absolute path, such as "/data"'],
    [{ type: 'path' }, '', '""', 'an absolute path, such as "/data"'],
    [{ type: 'text', oneOf: ['debug', 'info'] }, 'Info', '"Info"', 'one of "debug", "info"'],
    [{ type: 'list' }, ['a,b'], '["a,b"]', 'a list of texts without the separator'],
    [{ type: 'list', separator: ' ' }, ['a b'], '["a b"]', 'a list of texts without the separator'],
    [{ type: 'list', of: 'path' }, ['a'], '["a"]', 'a list of absolute paths'],
    [{ type: 'list', of: 'public-url' }, ['https://a'], '["https://a"]', 'a list of URLs for browsers'],
    [{ type: 'number', maximum: 1 }, 1.5, '1.5', 'a number to 1'],
    [{ type: 'number' }, Number.POSITIVE_INFINITY, 'Infinity', 'a number'],
    [{ type: 'duration' }, '5 m', '"5 m"', 'a Duration of whole milliseconds, or a text such as "15 minutes"'],
    [
      { type: 'duration', minimum: 1 },
      '0 days',
      '"0 days"',
      'a Duration of whole milliseconds, or a text such as "15 minutes" from 1',
    ],
    [{ type: 'timestamp' }, new Date(Number.NaN), 'null', 'a Date'],
    [{ type: 'regexp' }, /a/i, '{}', 'a regular expression without flags, such as /^[a-z]+$/'],
    [{ type: 'json', json: 'object' }, [1], '[1]', 'a value that JSON can hold'],
    [{ type: 'text', pattern: '^a', shape: 'beginning with a' }, 'b', '"b"', 'a text, beginning with a'],
    [{ type: 'text', oneOf: ['a'], or: [''] }, 'b', '"b"', 'one of "a", ""'],
    [
      { type: 'url', or: ['none'] },
      'off',
      '"off"',
      'the URL of something that is dialled, such as server.url("http") or "none"',
    ],
  ])('fails when %j is given %j', (spec, value, got, expected) => {
    expect(give(spec, value).faults).toEqual([refusal(got, expected)]);
  });

  test('fails when a time is not in whole seconds, or not within bounds', () => {
    const seconds = { type: 'seconds', minimum: 1 } as const;
    for (const time of [Duration.millis(1500), Duration.seconds(0)]) {
      expect(give(seconds, time).faults).toEqual([refusal(JSON.stringify(time), 'a Duration of whole seconds from 1')]);
    }
  });

  test('fails when a storage is not within bounds', () => {
    const got = JSON.stringify(Size.mebibytes(2));
    expect(give({ type: 'bytes', maximum: 1024 }, Size.mebibytes(2)).faults).toEqual([refusal(got, 'a Size to 1024')]);
  });

  const dialled = 'http://api.shop.svc.cluster.local:8080';

  test('fails when an address that is dialled is not of the shape that the program wants', () => {
    expect(give({ type: 'url', pattern: '/v1$', shape: 'ending in /v1' }, api.url('http')).faults).toEqual([
      refusal(`"${dialled}"`, 'the URL of something that is dialled, such as server.url("http"), ending in /v1'),
    ]);
  });

  test.each<[VariableSpec['type'], unknown, string, string]>([
    ['text', 5, '5', 'a text'],
    ['path', 5, '5', 'an absolute path, such as "/data"'],
    ['host', 'a.example.com', '"a.example.com"', 'the host of something that is dialled, such as redis.host("redis")'],
    ['url', 'http://a', '"http://a"', 'the URL of something that is dialled, such as server.url("http")'],
    [
      'url',
      new PublicUrl('http://a'),
      '{"value":"http://a"}',
      'the URL of something that is dialled, such as server.url("http")',
    ],
    ['public-url', api.url('http'), `"${dialled}"`, 'a URL for browsers, such as server.publicUrl'],
    ['public-url', 'https://a', '"https://a"', 'a URL for browsers, such as server.publicUrl'],
    ['port', '80', '"80"', 'a port from 1 to 65535, or that of something that is dialled'],
    ['integer', '5', '"5"', 'a whole number'],
    ['boolean', 'false', '"false"', 'true or false'],
    ['boolean', 0, '0', 'true or false'],
    ['seconds', 5, '5', 'a Duration of whole seconds'],
    ['milliseconds', 5, '5', 'a Duration of whole milliseconds'],
    ['bytes', 5, '5', 'a Size'],
    ['list', 'a', '"a"', 'a list of texts without the separator'],
    ['list', [1], '[1]', 'a list of texts without the separator'],
    ['text', null, 'null', 'a text'],
    ['number', '1', '"1"', 'a number'],
    ['duration', 5, '5', 'a Duration of whole milliseconds, or a text such as "15 minutes"'],
    ['timestamp', '2017-01-01', '"2017-01-01"', 'a Date'],
    ['regexp', '^a', '"^a"', 'a regular expression without flags, such as /^[a-z]+$/'],
    [
      'host-port',
      'a:1',
      '"a:1"',
      'host and port of something that is dialled, such as address`${cache.host("tcp")}:${cache.port("tcp")}`',
    ],
    ['public-authority', 'a', '"a"', 'the host of a URL for browsers, such as server.publicUrl.authority'],
    [
      'dialled-public-url',
      new PublicUrl('http://a'),
      '{"value":"http://a"}',
      'a URL for browsers with what answers there, such as new DialledPublicUrl(url, targets)',
    ],
  ])('fails when a %s that came past the compiler is %j', (type, value, got, expected) => {
    expect(give({ type }, value).faults).toEqual([refusal(got, expected)]);
  });

  test.each<[Omit<VariableSpec, 'meaning'>, unknown]>([
    [{ type: 'text', required: true }, ''],
    [{ type: 'list', required: true }, []],
    [{ type: 'list' }, ['']],
    [{ type: 'public-url' }, new PublicUrl('login.example.com')],
    [{ type: 'public-url' }, new PublicUrl('ftp://login.example.com')],
    [{ type: 'json' }, Number.NaN],
  ])('fails when the program would not read %j from %j', (spec, value) => {
    expect(give(spec, value).faults).toEqual([
      expect.stringMatching(/^test\/shop\/web: variables\.NAME: .*\[ERR_VARIABLE_VALUE\]$/),
    ]);
  });

  test('fails when JSON would hold an address, which would lose the connection', () => {
    const table = { NAME: { type: 'json', meaning: 'why' } } as const;
    expect(() => typedVariables(chart(), table, { NAME: { url: api.url('http') } })).toThrow(
      expect.objectContaining({ code: 'ERR_ADDRESS_AS_TEXT' }),
    );
  });

  const word = fc.string({ unit: fc.constantFrom('a', ' ', ',', ';', '$', '(', 'ä') });
  test.each<[Omit<VariableSpec, 'meaning'>, fc.Arbitrary<unknown>]>([
    [{ type: 'text', required: true }, word],
    [{ type: 'text', oneOf: ['a', 'ä'] }, word],
    [{ type: 'path' }, word.map((name) => `/${name}`)],
    [{ type: 'integer', minimum: -3, maximum: 7 }, fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double())],
    [{ type: 'port' }, fc.integer({ min: -1, max: 70000 })],
    [{ type: 'boolean', words: { true: 'Yes', false: 'No' } }, fc.boolean()],
    [{ type: 'list' }, fc.array(word)],
    [{ type: 'list', separator: ';', required: true }, fc.array(word)],
    [{ type: 'json' }, fc.jsonValue()],
    [{ type: 'json', json: 'object' }, fc.jsonValue()],
    [{ type: 'number' }, fc.oneof(fc.double({ min: 0, noNaN: true }), fc.double())],
  ])('of %j comes back from the program as it was given, or is refused', (spec, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const own = chart();
        const table = { NAME: { meaning: 'why', ...spec } };
        const variable = typedVariables(own, table, { NAME: value })['NAME'];
        fc.pre(faults(own).length === 0);
        expect(readVariables(table, { NAME: String(variable) })).toEqual({
          values: { NAME: JSON.parse(JSON.stringify(value)) },
        });
      }),
    );
  });
});

describe('a variable that is called like a secret', () => {
  test('may be written where its table says that it is none', () => {
    const own = chart();
    const table = { API_KEY: { type: 'text', public: true, meaning: 'a key that browsers get' } } as const;
    expect(envEntries(own, typedVariables(own, table, { API_KEY: 'pk_live_1' }))).toEqual([
      { name: 'API_KEY', value: 'pk_live_1' },
    ]);
    expect(faults(own)).toEqual([]);
  });

  test('fails when its table says nothing of it', () => {
    const own = chart();
    const table = { API_KEY: { type: 'text', meaning: 'a key' } } as const;
    envEntries(own, typedVariables(own, table, { API_KEY: 'pk_live_1' }));
    expect(faults(own)).toEqual([expect.stringContaining('ERR_SECRET_PLAIN')]);
  });
});

describe('a variable that a program holds secret', () => {
  const plain = (got: unknown) => give({ type: 'text', secret: true }, got);

  test('comes from a Secret', () => {
    expect(plain(secret)).toMatchObject({ rendered: { valueFrom: { secretKeyRef: { name: 'db' } } }, faults: [] });
  });

  test.each(['swordfish', '', new ConfigKey('conf', 'swordfish'), 5, outside.host])(
    'fails when it comes from elsewhere, and is not shown',
    (value) => {
      const { rendered, faults: found } = plain(value);
      expect(found).toEqual([
        'test/shop/web: variables.NAME: got "plain text, which is not shown"; expected a key of a Secret, such as ' +
          'secret.key("password"): why; name its source in the environment [ERR_SECRET_PLAIN]',
      ]);
      expect(JSON.stringify(rendered)).not.toContain('swordfish');
    },
  );
});

describe('the variables of a program', () => {
  const table = {
    HOST: { type: 'host', required: true, meaning: 'where the database is' },
    PASSWORD: { type: 'text', required: true, secret: true, meaning: 'its password' },
    LEVEL: { type: 'text', oneOf: ['debug', 'info'], meaning: 'how much it says' },
  } as const;
  const required = { HOST: outside.host, PASSWORD: secret };

  test('are those that were given', () => {
    expect(typedVariables(chart(), table, required)).toEqual(required);
    expect(typedVariables(chart(), table, { ...required, LEVEL: 'debug' })).toEqual({ ...required, LEVEL: 'debug' });
  });

  test('fails when one is missing without which the program does not start', () => {
    const own = chart();
    typedVariables(own, table, {} as typeof required);
    expect(faults(own)).toEqual([
      'test/shop/web: variables.HOST: got nothing; expected the host of something that is dialled, such as ' +
        'redis.host("redis"): where the database is; give it; the program does not start without [ERR_VARIABLE_MISSING]',
      'test/shop/web: variables.PASSWORD: got nothing; expected a key of a Secret: its password; give it; the program ' +
        'does not start without [ERR_VARIABLE_MISSING]',
    ]);
  });

  test('fails when one is not known to a program of many, whose like names are said', () => {
    const many = Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [
        `${index < 2 ? 'PUBLIC' : 'OTHER'}_${index}`,
        { type: 'text', meaning: 'x' },
      ]),
    ) as VariableTable;
    for (const [name, alike] of [
      ['PUBLIC_URL', ', such as PUBLIC_0, PUBLIC_1'],
      ['NOTHING', ': '],
    ] as const) {
      const own = chart();
      typedVariables(own, many, { [name]: 'a' });
      expect(faults(own)).toEqual([
        `test/shop/web: variables.${name}: got "${name}"; expected a variable the program reads${alike}; correct the name [ERR_VARIABLE_NAME]`,
      ]);
    }
  });

  test('fails when one is not known to the program', () => {
    for (const name of ['LOG_LEVEL', 'toString', '__proto__']) {
      const own = chart();
      typedVariables(own, table, Object.fromEntries([...Object.entries(required), [name, 'info']]) as typeof required);
      expect(faults(own)).toEqual([
        `test/shop/web: variables.${name}: got "${name}"; expected a variable the program reads: HOST, LEVEL, PASSWORD; ` +
          'correct the name [ERR_VARIABLE_NAME]',
      ]);
    }
  });
});
