import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { ClusterUrl, DialledHost, DialledPort } from '../../../lib/wiring/address.ts';
import { unitsIn, type UnitProps } from '../../../lib/wiring/unit.ts';
import { anApp, chart, faults, object } from '../../support/build.ts';
import { mysql, unit } from '../../support/units.ts';

function refusals(name: string, props: Partial<UnitProps> = {}): string[] {
  const scope = chart();
  unit(name, scope, props);
  return faults(scope);
}

const portRefusal = (name: string, got: unknown): string =>
  `test/shop/web/a: ports.${name}: got ${Number.isNaN(got) ? 'NaN' : JSON.stringify(got)}; expected a name of at most 15 lower-case letters, digits ` +
  'and dashes, and a number from 1 to 65535, such as { http: 8080 }; correct the port [ERR_PORT]';

describe('a unit', () => {
  test('has a NetworkPolicy of its own name', () => {
    const scope = chart();
    unit('api', scope);
    expect(object(scope, 'NetworkPolicy').metadata).toMatchObject({ name: 'api', namespace: 'shop' });
  });

  test('has the namespace of its chart', () => {
    expect(unit('api', chart({ namespace: 'orders' })).namespace).toBe('orders');
  });

  test('needs no ports', () => {
    const worker = unit('worker', chart(), { ports: undefined });
    expect([...worker.endpoints]).toEqual([]);
    expect(faults(Chart.of(worker))).toEqual([]);
  });

  test('listens at TCP ports unless another protocol is said', () => {
    const api = unit('api', chart(), { ports: { http: 8080, dns: { number: 53, protocol: 'UDP' } } });
    expect(api.endpoint('http')).toMatchObject({ unit: api, name: 'http', number: 8080, protocol: 'TCP' });
    expect(api.endpoint('dns')).toMatchObject({ unit: api, name: 'dns', number: 53, protocol: 'UDP' });
  });

  test.each(['Api', 'api_1', '', 'a'.repeat(64)])('fails when its name is %j', (name) => {
    const scope = chart();
    unit('a', scope, { name });
    expect(faults(scope)).toEqual([
      `test/shop/web/a: name: got ${JSON.stringify(name)}; expected at most 63 lower-case letters, digits and dashes, ` +
        'such as "worker-update"; rename it [ERR_NAME]',
    ]);
  });

  test.each(['a', 'http', 'http-2', '2h', 'a'.repeat(15)])('may call a port %s', (port) => {
    expect(refusals('a', { ports: { [port]: 8080 } })).toEqual([]);
  });

  // https://www.rfc-editor.org/rfc/rfc6335#section-5.1
  test.each(['', 'Http', '80', 'a_b', '-a', 'a-', 'a--b', 'a'.repeat(16)])('fails when a port is called %j', (port) => {
    expect(refusals('a', { ports: { [port]: 8080 } })).toEqual([portRefusal(port, 8080)]);
  });

  test.each([1, 65535])('may listen at %d', (number) => {
    expect(refusals('a', { ports: { http: number } })).toEqual([]);
  });

  test.each([0, 65536, 80.5, -1, Number.NaN])('fails when a port is %d', (number) => {
    expect(refusals('a', { ports: { http: number } })).toEqual([portRefusal('http', number)]);
    expect(refusals('a', { ports: { http: { number, protocol: 'UDP' } } })).toEqual([portRefusal('http', number)]);
  });
});

describe('two ports of a unit', () => {
  test('may have one number where their protocols differ', () => {
    expect(refusals('a', { ports: { dns: 53, 'dns-udp': { number: 53, protocol: 'UDP' } } })).toEqual([]);
  });

  test('fails when they have one number and one protocol', () => {
    expect(refusals('a', { ports: { http: 8080, metrics: { number: 8080, protocol: 'TCP' } } })).toEqual([
      'test/shop/web/a: ports.metrics: got 8080; expected a number that no other port has; "http" has it already; ' +
        'correct one of them, or leave one out [ERR_PORT]',
    ]);
  });
});

