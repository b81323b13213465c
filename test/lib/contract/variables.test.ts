import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readVariables, type VariableSpec, type VariableTable } from '../../../lib/contract/variables.ts';

const meaning = 'for this test';
const readOne = (spec: Omit<VariableSpec, 'meaning'>, value?: string) =>
  readVariables({ NAME: { meaning, ...spec } }, { NAME: value });
const problemOf = (spec: Omit<VariableSpec, 'meaning'>, value?: string) => readOne(spec, value).faults?.[0]?.problem;

describe('a variable is read by its type', () => {
  test.each<[Omit<VariableSpec, 'meaning'>, string, unknown]>([
    [{ type: 'text' }, ' any $text ', ' any $text '],
    [{ type: 'text' }, '', ''],
    [{ type: 'text', oneOf: ['dev', 'prod'] }, 'prod', 'prod'],
    [{ type: 'integer' }, '12', 12],
    [{ type: 'integer' }, ' 012\n', 12],
    [{ type: 'integer', minimum: -5 }, '-5', -5],
    [{ type: 'integer' }, '-0', 0],
    [{ type: 'port' }, '65535', 65535],
    [{ type: 'seconds' }, '0', 0],
    [{ type: 'milliseconds', maximum: 10 }, '10', 10],
    [{ type: 'bytes' }, '9007199254740991', 9007199254740991],
    [{ type: 'path' }, '/var/log', '/var/log'],
    [{ type: 'host' }, 'rabbitmq.cds.svc.cluster.local.', 'rabbitmq.cds.svc.cluster.local.'],
    [{ type: 'host' }, '10.0.0.1', '10.0.0.1'],
    [{ type: 'host' }, 'fd00::1', 'fd00::1'],
    [{ type: 'host' }, 'my_redis', 'my_redis'],
    [{ type: 'url' }, 'amqps://broker:5671/vhost', 'amqps://broker:5671/vhost'],
    [{ type: 'public-url' }, 'https://cds.example.com/x', 'https://cds.example.com/x'],
    [{ type: 'boolean' }, 'TRUE', true],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'boolean', words: { true: 'On', false: 'Off' } }, 'off', false],
    [{ type: 'list' }, 'a,b', ['a', 'b']],
    [{ type: 'list', separator: ' ' }, 'a b,c', ['a', 'b,c']],
    [{ type: 'list' }, '', []],
    [{ type: 'json' }, '{"a":[1]}', { a: [1] }],
    [{ type: 'json' }, 'null', null],
    [{ type: 'json', json: 'object' }, '{}', {}],
    [{ type: 'json', json: 'array', of: 'public-url' }, '["https://a.example.com"]', ['https://a.example.com']],
    [{ type: 'number' }, '0.25', 0.25],
    [{ type: 'number' }, '1e-7', 1e-7],
    [{ type: 'number', minimum: -1 }, '-0.5', -0.5],
    [{ type: 'duration' }, '1500', 1500],
    [{ type: 'duration' }, '15 minutes', 900_000],
    [{ type: 'duration' }, '1 day', 86_400_000],
    [{ type: 'duration' }, '3 months', 7_776_000_000],
    [{ type: 'duration' }, '24 months', 63_072_000_000],
    [{ type: 'duration' }, '2 years', 63_072_000_000],
    [{ type: 'timestamp' }, '2017-10-04T01:37:00.000Z', 1_507_081_020_000],
    [{ type: 'timestamp' }, '2017-01-01', 1_483_228_800_000],
    [{ type: 'host-port' }, 'cache:11211', 'cache:11211'],
    [{ type: 'host-port' }, '[fd00::1]:11211', '[fd00::1]:11211'],
    [{ type: 'dialled-public-url' }, 'https://cds.example.com/x', 'https://cds.example.com/x'],
    [{ type: 'public-authority' }, 'accounts.example.com', 'accounts.example.com'],
    [{ type: 'public-authority' }, 'localhost:3030', 'localhost:3030'],
    [{ type: 'public-url', schemes: ['wss'] }, 'wss://pair.example.com', 'wss://pair.example.com'],
    [{ type: 'list', of: 'public-url' }, 'https://a,https://b', ['https://a', 'https://b']],
    [{ type: 'list', of: 'path' }, '/a,b', ['/a', 'b']],
    [{ type: 'regexp' }, '^a/b$', /^a\/b$/],
    [{ type: 'url', or: ['none'] }, 'none', 'none'],
    [{ type: 'path', required: true, or: [''] }, '', ''],
    [{ type: 'text', pattern: '^[a-z]+$' }, 'abc', 'abc'],
  ])('%j takes %j', (spec, text, value) => {
    expect(readOne(spec, text)).toStrictEqual({ values: { NAME: value } });
  });

  test.each<[Omit<VariableSpec, 'meaning'>, string, string]>([
    [{ type: 'text', required: true }, '', 'got ""; expected text that is not empty'],
    [{ type: 'text', oneOf: ['dev', 'prod'] }, 'Prod', 'got "Prod"; expected one of "dev", "prod"'],
    [{ type: 'integer' }, '', 'got ""; expected a whole number from 0 to 9007199254740991, such as 1'],
    [{ type: 'integer', minimum: 2, maximum: 9 }, '1', 'got "1"; expected a whole number from 2 to 9, such as 2'],
    [{ type: 'integer', maximum: 9 }, '10', 'got "10"; expected a whole number from 0 to 9, such as 1'],
    [{ type: 'integer' }, '1.5', 'got "1.5"; expected a whole number from 0 to 9007199254740991, such as 1'],
    [{ type: 'integer' }, '0x10', 'got "0x10"; expected a whole number from 0 to 9007199254740991, such as 1'],
    [{ type: 'port', default: '5672' }, '0', 'got "0"; expected a port from 1 to 65535, such as 5672'],
    [{ type: 'port' }, 'tcp://10.0.0.1:6379', 'got "tcp://10.0.0.1:6379"; expected a port from 1 to 65535, such as 1'],
    [{ type: 'port' }, '65536', 'got "65536"; expected a port from 1 to 65535, such as 1'],
    [{ type: 'seconds' }, '3s', 'got "3s"; expected whole seconds from 0 to 9007199254740991, such as 1'],
    [
      { type: 'bytes' },
      '9007199254740993',
      'got "9007199254740993"; expected whole bytes from 0 to 9007199254740991, such as 1',
    ],
    [{ type: 'path' }, '', 'got ""; expected a path, such as /var/log/cds_backend'],
    [
      { type: 'host' },
      'broker:5672',
      'got "broker:5672"; expected a host name or address without scheme and port, such as broker.example.com',
    ],
    [
      { type: 'host' },
      'amqp://broker',
      'got "amqp://broker"; expected a host name or address without scheme and port, such as broker.example.com',
    ],
    [
      { type: 'url' },
      'localhost:3000',
      'got "localhost:3000"; expected a URL with its scheme, such as http://api.example.com/v1',
    ],
    [
      { type: 'url' },
      'http://a b',
      'got "http://a b"; expected a URL with its scheme, such as http://api.example.com/v1',
    ],
    [
      { type: 'public-url' },
      'amqp://broker',
      'got "amqp://broker"; expected a URL for browsers, such as https://login.example.com',
    ],
    [
      { type: 'public-url' },
      'https://login example',
      'got "https://login example"; expected a URL for browsers, such as https://login.example.com',
    ],
    [{ type: 'boolean' }, 'yes', 'got "yes"; expected "true" or "false"'],
    [{ type: 'boolean' }, '', 'got ""; expected "true" or "false"'],
    [{ type: 'list', required: true, separator: ';' }, '', 'got ""; expected entries separated by ";"'],
    [{ type: 'json' }, '{a}', 'got "{a}"; expected JSON, such as {"key":"value"}'],
    [{ type: 'json', json: 'object' }, '[]', 'got "[]"; expected JSON, such as {"key":"value"}'],
    [{ type: 'json', json: 'object' }, 'null', 'got "null"; expected JSON, such as {"key":"value"}'],
    [{ type: 'json', json: 'array' }, '{}', 'got "{}"; expected a JSON array, such as ["value"]'],
    [{ type: 'json', json: 'array', of: 'public-url' }, '[1]', 'got "[1]"; expected a JSON array, such as ["value"]'],
    [{ type: 'number', maximum: 1 }, '1.1', 'got "1.1"; expected a number from 0 to 1, such as 1'],
    [{ type: 'number' }, '0x1', 'got "0x1"; expected a number from 0 to 9007199254740991, such as 1'],
    [{ type: 'duration' }, '5 m', 'got "5 m"; expected a time with its unit, such as 15 minutes, or milliseconds'],
    [{ type: 'duration' }, '1.5 h', 'got "1.5 h"; expected a time with its unit, such as 15 minutes, or milliseconds'],
    [
      { type: 'duration' },
      '5  days',
      'got "5  days"; expected a time with its unit, such as 15 minutes, or milliseconds',
    ],
    [
      { type: 'duration' },
      '-5 days',
      'got "-5 days"; expected a time with its unit, such as 15 minutes, or milliseconds',
    ],
    [
      { type: 'timestamp' },
      '1507081020000',
      'got "1507081020000"; expected a time in ISO 8601, such as 2026-11-21T12:00:00Z',
    ],
    [
      { type: 'timestamp' },
      '2017-13-01',
      'got "2017-13-01"; expected a time in ISO 8601, such as 2026-11-21T12:00:00Z',
    ],
    [{ type: 'host-port' }, 'cache', 'got "cache"; expected a host and its port, such as cache.example.com:11211'],
    [{ type: 'host-port' }, 'a:b:1', 'got "a:b:1"; expected a host and its port, such as cache.example.com:11211'],
    [{ type: 'host-port' }, 'cache:0', 'got "cache:0"; expected a host and its port, such as cache.example.com:11211'],
    [{ type: 'dialled-public-url' }, 'a', 'got "a"; expected a URL for browsers, such as https://login.example.com'],
    [
      { type: 'public-authority' },
      'https://a',
      'got "https://a"; expected the host of a URL for browsers, such as login.example.com',
    ],
    [{ type: 'public-authority' }, '', 'got ""; expected the host of a URL for browsers, such as login.example.com'],
    [
      { type: 'public-url', schemes: ['wss'] },
      'https://a',
      'got "https://a"; expected a URL for browsers, such as wss://login.example.com',
    ],
    [
      { type: 'list', of: 'public-url' },
      'https://a,b',
      'got "https://a,b"; expected URLs for browsers separated by ","',
    ],
    [{ type: 'list', of: 'path' }, 'a,', 'got "a,"; expected entries separated by ","'],
    [{ type: 'regexp' }, '(', 'got "("; expected a regular expression, such as ^[a-z]+$'],
    [{ type: 'regexp' }, '', 'got ""; expected a regular expression, such as ^[a-z]+$'],
    [
      { type: 'url', or: ['none'] },
      'off',
      'got "off"; expected a URL with its scheme, such as http://api.example.com/v1 or "none"',
    ],
    [
      { type: 'url', pattern: '/v1$', shape: 'ending in /v1' },
      'http://a',
      'got "http://a"; expected a URL with its scheme, such as http://api.example.com/v1, ending in /v1',
    ],
  ])('fails when %j is %j', (spec, text, problem) => {
    expect(readOne(spec, text)).toEqual({ faults: [{ at: 'NAME', problem }] });
  });
});

