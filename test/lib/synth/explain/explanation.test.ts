import { describe, expect, test } from '@jest/globals';
import { ConfigFiles } from '../../../../lib/config/config-files.ts';
import { SecretReference, SecretKey, type SecretSource } from '../../../../lib/config/secrets.ts';
import { typedVariables } from '../../../../lib/config/typed-variables.ts';
import { describeVariables } from '../../../../lib/config/variable-descriptions.ts';
import { PodField, PublicText, type Variable, type Variables } from '../../../../lib/config/variables.ts';
import type { VariableTable } from '../../../../lib/contract/variables.ts';
import { SystemApp } from '../../../../lib/core/system-app.ts';
import { explain, type ExplainedVariable } from '../../../../lib/synth/explain/explanation.ts';
import { unitsOf } from '../../../../lib/synth/explain/units.ts';
import { address, DialledPublicUrl, PublicUrl } from '../../../../lib/wiring/address.ts';
import { ExternalService } from '../../../../lib/wiring/external.ts';
import type { Server } from '../../../../lib/workloads/server.ts';
import { anEnvironment } from '../../../support/build.ts';
import { runOnce, server } from '../../../support/workloads.ts';

/** A shop with a database, public at `https://shop.example.com`, as the environment file has it. */
function shop(settings: object = {}, environment = 'test'): { readonly app: SystemApp; readonly db: Server } {
  const withSystems = { ...anEnvironment({ environment }), systems: { shop: settings, mail: { sender: 'mail' } } };
  const app = new SystemApp(withSystems, 'shop');
  const db = server({ ports: { sql: 5432 } }, app.chart('db', 'shop'), 'db');
  const exposure = { host: 'shop.example.com', tls: { secretName: 'shop-tls' } };
  server({ exposure }, app.chart('pages', 'shop'), 'pages');
  return { app, db };
}

/** All that is explained of the unit `web` in Apps. */
async function explained(...apps: readonly SystemApp[]): Promise<readonly ExplainedVariable[]> {
  const { variables } = await explain(apps.flatMap(unitsOf).filter(({ key }) => key === 'web'));
  return variables;
}

/** Where the value of a variable comes from that the unit `web` is given. */
async function sourceOf(
  { app }: { readonly app: SystemApp },
  variable: Variable,
  props: Partial<Parameters<typeof server>[0]> = {},
): Promise<ExplainedVariable['values'][number] | undefined> {
  server({ ...props, variables: { A: variable } }, app.chart('web', 'shop'));
  const [first] = await explained(app);
  return first?.values[0];
}

const from = (kind: string, text: string) => expect.objectContaining({ from: { kind, text } });

