import type { Geometry } from '../../lib/wiring/diagram/geometry.ts';
import { callGraph, type Box } from '../../lib/wiring/diagram/graph.ts';
import { layout } from '../../lib/wiring/diagram/layout.ts';
import { ExternalService } from '../../lib/wiring/external.ts';
import type { Unit } from '../../lib/wiring/unit.ts';
import { anApp, chart } from './build.ts';
import { mysql, unit } from './units.ts';

/** The diagram of units in its final layout; the system is called `shop`. */
export const layoutOf = async (units: readonly Unit[]): Promise<Geometry> => layout('shop', callGraph(units));

/** The box of a unit that dials nothing. */
export const boxOf = (id: string, rows: Box['rows'] = []): Box => ({
  id,
  kind: 'unit',
  heading: id,
  isName: true,
  note: '',
  members: [],
  dials: [],
  rows,
});

/** A web server that the outside reaches, and what it dials: a Redis, a MySQL outside and the API server. */
export function webShop(): Unit[] {
  const scope = chart();
  const [web, db] = [unit('web', scope), unit('db', scope, { component: 'redis', ports: { redis: 6379 } })];
  web.connect(db.endpoint('redis'), 'REDIS_HOST');
  web.connect(mysql(scope), 'MYSQL_HOST');
  web.connect('api-server', 'apiAccess');
  web.endpoint('http').outside.add({ source: 'ingress', name: 'https://shop.example.com' });
  return [web, db];
}

/** Queue workers `worker-0`, `worker-1` and so on, which all dial one queue. */
export function workers(count: number): Unit[] {
  const scope = chart();
  const queue = unit('queue', scope, { component: 'redis', ports: { redis: 6379 } });
  const all = Array.from({ length: count }, (_, index) =>
    unit(`worker-${index}`, scope, { component: 'queue-worker', ports: {} }),
  );
  for (const worker of all) worker.connect(queue.endpoint('redis'), 'REDIS_HOST');
  return [queue, ...all];
}

/** Servers of which each dials the next, and the last one the first. */
export function ring(length: number): Unit[] {
  const scope = chart();
  const all = Array.from({ length }, (_, index) => unit(`server-${index}`, scope));
  for (const [index, each] of all.entries()) each.connect(all[(index + 1) % length]!.endpoint('http'), 'NEXT_URL');
  return all;
}

/** Two units that both dial the same two services outside: at one side of them these calls would cross. */
export function twoByTwo(): Unit[] {
  const scope = chart();
  const both = [
    unit('reaper', scope, { component: 'singleton', ports: {} }),
    unit('responder', scope, { component: 'queue-worker', ports: {} }),
  ];
  for (const each of both) {
    each.connect(mysql(scope), 'MYSQL_HOST');
    each.connect('api-server', 'apiAccess');
  }
  return both;
}

/** Units with names as long as Kubernetes allows, and with everything else as long as it gets. */
export function longNames(): Unit[] {
  const scope = chart();
  const name = 'recommendation-engine-feature-store-synchronisation-worker-eu-1';
  const [first, second] = [
    unit('a'.repeat(63), scope),
    unit(name, scope, { ports: { http: 8080, 'grpc-internal-x': 65_535, dns: { number: 53, protocol: 'UDP' } } }),
  ];
  const partner = new ExternalService(scope, 'partner', 'The "big" partner <of ours> & others, long as it is', {
    host: `${'x'.repeat(60)}.${'y'.repeat(60)}.example.com`,
    port: 443,
    networks: [{ cidr: '10.0.0.0/8' }],
  });
  first.connect(second.endpoint('grpc-internal-x'), 'GRPC_HOST');
  first.connect(second.endpoint('dns'), 'DNS_HOST');
  for (const each of [first, second]) {
    each.connect(partner, 'PARTNER_URL');
    each.connect('api-server', 'apiAccess');
  }
  second.endpoint('http').outside.add({
    source: 'ingress',
    name: 'https://recommendations.internal.example.com/feature-store/v1/synchronise',
  });
  second.endpoint('http').outside.add('keda');
  second.endpoint('dns').outside.add({ cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16'] });
  return [first, second];
}

/** Three namespaces that dial one another in a circle, and a unit of another system that dials and is dialled. */
export function namespaces(): Unit[] {
  const app = anApp();
  const [front, back, data] = ['front', 'back', 'data'].map((name) => app.chart(name, name));
  const [web, api, db] = [unit('web', front), unit('api', back), unit('db', data)];
  web.connect(api.endpoint('http'), 'API_URL');
  api.connect(db.endpoint('http'), 'DB_URL');
  db.connect(web.endpoint('http'), 'EVENTS_URL');
  const reporting = unit('reporting', chart({ namespace: 'reports' }));
  reporting.connect(db.endpoint('http'), 'DB_URL');
  web.connect(reporting.endpoint('http'), 'REPORTS_URL');
  return [web, api, db];
}

/** Forty units, each dialled by one or two earlier ones, some of which dial a database outside, and a few of which dial back. */
export function forty(): Unit[] {
  const scope = chart();
  const all = Array.from({ length: 40 }, (_, index) =>
    unit(`service-${index}`, scope, { component: index % 4 === 3 ? 'queue-worker' : 'server' }),
  );
  const database = mysql(scope);
  for (const [index, each] of all.entries()) {
    if (index > 0) all[Math.floor(index / 3)]!.connect(each.endpoint('http'), 'URL');
    if (index % 6 === 5) all[index - 4]!.connect(each.endpoint('http'), 'OTHER_URL');
    if (index % 10 === 0) each.connect(database, 'MYSQL_HOST');
  }
  all[39]!.connect(all[0]!.endpoint('http'), 'BACK_URL');
  return all;
}

/** Units that nobody dials and that dial nobody. */
export function lonely(count: number): Unit[] {
  const scope = chart();
  return Array.from({ length: count }, (_, index) =>
    unit(`lonely-${index}`, scope, index % 3 === 0 ? {} : { component: 'queue-worker', ports: {} }),
  );
}
