/** What the compiler refuses: each line after a `@ts-expect-error` must not compile, which `tsc` checks. */
import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import production from '../../../environments/production.ts';
import { ConfigKey } from '../../../lib/config/config-files.ts';
import { SecretKey, type SecretSource } from '../../../lib/config/secrets.ts';
import { typedVariables, type VariableValues } from '../../../lib/config/typed-variables.ts';
import { PodField, type Variables } from '../../../lib/config/variables.ts';
import type { VariableTable } from '../../../lib/contract/variables.ts';
import type { CidrBlock } from '../../../lib/core/networks.ts';
import { containerResources, type Resources } from '../../../lib/core/resources.ts';
import type { CdsVolumes } from '../../../lib/systems/cds/settings.ts';
import { systems, type Environment } from '../../../lib/systems/index.ts';
import { address, PublicUrl } from '../../../lib/wiring/address.ts';
import { ExternalService } from '../../../lib/wiring/external.ts';
import { chart, faults } from '../../support/build.ts';
import { mysql, unit } from '../../support/units.ts';

const table = {
  HOST: { type: 'host', required: true, meaning: 'where it is' },
  PASSWORD: { type: 'text', secret: true, required: true, meaning: 'its password' },
  PORT: { type: 'port', meaning: 'where it listens' },
  API_URL: { type: 'url', meaning: 'what it dials' },
  PUBLIC_URL: { type: 'public-url', meaning: 'what browsers get' },
  LEVEL: { type: 'text', oneOf: ['debug', 'info'], meaning: 'how much it says' },
  TITLE: { type: 'text', meaning: 'what it is called' },
  COUNT: { type: 'integer', meaning: 'how many' },
  ON: { type: 'boolean', meaning: 'whether' },
  WAIT: { type: 'seconds', meaning: 'how long' },
  SIZE: { type: 'bytes', meaning: 'how much' },
  NAMES: { type: 'list', meaning: 'who' },
} as const satisfies VariableTable;

type Values = VariableValues<typeof table>;
type Optional = Omit<Values, 'HOST' | 'PASSWORD'>;

const scope = chart();
const [api, outside] = [unit('api', scope), mysql(scope)];
const publicUrl = new PublicUrl('https://shop.example.com');
const secret = new SecretKey('db', 'password');
const required = { HOST: outside.host, PASSWORD: secret };

/** Takes the values of all variables; only the compiler looks at it. */
const values = (given: Values): Values => given;
const optional = (given: Optional): Optional => given;
const resources = (given: Resources): Resources => given;
const source = (given: SecretSource<'username' | 'password'>) => given;
const environment = (given: Environment): Environment => given;
const volumes = (given: CdsVolumes): CdsVolumes => given;
const network = (given: CidrBlock): CidrBlock => given;
const variables = (given: Variables): Variables => given;

/** Expects that a program takes what the compiler takes. */
function expectTaken(given: Optional): void {
  const own = chart();
  const names = Object.keys(typedVariables(own, table, { ...required, ...given }));
  expect({ names, faults: faults(own) }).toEqual({ names: expect.arrayContaining(Object.keys(given)), faults: [] });
}

