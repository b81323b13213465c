import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import type { ClusterSettings } from '../../../lib/core/environment.ts';
import { publicInternet } from '../../../lib/core/networks.ts';
import type { ExternalServiceSettings } from '../../../lib/wiring/external.ts';
import { networkPolicySpec } from '../../../lib/wiring/network-policy.ts';
import type { OutsideSource } from '../../../lib/wiring/target.ts';
import type { Unit } from '../../../lib/wiring/unit.ts';
import { aCluster, anApp, chart } from '../../support/build.ts';
import { mysql, policyOf, unit } from '../../support/units.ts';

type Connect = (unit: Unit) => unknown;

/** The policy of a unit after it was told what it dials. */
function policy(connect: Connect, cluster: Partial<ClusterSettings> = {}) {
  const web = unit('web', chart({ cluster }));
  connect(web);
  return policyOf(web);
}

/** The rules of a unit for what it dials, without that for DNS. */
const egress = (connect: Connect, cluster?: Partial<ClusterSettings>) => policy(connect, cluster).egress?.slice(1);

const peer = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
const pods = (namespace: string, labels: Record<string, string>) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: labels },
});
const dnsPorts = [
  { port: 53, protocol: 'UDP' },
  { port: 53, protocol: 'TCP' },
];

describe('the policy of a unit', () => {
  test('closes both directions where nothing is declared', () => {
    expect(policy(() => {})).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('lets a caller in at the port it dials, and the caller out to that port', () => {
    const scope = chart();
    const [web, db] = [unit('web', scope), unit('db', scope, { ports: { redis: 6379, metrics: 9121 } })];
    web.connect(db.endpoint('redis'), 'REDIS_HOST');
    const ports = [{ port: 6379, protocol: 'TCP' }];
    expect(policyOf(db).ingress).toEqual([{ from: [peer('web')], ports }]);
    expect(policyOf(db).egress).toBeUndefined();
    expect(policyOf(web).egress?.slice(1)).toEqual([{ to: [peer('db')], ports }]);
    expect(policyOf(web).ingress).toBeUndefined();
  });

  test('names the namespace of a unit in another one, in both directions', () => {
    const app = anApp();
    const [web, db] = [unit('web', app.chart('web', 'shop')), unit('db', app.chart('db', 'stores'))];
    web.connect(db.endpoint('http'), 'DB_URL');
    expect(policyOf(web).egress?.[1]?.to).toEqual([pods('stores', { 'app.kubernetes.io/name': 'db' })]);
    expect(policyOf(db).ingress?.[0]?.from).toEqual([pods('shop', { 'app.kubernetes.io/name': 'web' })]);
  });

  test('has the protocol of the port', () => {
    const dns = unit('dns', chart(), { ports: { dns: { number: 53, protocol: 'UDP' } } });
    const web = unit('web', dns);
    web.connect(dns.endpoint('dns'), 'DNS_SERVER');
    expect(policyOf(dns).ingress?.[0]?.ports).toEqual([{ port: 53, protocol: 'UDP' }]);
  });

  test('lets out to the networks of a service outside, without their exceptions, at its port alone', () => {
    const networks = [{ cidr: '10.20.0.0/16' }, publicInternet] as const;
    expect(egress((web) => web.connect(mysql(web, { networks }), 'MYSQL_HOST'))).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.20.0.0/16' } }, { ipBlock: { cidr: '0.0.0.0/0', except: publicInternet.except } }],
        ports: [{ port: 3306, protocol: 'TCP' }],
      },
    ]);
  });

  test('lets out to the API server at all its networks and ports', () => {
    const apiServer = { cidrs: ['10.1.0.0/28', '10.2.0.0/28'], ports: [443, 6443] } as const;
    expect(egress((web) => web.connect('api-server', 'apiAccess'), { apiServer })).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.1.0.0/28' } }, { ipBlock: { cidr: '10.2.0.0/28' } }],
        ports: [
          { port: 443, protocol: 'TCP' },
          { port: 6443, protocol: 'TCP' },
        ],
      },
    ]);
  });

  test('lets the ingress controller in at the exposed port alone', () => {
    const web = unit('web', chart(), { ports: { http: 8080, metrics: 9090 } });
    web.endpoint('http').outside.add('ingress');
    expect(policyOf(web).ingress).toEqual([
      { from: [pods('ingress', { app: 'ingress-controller' })], ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
  });

  test('lets KEDA in at the port it asks: its operator as its Helm chart has it, or as the cluster says', () => {
    const connect: Connect = (web) => web.endpoint('http').outside.add('keda');
    const ports = [{ port: 8080, protocol: 'TCP' }];
    expect(policy(connect).ingress).toEqual([{ from: [pods('keda', { app: 'keda-operator' })], ports }]);
    const keda = { namespace: 'scaling', podLabels: { role: 'operator' } };
    expect(policy(connect, { keda }).ingress).toEqual([{ from: [pods('scaling', { role: 'operator' })], ports }]);
  });

  test('lets Prometheus in at a side port, and nobody else: as its operator labels it, or as the cluster says', () => {
    const connect: Connect = (web) => web.addSidePort('health', 9090, 'prometheus');
    const ports = [{ port: 9090, protocol: 'TCP' }];
    expect(policy(connect).ingress).toEqual([
      { from: [pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' })], ports },
    ]);
    const prometheus = { namespace: 'metrics', podLabels: { role: 'reader' } };
    expect(policy(connect, { prometheus }).ingress).toEqual([{ from: [pods('metrics', { role: 'reader' })], ports }]);
  });

  test('lets networks in at the exposed port', () => {
    expect(
      policy((web) => web.endpoint('http').outside.add({ cidr: '192.0.2.0/24', except: ['192.0.2.7/32'] })).ingress,
    ).toEqual([
      {
        from: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.7/32'] } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test.each<OutsideSource>(['ingress', 'keda', 'prometheus', { cidr: '192.0.2.0/24' }])(
    'lets %j in whether the way in has a name or not',
    (source) => {
      const named = policy((web) => web.endpoint('http').outside.add({ source, name: 'https://shop.example.com' }));
      expect(named.ingress).toHaveLength(1);
      expect(named).toEqual(policy((web) => web.endpoint('http').outside.add(source)));
    },
  );

  test('lets what is dialled at public addresses be the pods of the ingress controller', () => {
    const throughIngress = { port: 443, throughIngress: true } as const;
    const controller = pods('ingress', { app: 'ingress-controller' });
    const ports = [{ port: 443, protocol: 'TCP' }];
    const through = (settings: Partial<ExternalServiceSettings>) =>
      egress((web) => web.connect(mysql(web, { ...throughIngress, ...settings }), 'AUTH_SERVER_URL'));
    expect(through({ networks: [] })).toEqual([{ to: [controller], ports }]);
    expect(through({})).toEqual([{ to: [{ ipBlock: { cidr: '10.20.0.0/16' } }, controller], ports }]);
  });

  test('lets out to DNS where anything is dialled: to the pods most clusters have', () => {
    expect(policy((web) => web.connect(mysql(web), 'MYSQL_HOST')).egress?.[0]).toEqual({
      to: [pods('kube-system', { 'k8s-app': 'kube-dns' })],
      ports: dnsPorts,
    });
  });

  test('lets out to the DNS pods of the cluster where these are others', () => {
    const dns = { namespace: 'dns', podLabels: { app: 'resolver' } };
    expect(policy((web) => web.connect(mysql(web), 'MYSQL_HOST'), { dns }).egress?.[0]).toEqual({
      to: [pods('dns', { app: 'resolver' })],
      ports: dnsPorts,
    });
  });

  test('knows neither API server nor ingress controller where nobody told of the cluster, and stays closed', () => {
    const web = unit('web', new Chart(new App(), 'web', { namespace: 'shop' }));
    web.connect('api-server', 'apiAccess');
    web.endpoint('http').outside.add('ingress');
    expect(policyOf(web)).not.toHaveProperty('egress');
    expect(policyOf(web)).not.toHaveProperty('ingress');
  });

  // a rule with an empty list of peers or ports means all of them
  test.each([
    { cidrs: [], ports: [6443] },
    { cidrs: ['10.1.0.0/28'], ports: [] },
  ] as const)('stays closed where the cluster has the API server at %j', (apiServer) => {
    const web = unit('web', chart());
    web.connect('api-server', 'apiAccess');
    expect(networkPolicySpec(web, { ...aCluster, apiServer })).not.toHaveProperty('egress');
  });

  test('has each rule once, however many variables name the target', () => {
    const connect: Connect = (web) => {
      const outside = mysql(web);
      for (const variable of ['MYSQL_HOST', 'MYSQL_PORT', 'MYSQL_URL']) web.connect(outside, variable);
    };
    expect(egress(connect)).toHaveLength(1);
  });

  test('does not depend on the order in which connections are declared', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const render = (order: readonly string[]) => {
      const scope = chart();
      const units = new Map(names.map((name, index) => [name, unit(name, scope, { ports: { http: 8000 + index } })]));
      const web = unit('web', scope);
      for (const name of order) {
        web.connect(units.get(name)!.endpoint('http'), name);
        units.get(name)?.connect(web.endpoint('http'), name);
      }
      return policyOf(web);
    };
    const sorted = render(names);
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        expect(render(order)).toEqual(sorted);
      }),
      { numRuns: 30 },
    );
  });
});
