/** What the compiler refuses of the variables of FxA: each line after a `@ts-expect-error` must not compile, which `tsc` checks. */
import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import { SecretKey, type SecretSource } from '../../../../../lib/config/secrets.ts';
import type { Mode } from '../../../../../lib/systems/fxa/catalogue/mode.ts';
import { serverVariables } from '../../../../../lib/systems/fxa/catalogue/server-variables.ts';
import type {
  ModeOf,
  SecretKeyName,
  SecretKeyOf,
  SecretName,
  ServerName,
  ServerSettings,
} from '../../../../../lib/systems/fxa/catalogue/settings.ts';
import { address, DialledPublicUrl, PublicUrl } from '../../../../../lib/wiring/address.ts';
import { chart, faults } from '../../../../support/build.ts';
import { mysql, unit } from '../../../../support/units.ts';

const scope = chart();
const [api, outside] = [unit('api', scope), mysql(scope)];
const publicUrl = new PublicUrl('https://accounts.example.com');
const secret = new SecretKey('keys', 'flow-id-key');

/** Take the variables of a server where the mode is known at synth only; only the compiler looks at them. */
const auth = (given: ServerSettings<'fxa-auth-server'>) => given;
const content = (given: ServerSettings<'fxa-content-server'>) => given;
const customs = (given: ServerSettings<'fxa-customs-server'>) => given;
const graphql = (given: ServerSettings<'fxa-graphql-api'>) => given;
const payments = (given: ServerSettings<'fxa-payments-server'>) => given;
const profile = (given: ServerSettings<'fxa-profile-server'>) => given;

const customsNeeds = { MEMCACHE_ADDRESS: address`${outside.host}:${outside.port}` };
/** What the three servers need whatever the mode; only some of their other variables are looked at here. */
const authNeeds = {} as Parameters<typeof auth>[0];
const contentNeeds = {} as Parameters<typeof content>[0];
const graphqlNeeds = {} as Parameters<typeof graphql>[0];
const paymentsNeeds = {} as Parameters<typeof payments>[0];
const profileNeeds = {} as Parameters<typeof profile>[0];

