import { describe, expect, test } from '@jest/globals';
import { SecretKey } from '../../../../../lib/config/secrets.ts';
import { envEntries, type Variables } from '../../../../../lib/config/variables.ts';
import { servers } from '../../../../../lib/systems/fxa/catalogue/generated/index.ts';
import type { Mode } from '../../../../../lib/systems/fxa/catalogue/mode.ts';
import { conditionsHold } from '../../../../../lib/systems/fxa/catalogue/needs.ts';
import { serverOf, serverVariables } from '../../../../../lib/systems/fxa/catalogue/server-variables.ts';
import type { ServerName } from '../../../../../lib/systems/fxa/catalogue/settings.ts';
import { address, DialledPublicUrl, ExternalUrl, PublicUrl } from '../../../../../lib/wiring/address.ts';
import { faults } from '../../../../support/build.ts';
import { fxaChart, neededOf, someValue } from '../../../../support/fxa/settings.ts';
import { mysql, unit } from '../../../../support/units.ts';

interface Given {
  readonly variables: Variables;
  readonly faults: readonly string[];
}

/** What a server comes out with, whatever the compiler says of the values. */
function give(name: ServerName, values: object, mode: Mode = 'production'): Given {
  const own = fxaChart();
  const variables = serverVariables<ServerName, Mode>(own, name, mode, values);
  return { variables, faults: faults(own) };
}

/** The same with all that the server needs; what is undefined is left out. */
const giveAlso = (name: ServerName, values: object, mode?: Mode): Given =>
  give(name, { ...neededOf(name), ...values }, mode);

/** Faults without what they all have: where they are, and the name of the place. */
const short = (lines: readonly string[]): string[] => lines.map((line) => line.replace('test/fxa/web: variables.', ''));

describe('the variables of a server', () => {
  test('hold its word for the mode, an address that its Service reaches, and its port', () => {
    const memcached = address`memcached:11211`;
    expect(give('fxa-customs-server', { MEMCACHE_ADDRESS: memcached, MAX_EMAILS: 5 })).toEqual({
      variables: {
        MEMCACHE_ADDRESS: memcached,
        MAX_EMAILS: '5',
        NODE_ENV: 'prod',
        IP_ADDRESS: '0.0.0.0',
        PORT: '7000',
      },
      faults: [],
    });
  });

  test.each<[ServerName, Mode, Record<string, string>]>([
    ['fxa-content-server', 'stage', { NODE_ENV: 'production', PORT: '3030', HTTP_PORT: '3080' }],
    ['fxa-profile-server-worker', 'test', { NODE_ENV: 'test', WORKER_HOST: '0.0.0.0', WORKER_PORT: '1113' }],
    // it listens at the port after the one it is told
    ['fxa-profile-server-static', 'development', { NODE_ENV: 'development', HOST: '0.0.0.0', PORT: '1111' }],
    ['fxa-event-broker', 'production', { NODE_ENV: 'production', PUBSUB_PROXY_PORT: '8090' }],
    [
      'fxa-mail-service',
      'production',
      { FXA_EMAIL_ENV: 'production', FXA_EMAIL_HOST: '0.0.0.0', FXA_EMAIL_PORT: '8001' },
    ],
    ['browserid-verifier', 'production', { IP_ADDRESS: '0.0.0.0', PORT: '5050' }],
    ['321done', 'production', { PORT: '10139' }],
    ['fortress', 'production', { PORT: '9292' }],
    ['redis', 'production', {}],
  ])('of %s in %s are set by the catalogue: %j', (name, mode, own) => {
    const { variables, faults: found } = giveAlso(name, {}, mode);
    expect(found).toEqual([]);
    expect(variables).toMatchObject(own);
    expect(Object.keys(variables)).toHaveLength(Object.keys({ ...neededOf(name), ...own }).length);
  });

  test.each(Object.keys(servers) as ServerName[])('of %s are complete with what it needs in production', (name) => {
    expect(giveAlso(name, {}).faults).toEqual([]);
  });

  test('may be called like a secret where they are none', () => {
    const own = fxaChart();
    const variables = serverVariables<ServerName, Mode>(own, 'fxa-auth-server', 'production', {
      ...neededOf('fxa-auth-server'),
      FXA_EXPIRATION_ACCESS_TOKEN: '365 minutes',
    });
    const entries = envEntries(own, variables);
    expect(entries).toContainEqual({ name: 'FXA_EXPIRATION_ACCESS_TOKEN', value: '365 minutes' });
    expect(faults(own)).toEqual([]);
  });

  test('let a server dial the public address of another', () => {
    const own = fxaChart();
    const auth = unit('auth', own);
    const dialled = new DialledPublicUrl(new PublicUrl('https://api.example.com'), [auth.endpoint('http')]);
    const { variables } = giveAlso('fxa-graphql-api', { AUTH_SERVER_URL: dialled });
    expect(variables['AUTH_SERVER_URL']).toBe(dialled);
    expect(dialled).toMatchObject({ value: 'https://api.example.com', targets: [auth.endpoint('http')] });
  });
});