describe('spellings', () => {
  const spec = {
    type: 'boolean',
    words: { true: 'yes', false: 'no' },
    spellings: { true: ['yes', 'true'], false: ['no', 'false'] },
  } as const;

  test.each([
    ['yes', true],
    ['True', true],
    ['NO', false],
    ['false', false],
  ])('%s is %s', (text, value) => {
    expect(readOne(spec, text).values).toEqual({ NAME: value });
  });

  test('fails when the word is none of them', () => {
    expect(problemOf(spec, '1')).toBe('got "1"; expected "yes" or "true" or "no" or "false"');
  });
});

describe('an environment', () => {
  const table = {
    HOST: { type: 'host', required: true, meaning },
    PORT: { type: 'port', default: '80', meaning },
    NOTE: { type: 'text', meaning },
    MODE: { type: 'text', oneOf: ['dev', 'prod'], default: 'prod', meaning },
  } as const satisfies VariableTable;

  test('gives each variable the type that its table states', () => {
    const { values } = readVariables(table, { HOST: 'a' });
    if (!values) throw new Error('it has faults');
    const typed: { HOST: string; PORT: number; NOTE: string | undefined; MODE: 'dev' | 'prod' } = values;
    expect(typed).toEqual({ HOST: 'a', PORT: 80, MODE: 'prod' });
    // @ts-expect-error a variable with neither default nor requirement may be absent
    const note: string = values.NOTE;
    expect(note).toBeUndefined();
  });

  test('gives a variable its words beside its type', () => {
    const cache = { CACHE: { type: 'host-port', default: 'none', or: ['none'], meaning } } as const;
    const { values } = readVariables(cache, {});
    const typed: string | undefined = values?.CACHE;
    expect(typed).toBe('none');
  });

  test('may hold variables that the table does not name', () => {
    expect(readVariables(table, { HOST: 'a', OTHER: '1' }).values).not.toHaveProperty('OTHER');
  });

  test('fails when several variables are wrong, and reports all of them together, sorted', () => {
    expect(readVariables(table, { PORT: 'x', MODE: 'y' }).faults?.map(({ at }) => at)).toEqual([
      'HOST',
      'MODE',
      'PORT',
    ]);
  });

  test('fails when a required variable is missing', () => {
    expect(problemOf({ type: 'path', required: true })).toBe(
      'got nothing; expected a path, such as /var/log/cds_backend',
    );
  });

  test('fails when a secret is wrong, without showing it', () => {
    const types = ['integer', 'port', 'host', 'url', 'public-url', 'boolean', 'seconds', 'json'] as const;
    for (const type of types) {
      expect(problemOf({ type, secret: true }, 'hunter2:://')).toMatch(/^got \(not shown\); expected (?!.*hunter2)/);
    }
  });

  test('of any content gives values or faults, and nothing throws', () => {
    const types = [
      ...(['text', 'integer', 'port', 'path', 'host', 'url', 'public-url', 'boolean', 'list', 'json'] as const),
      ...(['number', 'duration', 'timestamp', 'host-port', 'public-authority', 'regexp'] as const),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.string({ unit: 'binary' }), fc.boolean(), (type, text, secret) => {
        const { values, faults } = readOne({ type, ...(secret ? { secret } : {}) }, text);
        expect(values === undefined).toBe(faults !== undefined);
      }),
      { numRuns: 200 },
    );
  });
});
