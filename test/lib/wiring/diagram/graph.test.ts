import { describe, expect, test } from '@jest/globals';
import { callGraph, type Box } from '../../../../lib/wiring/diagram/graph.ts';
import { Target, type NamedWayIn, type OutsideSource } from '../../../../lib/wiring/target.ts';
import type { Unit } from '../../../../lib/wiring/unit.ts';
import { chart } from '../../../support/build.ts';
import { lonely, webShop, workers } from '../../../support/call-graphs.ts';
import { mysql, unit } from '../../../support/units.ts';

const boxes = (units: readonly Unit[]) => callGraph(units).boxes;
const box = (units: readonly Unit[], heading: string): Box | undefined =>
  boxes(units).find((each) => each.heading === heading);
const calls = (units: readonly Unit[]): string[] =>
  callGraph(units).calls.map(({ from, to, row }) => `${from.heading} > ${to.heading}${row ? ` ${row.text}` : ''}`);

describe('the graph of who calls whom', () => {
  test('has units, what they dial and who reaches them from outside', () => {
    expect(boxes(webShop()).map(({ kind, heading, note }) => [kind, heading, note])).toEqual([
      ['unit', 'web', 'server'],
      ['public', 'https://shop.example.com', 'public'],
      ['unit', 'db', 'Redis'],
      ['outside', 'MySQL', 'outside the cluster'],
      ['outside', 'Kubernetes API', 'of this cluster'],
    ]);
    expect(calls(webShop())).toEqual([
      'https://shop.example.com > web http 8080',
      'web > db redis 6379',
      'web > MySQL mysql.example.com:3306',
      'web > Kubernetes API',
    ]);
  });

  test('has a call once where several variables name the same target', () => {
    const scope = chart();
    const web = unit('web', scope);
    for (const variable of ['MYSQL_HOST', 'MYSQL_PORT']) web.connect(mysql(scope), variable);
    expect(calls([web])).toEqual(['web > MySQL mysql.example.com:3306']);
  });

  test('has calls to two ports of one unit apart, and names UDP', () => {
    const scope = chart();
    const ports = { http: 8080, dns: { number: 53, protocol: 'UDP' } } as const;
    const [web, other] = [unit('web', scope), unit('other', scope, { ports })];
    for (const port of ['http', 'dns']) web.connect(other.endpoint(port), 'OTHER');
    expect(calls([web, other])).toEqual(['web > other http 8080', 'web > other dns 53/UDP']);
  });

  test('says of a unit that it dials itself, and has no call for it', () => {
    const web = unit('web');
    web.connect(web.endpoint('http'), 'SELF_URL');
    expect(box([web], 'web')?.note).toBe('server, dials itself');
    expect(calls([web])).toEqual([]);
  });

  test('knows services outside by title and address: one title at two hosts is two', () => {
    const scope = chart();
    const web = unit('web', scope);
    for (const host of ['a.example.com', 'b.example.com']) web.connect(mysql(scope, { host }), 'MYSQL_HOST');
    expect(
      boxes([web])
        .flatMap(({ kind, rows }) => (kind === 'outside' ? rows : []))
        .map(({ text }) => text),
    ).toEqual(['a.example.com:3306', 'b.example.com:3306']);
  });

  test('has what is dialled but is neither unit nor service outside by its title', () => {
    const web = unit('web');
    class Bus extends Target {
      readonly title = 'message bus';
    }
    web.connect(new Bus(), 'BUS');
    expect(box([web], 'message bus')).toMatchObject({ kind: 'outside', rows: [] });
  });

  test('has units of other systems outside, whether they dial or are dialled', () => {
    const [web, reports, billing] = [
      unit('web'),
      unit('reports', chart({ namespace: 'reports' })),
      unit('billing', chart({ namespace: 'billing' })),
    ];
    web.connect(reports.endpoint('http'), 'REPORTS_URL');
    billing.connect(web.endpoint('http'), 'WEB_URL');
    expect(box([web], 'reports')).toMatchObject({ kind: 'outside', note: 'server, in namespace reports' });
    expect(box([web], 'reports')).not.toHaveProperty('namespace');
    expect(calls([web])).toEqual(['billing > web http 8080', 'web > reports http 8080']);
  });
});