describe('the address of a unit', () => {
  const api = unit('api', chart());
  const targets = [api.endpoint('http')];

  test('is the name of its Service in the default domain', () => {
    expect(api.hostName).toBe('api.shop.svc.cluster.local');
  });

  test('is in the domain of its cluster', () => {
    expect(unit('api', chart({ cluster: { domain: 'example.internal' } })).hostName).toBe(
      'api.shop.svc.example.internal',
    );
  });

  test('is in the default domain where nobody told of the cluster', () => {
    const scope = new Chart(new App(), 'web', { namespace: 'shop' });
    expect(unit('api', scope).hostName).toBe('api.shop.svc.cluster.local');
  });

  test('as URL has the name of the port as its scheme', () => {
    expect(api.url('http')).toBeInstanceOf(ClusterUrl);
    expect(api.url('http')).toMatchObject({ value: 'http://api.shop.svc.cluster.local:8080', targets });
    expect(api.url('http', '/v1').value).toBe('http://api.shop.svc.cluster.local:8080/v1');
  });

  test('as URL has the same port where the path is written without a slash', () => {
    expect(api.url('http', 'v1').value).toBe('http://api.shop.svc.cluster.local:8080/v1');
  });

  test('as host and port declares who is dialled', () => {
    expect(api.host('http')).toBeInstanceOf(DialledHost);
    expect(api.host('http')).toMatchObject({ value: 'api.shop.svc.cluster.local', targets });
    expect(api.port('http')).toBeInstanceOf(DialledPort);
    expect(api.port('http')).toMatchObject({ value: '8080', targets });
  });

  test.each<[Record<string, number> | undefined, string, string]>([
    [{ http: 8080, metrics: 9090 }, '"http", "metrics"', 'declare the port or correct its name'],
    [undefined, 'there are none', 'dial another unit, or make this one a Server or a Singleton, which declare ports'],
  ])('fails when it names a port that %j does not declare', (ports, declared, remedy) => {
    for (const use of ['url', 'host', 'port', 'endpoint'] as const) {
      const scope = chart();
      unit('api', scope, { ports })[use]('https');
      expect(faults(scope)).toEqual([
        `test/shop/web/api: ports: got "https"; expected one of the declared ports: ${declared}; ${remedy} [ERR_PORT]`,
      ]);
    }
  });
});

describe('the connections of a unit', () => {
  test('are told with their reason, in the order of declaration, and make it a caller', () => {
    const scope = chart();
    const [web, api] = [unit('web', scope), unit('api', scope)];
    const outside = mysql(scope);
    web.connect(api.endpoint('http'), 'API_URL');
    web.connect(outside, 'MYSQL_HOST');
    web.connect('api-server', 'apiAccess');
    expect(web.connections).toEqual([
      { target: api.endpoint('http'), via: 'API_URL' },
      { target: outside, via: 'MYSQL_HOST' },
      { target: 'api-server', via: 'apiAccess' },
    ]);
    expect([...api.endpoint('http').callers]).toEqual([web]);
    expect([...web.endpoint('http').callers]).toEqual([]);
  });

  test('are taken back with their reason, and only those', () => {
    const scope = chart();
    const [web, api, db] = [unit('web', scope), unit('api', scope), unit('db', scope)];
    web.connect(api.endpoint('http'), 'API_URL');
    web.connect(db.endpoint('http'), 'DB_URL');
    web.disconnect('API_URL');
    expect(web.connections).toEqual([{ target: db.endpoint('http'), via: 'DB_URL' }]);
    expect([...api.endpoint('http').callers]).toEqual([]);
    expect([...db.endpoint('http').callers]).toEqual([web]);
  });

  test('stay where another reason for them is left', () => {
    const scope = chart();
    const [web, api] = [unit('web', scope), unit('api', scope)];
    for (const variable of ['API_HOST', 'API_PORT']) web.connect(api.endpoint('http'), variable);
    web.disconnect('API_HOST');
    expect(web.connections.map(({ via }) => via)).toEqual(['API_PORT']);
    expect([...api.endpoint('http').callers]).toEqual([web]);
  });

  test('count in the policy also where they are declared last of all', () => {
    const scope = chart();
    const [web, api] = [unit('web', scope), unit('api', scope)];
    web.connect(api.endpoint('http'), 'API_URL');
    expect(object(scope, 'NetworkPolicy', 'api')).toHaveProperty('spec.ingress.length', 1);
  });
});

describe('the units of a tree', () => {
  test('are all, in the order in which they were made', () => {
    const app = anApp();
    const [web, api] = [unit('web', app.chart('web', 'shop')), unit('api', app.chart('api', 'shop'))];
    expect(unitsIn(app)).toEqual([web, api]);
    expect(unitsIn(Chart.of(api))).toEqual([api]);
    expect(unitsIn(chart())).toEqual([]);
  });
});