describe('what a server needs', () => {
  const without = (name: ServerName, left: readonly string[], also: object = {}, mode?: Mode) =>
    short(giveAlso(name, { ...Object.fromEntries(left.map((each) => [each, undefined])), ...also }, mode).faults);

  test('fails when it is missing', () => {
    expect(without('fxa-auth-server', ['SMTP_HOST'])).toEqual([
      'SMTP_HOST: got nothing; expected the host of something that is dialled, such as redis.host("redis"): relay of outgoing ' +
        'mail; give it [ERR_VARIABLE_MISSING]',
    ]);
  });

  test('fails when a placeholder of the source would be taken instead, in production and stage alone', () => {
    const fault = (mode: Mode) => [
      `FLOW_ID_KEY: got nothing; expected a key of a Secret: HMAC key for flow ids; give it, since the mode is ${mode}; else ` +
        'the program takes a placeholder that everybody knows [ERR_SECRET_PLACEHOLDER]',
    ];
    expect(without('fxa-auth-server', ['FLOW_ID_KEY'])).toEqual(fault('production'));
    expect(without('fxa-auth-server', ['FLOW_ID_KEY'], {}, 'stage')).toEqual(fault('stage'));
    expect(
      without(
        'fxa-auth-server',
        ['FLOW_ID_KEY'],
        { STATSD_ENABLE: false, PUSHBOX_ENABLED: false, FXA_OPENID_KEYFILE: '' },
        'development',
      ),
    ).toEqual([]);
    expect(without('fxa-auth-server', ['FLOW_ID_KEY'], {}, 'test')).toEqual([]);
  });

  test('follows from what is switched on, by a value, by default, or by the file of a mode', () => {
    const [statsd, region] = ['DD_AGENT_HOST', 'EVENTS_REGION'];
    expect(without('fxa-auth-server', [], { STATSD_ENABLE: true })).toEqual([
      expect.stringMatching(/^DD_AGENT_HOST: .*; give it, since STATSD_ENABLE is "true" \[ERR_VARIABLE_MISSING\]$/),
    ]);
    expect(without('fxa-auth-server', [statsd], { STATSD_ENABLE: false })).toEqual([]);
    expect(without('fxa-auth-server', [], { FXA_OPENID_KEYFILE: '', PUSHBOX_ENABLED: false }, 'development')).toEqual([
      expect.stringMatching(/^DD_AGENT_HOST: /),
    ]);
    expect(without('fxa-profile-server', [region], {}, 'stage')).toEqual([
      'EVENTS_REGION: got nothing; expected a text: AWS region of the queue of account events; give it, since the mode is stage, ' +
        'or see to it that EVENTS_ENABLED is "false" [ERR_VARIABLE_MISSING]',
    ]);
    expect(without('fxa-profile-server', [region], { EVENTS_ENABLED: false })).toEqual([]);
    expect(without('fxa-profile-server', [region], {}, 'test')).toEqual([]);
  });

  test('may be replaced by something else that is given', () => {
    const key = ['FXA_OPENID_KEY'];
    expect(without('fxa-auth-server', key)).toEqual([
      'FXA_OPENID_KEY: got nothing; expected a key of a Secret: OAuth signing key: a private RSA JWK with kid, n, e, d, p, q, dp, dq ' +
        'and qi; give it, or see to it that FXA_OPENID_KEYFILE is given or FXA_OPENID_UNSAFELY_ALLOW_MISSING_ACTIVE_KEY is "true" ' +
        '[ERR_VARIABLE_MISSING]',
    ]);
    expect(without('fxa-auth-server', key, { FXA_OPENID_KEYFILE: '/etc/keys/openid.json' })).toEqual([]);
    expect(without('fxa-auth-server', key, { FXA_OPENID_KEYFILE: '' })).toHaveLength(1);
    expect(without('fxa-event-broker', [], { OPENID_KEYFILE: '' })).toEqual([
      expect.stringMatching(/^OPENID_KEY: .*OPENID_KEYFILE is ""/),
    ]);
    expect(
      without('fxa-event-broker', ['FIRESTORE_PROJECT_ID', 'FIRESTORE_KEY_FILE'], {
        FIRESTORE_EMULATOR_HOST: address`firestore:9090`,
      }),
    ).toEqual([]);
    // a value that only the cluster knows counts as given
    expect(without('fxa-profile-server', [], { PROFILE_UPDATES_QUEUE_URL: new SecretKey('a', 'b') })).toEqual([
      expect.stringMatching(/^AUTH_SERVER_MESSAGING_REGION: /),
    ]);
  });

  test('fails when one of two that belong together is missing', () => {
    expect(without('fxa-auth-server', [], { SMTP_USER: new SecretKey('smtp', 'user') })).toEqual([
      'SMTP_PASS: got nothing; expected a key of a Secret: password at the mail relay; give it, since SMTP_USER is given, or give ' +
        'none of them [ERR_VARIABLE_MISSING]',
    ]);
    const queue = someValue(servers['fxa-mail-service'].variables.FXA_EMAIL_AWS_SQSURLS_BOUNCE);
    expect(without('fxa-mail-service', [], { FXA_EMAIL_AWS_SQSURLS_BOUNCE: queue })).toHaveLength(3);
  });

  test('fails for all servers in one report', () => {
    const own = fxaChart();
    for (const name of Object.keys(servers) as ServerName[])
      serverVariables<ServerName, Mode>(own, name, 'production', {});
    const missing = faults(own).filter(
      (line) => line.endsWith('[ERR_VARIABLE_MISSING]') || line.endsWith('[ERR_SECRET_PLACEHOLDER]'),
    );
    expect(missing.length).toBe(faults(own).length);
    expect(missing.length).toBeGreaterThan(80);
  });
});