describe('the compiler', () => {
  test('takes a public URL, and no address that a program dials, where browsers get it', () => {
    expectTaken({ PUBLIC_URL: publicUrl });
    // @ts-expect-error a browser does not reach the cluster's own URLs
    optional({ PUBLIC_URL: api.url('http') });
    // @ts-expect-error a host that is dialled is no URL for browsers
    optional({ PUBLIC_URL: api.host('http') });
    // @ts-expect-error the URL of a service is not for browsers
    optional({ PUBLIC_URL: outside.url() });
    // @ts-expect-error a text may be anything
    optional({ PUBLIC_URL: 'https://shop.example.com' });
  });

  test('takes a URL that is dialled, and no public one, where a program dials', () => {
    expectTaken({ API_URL: api.url('http') });
    expectTaken({ API_URL: outside.url('/v1') });
    // @ts-expect-error a public URL declares no connection
    optional({ API_URL: publicUrl });
    // @ts-expect-error a text declares no connection
    optional({ API_URL: 'http://api:8080' });
    // @ts-expect-error a host is no URL
    optional({ API_URL: api.host('http') });
    // @ts-expect-error a text with addresses need not be a URL
    optional({ API_URL: address`${api.host('http')}` });
  });

  test('takes a host that is dialled, and nothing else, as a host', () => {
    expect(values({ ...required, HOST: api.host('http') }).HOST).toMatchObject({ value: api.hostName });
    // @ts-expect-error a text declares no connection
    values({ ...required, HOST: 'mysql.example.com' });
    // @ts-expect-error a public URL declares no connection
    values({ ...required, HOST: publicUrl });
    // @ts-expect-error a port is no host
    values({ ...required, HOST: api.port('http') });
    // @ts-expect-error a URL is no host
    values({ ...required, HOST: api.url('http') });
  });

  test('takes a number, or a port that is dialled, as a port', () => {
    expectTaken({ PORT: 8080 });
    expectTaken({ PORT: api.port('http') });
    // @ts-expect-error a text is no number
    optional({ PORT: '8080' });
    // @ts-expect-error a host is no port
    optional({ PORT: api.host('http') });
  });

  test('takes a secret from a Secret alone', () => {
    expect(values({ ...required, PASSWORD: secret }).PASSWORD).toBe(secret);
    // @ts-expect-error a secret is never written down
    values({ ...required, PASSWORD: 'swordfish' });
    // @ts-expect-error a ConfigMap keeps no secrets
    values({ ...required, PASSWORD: new ConfigKey('conf', 'password') });
    // @ts-expect-error an object that only looks like a key of a Secret
    values({ ...required, PASSWORD: { secretName: 'db', key: 'password' } });
  });

  test('takes only variables that the program knows', () => {
    expectTaken({ TITLE: 'shop' });
    // @ts-expect-error no such variable
    optional({ TITEL: 'shop' });
    // @ts-expect-error no such variable, also where the table is inferred
    typedVariables(chart(), table, { ...required, TITEL: 'shop' });
  });

  test('takes only the words that the program knows', () => {
    expectTaken({ LEVEL: 'debug' });
    expectTaken({ LEVEL: new ConfigKey('conf', 'level') });
    // @ts-expect-error no such word
    optional({ LEVEL: 'verbose' });
  });

  test('wants all variables without which the program does not start', () => {
    expectTaken({});
    // @ts-expect-error HOST is missing
    values({ PASSWORD: secret });
    // @ts-expect-error PASSWORD is missing
    values({ HOST: outside.host });
    // @ts-expect-error PASSWORD is undefined
    values({ ...required, PASSWORD: undefined });
  });

  test('takes values of the type of their variable', () => {
    expectTaken({ COUNT: 5, ON: true, WAIT: Duration.seconds(5), SIZE: Size.mebibytes(1), NAMES: ['a'] });
    expectTaken({ TITLE: new PodField('metadata.name') });
    // @ts-expect-error a time has a unit
    optional({ WAIT: 5 });
    // @ts-expect-error an amount of storage has a unit
    optional({ SIZE: 1024 });
    // @ts-expect-error a storage is no time
    optional({ WAIT: Size.mebibytes(1) });
    // @ts-expect-error a word is no boolean
    optional({ ON: 'true' });
    // @ts-expect-error a text is no list
    optional({ NAMES: 'a,b' });
    // @ts-expect-error a text is no number
    optional({ COUNT: '5' });
  });

  test('takes no object as a variable of a workload', () => {
    expect(variables({ A: 'a', B: 1, C: api.url('http'), D: secret })).toHaveProperty('D', secret);
    // @ts-expect-error an object is no text
    variables({ A: { b: 1 } });
    // @ts-expect-error undefined would be the text "undefined"
    variables({ A: undefined });
  });

  test('wants the unit of an amount of memory', () => {
    const own = chart();
    containerResources(own, resources({ cpu: '250m', memory: '256Mi', memoryLimit: '1.5Gi', cpuLimit: '2' }));
    expect(faults(own)).toEqual([]);
    // @ts-expect-error 256 bytes would be meant
    resources({ cpu: '250m', memory: '256' });
    // @ts-expect-error decimal units are another amount
    resources({ cpu: '250m', memory: '256M' });
    // @ts-expect-error a number has no unit
    resources({ cpu: '250m', memory: 256 });
    // @ts-expect-error a limit has a unit too
    resources({ cpu: '250m', memory: '256Mi', memoryLimit: '512' });
    // @ts-expect-error CPU has no such unit
    resources({ cpu: '250Mi', memory: '256Mi' });
    // @ts-expect-error memory is missing
    resources({ cpu: '250m' });
  });

  test('wants a network with its prefix length', () => {
    const networks = [{ cidr: network('10.20.0.0/16') }, { cidr: network('2001:db8::/32') }];
    const own = chart();
    new ExternalService(own, 'a', 'A', { host: 'a.example.com', port: 443, networks });
    expect(faults(own)).toEqual([]);
    // @ts-expect-error how large it is is not said
    network('10.20.0.0');
    // @ts-expect-error a host is no network
    network('mysql.example.com');
  });

  test('wants every key of a Secret from its source', () => {
    const existing = { from: 'existing', name: 'db', keys: { username: 'u', password: 'p' } } as const;
    const store = { kind: 'SecretStore', name: 'vault' } as const;
    expect(source(existing)).toBe(existing);
    expect(source({ from: 'written', version: '1' })).toEqual({ from: 'written', version: '1' });
    // @ts-expect-error password is missing
    source({ ...existing, keys: { username: 'u' } });
    // @ts-expect-error password is missing
    source({ from: 'external-secrets', store, keys: { username: { key: 'u' } } });
    // @ts-expect-error no such key is wanted
    source({ ...existing, keys: { username: 'u', password: 'p', token: 't' } });
    // @ts-expect-error what is written has a version
    source({ from: 'written' });
  });

  test('wants every system in an environment', () => {
    expect(Object.keys(environment(production).systems).sort()).toEqual(Object.keys(systems).sort());
    const { 'jobs-api': _, ...others } = production.systems;
    // @ts-expect-error jobs-api is missing
    environment({ ...production, systems: others });
    // @ts-expect-error no such purpose
    environment({ ...production, purpose: 'staging' });
    const { cluster: __, ...unplaced } = production;
    // @ts-expect-error cluster is missing
    environment(unplaced);
  });

  test('wants inmeta and logs on NFS where the media are on the nodes', () => {
    const media = { hostPath: '/srv/media', namespace: 'cds-jobs' };
    const nfs = { size: '1Gi', nfs: { server: 'nfs.example.com', path: '/logs' } } as const;
    const ofClass = { size: '1Gi', storageClass: 'ssd' } as const;
    expect(volumes({ media, inmeta: nfs, logs: nfs })).toHaveProperty('media', media);
    expect(volumes({ media: ofClass, inmeta: ofClass, logs: nfs })).toHaveProperty('media', ofClass);
    // @ts-expect-error a claim belongs to one namespace
    volumes({ media, inmeta: nfs, logs: ofClass });
    // @ts-expect-error a claim belongs to one namespace
    volumes({ media, inmeta: ofClass, logs: nfs });
    // @ts-expect-error the Jobs need a namespace of their own
    volumes({ media: { hostPath: '/srv/media' }, inmeta: nfs, logs: nfs });
  });
});