describe('the source of a value', () => {
  test('is the unit whose address it is', async () => {
    const fleet = shop();
    expect(await sourceOf(fleet, fleet.db.host('sql'))).toEqual({
      environment: 'test',
      value: 'db.shop.svc.cluster.local',
      from: { kind: 'address', text: 'address of db, port sql' },
    });
  });

  test('is all that a text has the addresses of', async () => {
    const fleet = shop();
    const outside = new ExternalService(fleet.app, 'redis', 'Redis', {
      host: 'redis.example.com',
      port: 6379,
      networks: [{ cidr: '10.0.0.0/8' }],
    });
    expect(await sourceOf(fleet, address`${fleet.db.host('sql')}:${outside.port}`)).toEqual(
      from('address', 'address of db, port sql and Redis, outside the cluster'),
    );
  });

  test.each([
    ['a URL', new PublicUrl('https://shop.example.com/v1'), 'public address of pages'],
    [
      'one that is dialled too',
      new DialledPublicUrl(new PublicUrl('https://shop.example.com'), []),
      'public address of pages',
    ],
    ['the host in a list', 'https://a.example.com,https://shop.example.com', 'public address of pages'],
    ['the host in a regular expression', String.raw`^https:\/\/shop\.example\.com$`, 'public address of pages'],
    ['a URL of nobody here', new PublicUrl('https://blog.example.com'), 'a public address'],
  ])('is the unit whose public address it is: %s', async (_what, variable, text) => {
    expect(await sourceOf(shop(), variable)).toEqual(from('address', text));
  });

  test('is no unit whose host is a part of it only', async () => {
    expect(await sourceOf(shop(), 'https://my-shop.example.com')).toEqual(from('system', 'set by the system shop'));
  });

  test('is the Secret, of whose value nothing is known', async () => {
    expect(await sourceOf(shop(), new SecretKey('by-hand', 'token'))).toEqual({
      environment: 'test',
      value: 'Secret by-hand, key token',
      from: { kind: 'secret', text: 'a Secret' },
    });
  });

  test.each<[SecretSource<string>, string]>([
    [{ from: 'written', version: '1' }, 'SHOP_LOGIN_TOKEN in secrets/test.env'],
    [{ from: 'existing', name: 'login', keys: { token: 'token' } }, 'a Secret that exists in the cluster'],
    [
      {
        from: 'external-secrets',
        store: { kind: 'SecretStore', name: 'vault' },
        keys: { token: { key: 'shop/login' } },
      },
      'SecretStore vault, shop/login',
    ],
  ])('is where the Secret has it from: %j', async (source, text) => {
    const fleet = shop();
    const chart = fleet.app.chart('secrets', 'shop');
    const secret = new SecretReference(chart, 'login', { name: 'login', unit: 'web', keys: ['token'], source });
    expect(await sourceOf(fleet, secret.key('token'))).toEqual(from('secret', text));
  });

  test('is the ConfigMap, or a field of the pod', async () => {
    const fleet = shop();
    const files = new ConfigFiles(fleet.app.chart('files', 'shop'), 'files', { name: 'files', files: { a: 'b' } });
    expect(await sourceOf(fleet, files.key('a'))).toMatchObject({
      value: `ConfigMap ${files.configMapName}, key a`,
      from: { kind: 'config-map' },
    });
    expect(await sourceOf(shop(), new PodField('metadata.name'))).toMatchObject({
      value: 'metadata.name',
      from: { kind: 'pod' },
    });
  });

  test.each(['/etc/app/a', '/etc/app/deeper/a'])(
    'is the ConfigMap that is mounted where a path leads: %s',
    async (path) => {
      const fleet = shop();
      const files = new ConfigFiles(fleet.app.chart('files', 'shop'), 'files', { name: 'files', files: { a: 'b' } });
      expect(await sourceOf(fleet, path, { mounts: { '/etc/app': files } })).toEqual(
        from('config-map', `a file: ConfigMap ${files.configMapName}, key ${path.slice('/etc/app/'.length)}`),
      );
    },
  );

  test.each([
    ['where it has the text', { mail: { from: 'us@example.com' } }, 'us@example.com', 'shop.mail.from'],
    ['in each place', { x: 'text', y: ['text'] }, 'text', 'shop.x or shop.y.0'],
    ['in the place that is called as the variable is', { namespace: 'text', a: 'text' }, 'text', 'shop.a'],
    ['what is no secret', { key: 'pk_live' }, new PublicText('pk_live'), 'shop.key'],
    [
      'where it gives the variable itself',
      { servers: { web: { variables: { A: 7 } } } },
      7,
      'shop.servers.web.variables.A',
    ],
  ])('is the environment file, %s', async (_what, settings, variable, path) => {
    expect(await sourceOf(shop(settings), variable)).toEqual(from('environment', `environments/test.ts, ${path}`));
  });

  test.each<[string, object, Variable]>([
    ['of another system', {}, 'mail'],
    ['that is too short to mean anything', { a: 'no' }, 'no'],
    ['that is a number', { replicas: 3 }, 3],
    ['that is given to another unit', { servers: { db: { variables: { A: true } } } }, true],
  ])('is not the environment file for a text %s', async (_what, settings, variable) => {
    expect(await sourceOf(shop(settings), variable)).toEqual(from('system', 'set by the system shop'));
  });
});