describe('the value of a variable', () => {
  test('fails when it is empty, which counts as set', () => {
    expect(short(giveAlso('fxa-auth-server', { SMS_API_REGION: '' }).faults)).toEqual([
      'SMS_API_REGION: got ""; expected a value: AWS region for text messages; leave it out: a variable that is empty counts as set ' +
        '[ERR_VARIABLE_VALUE]',
    ]);
    expect(giveAlso('fxa-auth-server', { SMS_COUNTRY_CODES: [] }).faults).toHaveLength(1);
  });

  test('may be empty where the program makes something of that', () => {
    expect(giveAlso('fxa-customs-server', { ALLOWED_EMAIL_DOMAINS: '' }).faults).toEqual([]);
    expect(giveAlso('fxa-auth-server', { VAPID_KEYS_FILE: '' }).faults).toEqual([]);
  });

  test.each([
    'https://a_b.example.com',
    'https://-a.example.com',
    'https://a.example.com/<x>',
    'https://1.2.3',
    'https://a.example.com:0',
    `https://a.example.com/${'x'.repeat(2100)}`,
  ])('fails when convict takes %s for no URL', (url) => {
    expect(giveAlso('fxa-auth-server', { CONTENT_URL: new PublicUrl(url) }).faults).toEqual([
      expect.stringMatching(/CONTENT_URL: .*; correct the value \[ERR_VARIABLE_VALUE\]$/),
    ]);
    // where the program checks nothing, a name that resolves will do
    expect(
      giveAlso('fxa-auth-server', { CONTENT_SERVER_URL: new PublicUrl('https://a_b.example.com') }).faults,
    ).toEqual([]);
  });

  test('fails when its shape is not that which the server needs', () => {
    const at = (url: string) => new ExternalUrl(url, [mysql(fxaChart())]);
    expect(short(giveAlso('fxa-profile-server', { AUTH_SERVER_URL: at('http://auth:9000') }).faults)).toEqual([
      'AUTH_SERVER_URL: got "http://auth:9000"; expected the URL of something that is dialled, such as server.url("http"), ending in ' +
        '/v1: auth server; its Service name will do, since requests carry bearer tokens; correct the value [ERR_VARIABLE_VALUE]',
    ]);
    const refused: [ServerName, object][] = [
      ['fxa-auth-server', { PROFILE_SERVER_URL: at('http://profile:1111/v1') }],
      ['fxa-event-broker', { SERVICE_NOTIFICATION_QUEUE_URL: at('http://goaws:4100/queue') }],
      ['fxa-mail-service', { FXA_EMAIL_AUTHDB_BASEURI: at('http://auth-db:8000') }],
      ['fxa-profile-server', { IMG_URL: new PublicUrl('https://avatars.example.com/a') }],
      ['fxa-payments-server', { STRIPE_API_KEY: 'sk_live_1' }],
    ];
    for (const [name, values] of refused)
      expect({ values, found: giveAlso(name, values).faults }).toEqual({
        values,
        found: [expect.stringContaining('ERR_VARIABLE_VALUE')],
      });
  });

  test('fails when it is a placeholder of the source, in production and stage', () => {
    const bucket = { IMG: 'aws', IMG_UPLOADS_DEST_PUBLIC: 'BUCKET_NAME' };
    expect(short(giveAlso('fxa-profile-server-worker', bucket).faults)).toEqual([
      'IMG_UPLOADS_DEST_PUBLIC: got "BUCKET_NAME"; expected another value than the placeholder in the source of the program: bucket ' +
        'name or directory; give the real value [ERR_VARIABLE_VALUE]',
    ]);
    expect(giveAlso('fxa-profile-server-worker', bucket, 'test').faults).toEqual([]);
  });

  test('fails when the mode does not allow any', () => {
    const endpoint = { SNS_TOPIC_ENDPOINT: new ExternalUrl('http://goaws:4100', []) };
    expect(short(giveAlso('fxa-auth-server', endpoint).faults)).toEqual([
      'SNS_TOPIC_ENDPOINT: got "http://goaws:4100"; expected nothing, unless the mode is development: SNS emulator address; any value ' +
        'outside NODE_ENV=dev stops the server; leave it out [ERR_VARIABLE_VALUE]',
    ]);
    expect(
      giveAlso(
        'fxa-auth-server',
        { ...endpoint, FXA_OPENID_KEYFILE: '', STATSD_ENABLE: false, PUSHBOX_ENABLED: false },
        'development',
      ).faults,
    ).toEqual([]);
  });

  test('fails when convict would not find the keys of its JSON', () => {
    for (const value of [{ 'a.b': 'c' }, { '': 'c' }, { a: { 'b.c': 1 } }])
      expect(giveAlso('fxa-auth-server', { OAUTH_CLIENT_IDS: value }).faults).toEqual([
        expect.stringContaining('rename the keys'),
      ]);
    expect(giveAlso('fxa-auth-server', { OAUTH_CLIENT_IDS: { a: [{ 'b.c': 1 }] } }).faults).toEqual([]);
    // content does not let convict check
    expect(giveAlso('fxa-content-server', { SCOPED_KEYS_VALIDATION: { 'https://a.example.com': {} } }).faults).toEqual(
      [],
    );
  });

  test('fails when it came past the compiler: a mode, a name, a secret in the open', () => {
    expect(giveAlso('fxa-payments-server', {}, 'stage').faults).toEqual([
      'test/fxa/web: mode: got "stage"; expected a mode that fxa-payments-server has: production, development, test; give this server ' +
        'a mode of its own [ERR_VARIABLE_VALUE]',
    ]);
    expect(giveAlso('fxa-payments-server', {}, 'stage').variables).not.toHaveProperty('NODE_ENV');
    expect(short(giveAlso('fxa-auth-server', { NODE_ENV: 'prod' }).faults)).toEqual([
      expect.stringMatching(/^NODE_ENV: got "NODE_ENV"; expected a variable the program reads.*ERR_VARIABLE_NAME\]$/),
    ]);
    expect(short(giveAlso('fxa-auth-server', { PUBLIC_URI: 'a' }).faults)).toEqual([
      'PUBLIC_URI: got "PUBLIC_URI"; expected a variable the program reads, such as OLD_PUBLIC_KEY_FILE, PUBLIC_KEY_FILE, PUBLIC_URL, ' +
        'SMS_SIGNIN_CODES_BASE_URI; correct the name [ERR_VARIABLE_NAME]',
    ]);
    expect(giveAlso('fxa-auth-server', { FLOW_ID_KEY: 'swordfish' }).faults).toEqual([
      expect.not.stringContaining('swordfish'),
    ]);
  });
});

describe('several pods', () => {
  test('are never safe where memory holds what the next request needs', () => {
    const unsafe = Object.keys(servers).filter((name) => serverOf(name as ServerName).replicas?.several === false);
    expect(unsafe).toEqual(['123done', '321done', 'memcached', 'redis', 'statsd']);
  });

  test('are safe where the variables are what they have to be', () => {
    const server = serverOf('fxa-profile-server');
    const { when = {} } = server.replicas ?? {};
    const isSafe = (values: object): boolean =>
      conditionsHold(server, 'production', giveAlso('fxa-profile-server', values).variables, when);
    expect(isSafe({ DB: 'mysql', CREATE_MYSQL_SCHEMA: false })).toBe(true);
    expect(isSafe({ DB: 'mysql' })).toBe(false);
    expect(isSafe({ DB: 'memory', CREATE_MYSQL_SCHEMA: false })).toBe(false);
    expect(isSafe({ DB: 'mysql', CREATE_MYSQL_SCHEMA: false, USE_REDIS: false })).toBe(false);
  });
});