describe('who reaches a port from outside', () => {
  const reached = (way: OutsideSource | NamedWayIn): Box | undefined => {
    const web = unit('web');
    web.endpoint('http').outside.add(way);
    return boxes([web]).find(({ heading }) => heading !== 'web');
  };

  test.each([
    ['a public URL', { source: 'ingress', name: 'https://shop.example.com' }, 'https://shop.example.com', 'public'],
    ['a node port', { source: { cidr: '0.0.0.0/0' }, name: 'node port 30500' }, 'node port 30500', 'public'],
    ['an ingress controller', 'ingress', 'ingress controller', 'public'],
    ['a network', { cidr: '192.0.2.0/24' }, '192.0.2.0/24', 'public'],
    [
      'a network with exceptions',
      { cidr: '192.0.2.0/24', except: ['192.0.2.7/32', '192.0.2.8/32'] },
      '192.0.2.0/24',
      'public, except 192.0.2.7/32, 192.0.2.8/32',
    ],
  ] as const)('is %s', (_, way, heading, note) => {
    expect(reached(way)).toMatchObject({ kind: 'public', heading, note });
  });

  test.each([
    ['keda', 'KEDA'],
    ['prometheus', 'Prometheus'],
  ] as const)('of the cluster itself is not called public: %s', (way, heading) => {
    expect(reached(way)).toMatchObject({ kind: 'outside', heading });
  });

  test('is not drawn at a side port, where nobody does the work of the system', () => {
    const web = unit('web');
    web.addSidePort('health', 9090, 'prometheus');
    expect(boxes([web]).map(({ heading, rows }) => [heading, rows.map(({ text }) => text)])).toEqual([
      ['web', ['http 8080']],
    ]);
  });
});

describe('units that dial the same', () => {
  const groups = (units: readonly Unit[]): (readonly string[])[] =>
    boxes(units).flatMap(({ members }) => (members.length > 0 ? [members] : []));

  test('share a box that says how many they are and names them all, in the order they were declared', () => {
    expect(box(workers(3), '3 queue workers')).toMatchObject({ members: ['worker-0', 'worker-1', 'worker-2'] });
    expect(calls(workers(3))).toEqual(['3 queue workers > queue redis 6379']);
  });

  test('share a box where they dial nobody, too', () => {
    expect(groups(lonely(6))).toEqual([
      ['lonely-0', 'lonely-3'],
      ['lonely-1', 'lonely-2', 'lonely-4', 'lonely-5'],
    ]);
  });

  test('share one whatever the order in which they name what they dial', () => {
    const scope = chart();
    const [a, b] = [unit('a', scope), unit('b', scope)];
    a.connect('api-server', 'apiAccess');
    for (const each of [a, b]) each.connect(mysql(scope), 'MYSQL_HOST');
    b.connect('api-server', 'apiAccess');
    expect(groups([a, b])).toEqual([['a', 'b']]);
  });

  test.each<[string, (queue: Unit, first: Unit) => void]>([
    ['one dials something else', (_, first) => first.connect('api-server', 'apiAccess')],
    ['one is dialled', (queue, first) => queue.connect(first.endpoint('http'), 'URL')],
    ['the outside reaches one', (_, first) => first.endpoint('http').outside.add('ingress')],
  ])('do not share a box when %s', (_, change) => {
    const scope = chart();
    const [queue, first, second] = [unit('queue', scope), unit('first', scope), unit('second', scope)];
    for (const each of [first, second]) each.connect(queue.endpoint('http'), 'QUEUE_URL');
    change(queue, first);
    expect(groups([queue, first, second])).toEqual([]);
  });

  test('do not share a box with units of another part, port or namespace', () => {
    const scope = chart();
    const units = [
      unit('server', scope),
      unit('singleton', scope, { component: 'singleton' }),
      unit('grpc', scope, { ports: { grpc: 8080 } }),
      unit('elsewhere', chart({ namespace: 'other' })),
    ];
    expect(groups(units)).toEqual([]);
  });
});

test('a graph of no units is empty', () => {
  expect(callGraph([])).toEqual({ boxes: [], calls: [] });
});