describe('the compiler', () => {
  test('knows the variables of each server', () => {
    expect(customs({ ...customsNeeds, MAX_EMAILS: 5 })).toHaveProperty('MAX_EMAILS', 5);
    // @ts-expect-error no such variable
    customs({ ...customsNeeds, MAX_EMAIL: 5 });
    // @ts-expect-error a variable of another server
    customs({ ...customsNeeds, STATSD_ENABLE: true });
    const server = (name: ServerName) => name;
    // @ts-expect-error no such server
    expect(server('fxa-oauth-server')).toBeDefined();
  });

  test('takes a mode, and none that a server does not have', () => {
    const own = chart();
    serverVariables(own, 'fxa-customs-server', 'stage', customsNeeds);
    serverVariables(own, 'fortress', 'stage', {});
    expect(faults(own)).toEqual([]);
    // @ts-expect-error a word of the server is no mode
    serverVariables(chart(), 'fxa-customs-server', 'prod', customsNeeds);
    // @ts-expect-error payments knows no stage
    serverVariables(chart(), 'fxa-payments-server', 'stage', paymentsNeeds);
    const word = (mode: ModeOf<'fxa-mail-service'>) => mode;
    expect(word('test')).toBe('test');
    // @ts-expect-error mail knows no stage
    expect(word('stage')).toBe('stage');
  });

  test('leaves mode, address and ports to the catalogue', () => {
    expect(customs(customsNeeds)).toBe(customsNeeds);
    // @ts-expect-error the word follows from the mode
    customs({ ...customsNeeds, NODE_ENV: 'prod' });
    // @ts-expect-error it listens where its Service looks for it
    customs({ ...customsNeeds, IP_ADDRESS: '127.0.0.1' });
    // @ts-expect-error its port is that of its Service
    customs({ ...customsNeeds, PORT: 7001 });
    // @ts-expect-error a second port is too
    content({ ...contentNeeds, HTTP_PORT: 3081 });
  });

  test('takes secrets from a Secret alone', () => {
    expect(auth({ ...authNeeds, FLOW_ID_KEY: secret })).toHaveProperty('FLOW_ID_KEY', secret);
    // @ts-expect-error a secret is never written down
    auth({ ...authNeeds, FLOW_ID_KEY: 'YOU MUST CHANGE ME' });
    // @ts-expect-error neither are keys that are JSON
    auth({ ...authNeeds, FXA_OPENID_KEY: { kty: 'RSA' } });
    // @ts-expect-error nor lists of them
    auth({ ...authNeeds, AUTH_SERVER_SECRETS: ['megaz0rd'] });
  });

  test('takes public URLs where browsers get them, and none that is dialled', () => {
    expect(content({ ...contentNeeds, FXA_URL: publicUrl })).toHaveProperty('FXA_URL', publicUrl);
    // @ts-expect-error a browser does not reach the cluster's own URLs
    content({ ...contentNeeds, FXA_URL: api.url('http') });
    // @ts-expect-error a text may be anything
    content({ ...contentNeeds, FXA_URL: 'https://accounts.example.com' });
    // @ts-expect-error in a list they are public, too
    content({ ...contentNeeds, ALLOWED_METRICS_FLOW_ORIGINS: [api.url('http')] });
    expect(payments({ ...paymentsNeeds, PRODUCT_REDIRECT_URLS: { prod: publicUrl } })).toBeDefined();
    // @ts-expect-error and in JSON
    payments({ ...paymentsNeeds, PRODUCT_REDIRECT_URLS: { prod: api.url('http') } });
    // @ts-expect-error this JSON is an array
    payments({ ...paymentsNeeds, CSP_EXTRA_IMG_SRC: { prod: publicUrl } });
  });

  test('takes dialled URLs where a server dials, and no public ones', () => {
    expect(profile({ ...profileNeeds, AUTH_SERVER_URL: api.url('http', '/v1') })).toBeDefined();
    // @ts-expect-error a public URL declares no connection
    profile({ ...profileNeeds, AUTH_SERVER_URL: publicUrl });
    // @ts-expect-error neither does a text
    profile({ ...profileNeeds, REDIS_HOST: 'redis' });
    // @ts-expect-error nor a text of host and port
    customs({ MEMCACHE_ADDRESS: 'memcached:11211' });
  });

  test('tells variables of one name and different meaning apart', () => {
    expect(payments({ ...paymentsNeeds, PROFILE_SERVER_URL: publicUrl })).toBeDefined();
    expect(graphql({ ...graphqlNeeds, PROFILE_SERVER_URL: api.url('http', '/v1') })).toBeDefined();
    // @ts-expect-error browsers get that of payments
    payments({ ...paymentsNeeds, PROFILE_SERVER_URL: api.url('http', '/v1') });
    // @ts-expect-error graphql dials its own
    graphql({ ...graphqlNeeds, PROFILE_SERVER_URL: publicUrl });
  });

  test('takes the public address of auth, with what answers there, where requests are signed over it', () => {
    const dialled = new DialledPublicUrl(publicUrl, [api.endpoint('http')]);
    expect(graphql({ ...graphqlNeeds, AUTH_SERVER_URL: dialled })).toHaveProperty('AUTH_SERVER_URL', dialled);
    // @ts-expect-error the auth server refuses what was signed over the name of its Service
    graphql({ ...graphqlNeeds, AUTH_SERVER_URL: api.url('http') });
    // @ts-expect-error a public URL declares no connection
    graphql({ ...graphqlNeeds, AUTH_SERVER_URL: publicUrl });
  });

  test('takes identities from public addresses', () => {
    expect(auth({ ...authNeeds, ISSUER: publicUrl.authority, OAUTH_URL: publicUrl })).toHaveProperty('OAUTH_URL');
    // @ts-expect-error an issuer is no name of a Service
    auth({ ...authNeeds, ISSUER: api.host('http') });
    // @ts-expect-error nor any text
    auth({ ...authNeeds, ISSUER: 'api.accounts.firefox.com' });
    // @ts-expect-error it has no scheme
    auth({ ...authNeeds, ISSUER: publicUrl });
    // @ts-expect-error it is compared, not dialled
    auth({ ...authNeeds, FXA_OPENID_ISSUER: api.url('http') });
  });

  test('takes the words of an enumeration, and those that switch something off', () => {
    expect(profile({ ...profileNeeds, DB: 'mysql', CUSTOMS_SERVER_URL: 'none' })).toBeDefined();
    // @ts-expect-error no such driver
    profile({ ...profileNeeds, DB: 'postgres' });
    // @ts-expect-error no such word
    profile({ ...profileNeeds, CUSTOMS_SERVER_URL: 'off' });
  });

  test('takes values of the type of their variable', () => {
    auth({ ...authNeeds, FXA_OPENID_TTL: Duration.minutes(5), LASTACCESSTIME_UPDATES_SAMPLE_RATE: 0.3 });
    auth({ ...authNeeds, FXA_OPENID_TTL: '5 minutes', TOKEN_PRUNING_MAX_AGE: '1 month' });
    auth({ ...authNeeds, SIGNIN_UNBLOCK_FORCED_EMAILS: /^block/, OAUTH_CLIENT_IDS: { dcdb5ae7add825d2: '123done' } });
    auth({ ...authNeeds, FXA_EXPIRATION_ACCESS_TOKEN_EXPIRY_EPOCH: new Date(0), SMS_COUNTRY_CODES: ['DE'] });
    expect(profile({ ...profileNeeds, IMG_UPLOADS_DEST_MAX_SIZE: Size.mebibytes(2) })).toBeDefined();
    // @ts-expect-error a time has a unit
    auth({ ...authNeeds, FXA_OPENID_TTL: 300 });
    // @ts-expect-error and one that there is
    auth({ ...authNeeds, FXA_OPENID_TTL: '5 m' });
    // @ts-expect-error a text is no list
    auth({ ...authNeeds, SMS_COUNTRY_CODES: 'DE,AT' });
    // @ts-expect-error a text is no object
    auth({ ...authNeeds, OAUTH_CLIENT_IDS: '{}' });
    // @ts-expect-error a text is no number
    auth({ ...authNeeds, LASTACCESSTIME_UPDATES_SAMPLE_RATE: '0.3' });
    // @ts-expect-error a text is no regular expression
    auth({ ...authNeeds, SIGNIN_UNBLOCK_FORCED_EMAILS: '^block' });
    // @ts-expect-error no is no boolean
    auth({ ...authNeeds, SMS_ENABLED: 'no' });
    // @ts-expect-error an amount of storage has a unit
    profile({ ...profileNeeds, IMG_UPLOADS_DEST_MAX_SIZE: 2_097_152 });
  });

  test('leaves to files what a variable cannot hold', () => {
    expect(auth({ ...authNeeds, CONFIG_FILES: ['/etc/fxa/clients.json'] })).toHaveProperty('CONFIG_FILES');
    // @ts-expect-error the program would split it at commas
    auth({ ...authNeeds, OAUTH_CLIENTS: ['dcdb5ae7add825d2'] });
  });

  test('wants what a server needs in the mode that is named', () => {
    const worker = { IMG: 'local', IMG_COMPUTE_MAX_PROCESSES: 3 } as const;
    const demo = {
      ISSUER_URI: new DialledPublicUrl(publicUrl, [outside]),
      REDIRECT_URI: publicUrl.withPath('/api/oauth'),
    };
    const own = chart();
    serverVariables(own, 'fxa-profile-server-worker', 'production', worker);
    serverVariables(own, '123done', 'development', demo);
    expect(faults(own)).toEqual([]);
    // @ts-expect-error MEMCACHE_ADDRESS is missing, in any mode
    customs({});
    // @ts-expect-error CLIENT_SECRET and COOKIE_SECRET are missing in production
    serverVariables(chart(), '123done', 'production', demo);
    serverVariables(chart(), '123done', 'production', { ...demo, CLIENT_SECRET: secret, COOKIE_SECRET: secret });
    // what the mode asks for shows at synth where only synth knows the mode
    const mode: Mode = ['production', 'test'].includes('production') ? 'production' : 'test';
    const unknown = chart();
    serverVariables<'123done', Mode>(unknown, '123done', mode, demo);
    expect(faults(unknown)).toHaveLength(2);
  });

  test('knows the keys of each Secret', () => {
    const source = (given: SecretSource<SecretKeyName<'mysql'>>) => given;
    const names = (...given: readonly SecretName[]) => given;
    const keys = (...given: readonly SecretKeyOf<'fxa-auth-server', 'keys'>[]) => given;
    expect(names('keys', 'mysql', 'fxa-auth-server')).toHaveLength(3);
    expect(keys('flow-id-key', 'profile-bearer-token', 'pushbox-token', 'subscriptions-secret')).toHaveLength(4);
    expect(source({ from: 'written', version: '1' })).toHaveProperty('version', '1');
    // @ts-expect-error no server reads such a Secret
    names('redis');
    // @ts-expect-error the auth server reads no such key
    keys('fxa-password');
    // @ts-expect-error the keys of all databases are wanted
    source({ from: 'existing', name: 'mysql', keys: { 'fxa-username': 'u', 'fxa-password': 'p' } });
  });
});