describe('an explained variable', () => {
  const table = {
    COLOUR: { type: 'text', meaning: 'of the page', oneOf: ['red', 'blue'], default: 'red' },
    DB_HOST: { type: 'host', meaning: 'where the database is' },
    PASSWORD: { type: 'text', meaning: 'of the user', secret: true },
    SIZE: { type: 'integer', meaning: 'in rows', maximum: 9 },
  } as const satisfies VariableTable;

  async function ofTable(own: Variables = {}): Promise<ReadonlyMap<string, ExplainedVariable>> {
    const { app, db } = shop();
    const chart = app.chart('web', 'shop');
    const given = { DB_HOST: db.host('sql'), PASSWORD: new SecretKey('login', 'password') };
    server({ variables: { ...typedVariables(chart, table, given), ...own } }, chart);
    return new Map((await explained(app)).map((variable) => [variable.name, variable]));
  }

  test('has what the table says of it', async () => {
    expect((await ofTable()).get('COLOUR')).toEqual({
      name: 'COLOUR',
      group: 'default',
      type: 'text',
      takes: 'one of "red", "blue"',
      meaning: 'of the page',
      defaults: { test: 'red' },
      values: [{ environment: 'test', value: 'red', from: { kind: 'default', text: "the program's default" } }],
      agreements: [],
      notes: [],
      source: null,
    });
  });

  test('has no value where nothing gives it one', async () => {
    expect((await ofTable()).get('SIZE')?.values).toEqual([
      { environment: 'test', value: null, from: { kind: 'none', text: 'not set' } },
    ]);
  });

  test('is there although no table has it', async () => {
    expect((await ofTable({ OTHER: 'x' })).get('OTHER')).toMatchObject({ type: null, takes: null, meaning: null });
  });

  test('stands in the group of what it holds', async () => {
    const groups = [...(await ofTable({ OTHER: 'x' })).values()].map(({ name, group }) => [name, group]);
    expect(Object.fromEntries(groups)).toEqual({
      COLOUR: 'default',
      DB_HOST: 'dialled',
      OTHER: 'setting',
      PASSWORD: 'secret',
      SIZE: 'default',
    });
  });

  test('is explained by what its construct says of values that no composition gives', async () => {
    const { app } = shop({ mode: 'development' });
    const chart = app.chart('web', 'shop');
    describeVariables(chart, () => ({ MODE: { spec: { type: 'text', meaning: 'how' }, origin: 'its own word' } }));
    server({ variables: { MODE: 'development' } }, chart);
    expect((await explained(app))[0]?.values).toEqual([from('system', 'its own word')]);
  });

  test('has the values of those that have to agree, where they are given', async () => {
    const spec = { type: 'text', meaning: 'how' } as const;
    const agreements = [{ rule: 'equal', values: ['web/A', 'pages/B', 'nobody/C'] }];
    const build = (environment: string): SystemApp => {
      const { app } = shop({}, environment);
      const chart = app.chart('web', 'shop');
      describeVariables(chart, () => ({ A: { spec, agreements } }));
      server({ variables: { A: environment } }, chart);
      if (environment === 'one') server({ variables: { B: 'b' } }, app.chart('pages-2', 'shop'), 'pages-2');
      const pages = unitsOf(app).find(({ key }) => key === 'pages');
      if (environment === 'two') pages?.workload.addVariables({ B: 'two' });
      return app;
    };
    const [variable] = await explained(build('one'), build('two'));
    expect(variable?.agreements).toEqual([
      {
        rule: 'equal',
        with: [
          { variable: 'pages B', values: [expect.objectContaining({ environment: 'two', value: 'two' })] },
          { variable: 'nobody C', values: [] },
        ],
      },
    ]);
  });

  test('names who has a Secret of its own from the same entry of a store', async () => {
    const { app } = shop();
    const store = { kind: 'SecretStore', name: 'vault' } as const;
    const addUnit = (unit: string, key: string): void => {
      const chart = app.chart(unit, 'shop');
      const source = { from: 'external-secrets', store, keys: { password: { key } } } as const;
      const reference = new SecretReference(chart, 'login', { name: 'login', unit, keys: ['password'], source });
      server({ variables: { PASSWORD: reference.key('password') } }, chart, unit);
    };
    addUnit('web', 'shop/login');
    addUnit('api', 'shop/login');
    addUnit('admin', 'shop/admin');
    const [variable] = await explained(app);
    expect(variable?.agreements.flatMap((each) => each.with.map(({ variable: name }) => name))).toEqual([
      'api PASSWORD',
    ]);
  });

  test('names who reads the same key of a Secret, but for Jobs', async () => {
    const { app, db } = shop();
    const key = new SecretKey('login', 'password');
    server({ variables: { A: key, B: new SecretKey('login', 'other') } }, app.chart('web', 'shop'));
    db.addVariables({ PASSWORD: key, OTHER: 'x' });
    runOnce({ variables: { A: key } }, app.chart('job', 'shop'), 'job');
    const [a, b] = await explained(app);
    expect(a?.agreements).toMatchObject([{ rule: 'read from the same key', with: [{ variable: 'db PASSWORD' }] }]);
    expect(b?.agreements).toEqual([]);
  });
});
