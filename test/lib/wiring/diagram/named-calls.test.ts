import { describe, expect, jest, test } from '@jest/globals';
import { misleading } from '../../../../lib/wiring/diagram/geometry.ts';
import { callGraph, type CallGraph } from '../../../../lib/wiring/diagram/graph.ts';
import { layout } from '../../../../lib/wiring/diagram/layout.ts';
import { withNamedCalls } from '../../../../lib/wiring/diagram/named-calls.ts';
import { svgDocument } from '../../../../lib/wiring/diagram/svg.ts';
import { ExternalService } from '../../../../lib/wiring/external.ts';
import type { Unit } from '../../../../lib/wiring/unit.ts';
import { chart } from '../../../support/build.ts';
import { webShop, workers } from '../../../support/call-graphs.ts';
import { shown } from '../../../support/svg.ts';
import { mysql, unit } from '../../../support/units.ts';

jest.setTimeout(60_000);

const named = (units: readonly Unit[]): CallGraph => withNamedCalls(callGraph(units));
const box = (graph: CallGraph, heading: string) => graph.boxes.find((each) => each.heading === heading)!;
const lines = ({ calls }: CallGraph): string[] => calls.map(({ from, to }) => `${from.heading} > ${to.heading}`);

/** Servers that the outside reaches; each dials the next, the first three a MySQL and a metrics port, and two a cache. */
function busy(count: number): Unit[] {
  const scope = chart();
  const metrics = unit('metrics', scope, { ports: { metrics: { number: 8125, protocol: 'UDP' }, admin: 8126 } });
  const cache = unit('cache', scope, { component: 'redis', ports: { redis: 6379 } });
  const servers = Array.from({ length: count }, (_, index) => unit(`server-${index}`, scope));
  for (const [index, server] of servers.entries()) {
    const name = `https://${index}.example.com`;
    server.endpoint('http').outside.add({ source: 'ingress', name });
    const next = servers[index + 1];
    if (next) server.connect(next.endpoint('http'), 'NEXT_URL');
    if (index < 3) server.connect(mysql(scope), 'MYSQL_HOST');
    if (index < 3) server.connect(metrics.endpoint('metrics'), 'METRICS_HOST');
    if (index < 2) server.connect(cache.endpoint('redis'), 'REDIS_HOST');
  }
  return [...servers, metrics, cache];
}

describe('in a diagram of many calls', () => {
  test('what three boxes dial is named in them and has no line, what two dial has', () => {
    const graph = named(busy(15));
    for (const name of ['server-0', 'server-1', 'server-2'])
      expect(box(graph, name).dials.map((dial) => dial.name)).toEqual(['→ MySQL', '→ metrics 8125/UDP']);
    expect(box(graph, 'server-3').dials).toEqual([]);
    expect(lines(graph).filter((line) => /MySQL|metrics/.test(line))).toEqual([]);
    expect(lines(graph)).toEqual(expect.arrayContaining(['server-0 > cache', 'server-1 > cache']));
  });

  test('what is dialled says by how many, at the port', () => {
    const { rows } = box(named(busy(15)), 'metrics');
    expect(rows.map(({ text, note }) => [text, note])).toEqual([
      ['metrics 8125/UDP', 'dialled by 3 boxes with →'],
      ['admin 8126', undefined],
    ]);
  });

  test('no call is lost, and all others are as they were', () => {
    const all = callGraph(busy(15));
    const graph = named(busy(15));
    const count = graph.boxes.reduce((sum, { dials }) => sum + dials.length, 0);
    expect(count + graph.calls.length).toBe(all.calls.length);
    for (const { from, to } of graph.calls) {
      expect(graph.boxes).toContain(from);
      expect(graph.boxes).toContain(to);
    }
  });

  test('ways in from outside are lines, however many there are', () => {
    const units = busy(15);
    for (const name of ['a', 'b', 'c']) units[4]!.endpoint('http').outside.add({ source: 'ingress', name });
    expect(lines(named(units))).toEqual(expect.arrayContaining(['a > server-4', 'b > server-4', 'c > server-4']));
  });

  test('two services of one title are told apart by their addresses', () => {
    const units = busy(15);
    const [first] = units;
    const other = new ExternalService(chart(), 'other', 'MySQL', {
      host: 'other.example.com',
      port: 3306,
      networks: [{ cidr: '10.0.0.0/8' }],
    });
    first!.connect(other, 'OTHER_HOST');
    expect(box(named(units), 'server-1').dials[0]?.name).toBe('→ MySQL mysql.example.com:3306');
  });

  test('the picture shows them, and says them in words', async () => {
    const geometry = await layout('shop', named(busy(15)));
    const { texts, calls, description } = shown(svgDocument('', geometry));
    expect(texts.filter((text) => text === '→ MySQL')).toHaveLength(3);
    expect(texts).toEqual(expect.arrayContaining(['dialled by 3 boxes with →']));
    expect(calls).toContain('server-0 dials MySQL at mysql.example.com:3306');
    expect(description).toContain('server-0 dials MySQL at mysql.example.com:3306.');
    expect(misleading(geometry)).toEqual([]);
    const place = (heading: string) => geometry.boxes.find(({ filled }) => filled.box.heading === heading)!;
    // what has no line to it stands where it would with lines: right of all that dial it
    for (const server of ['server-0', 'server-1', 'server-2'])
      expect(place('metrics').x).toBeGreaterThan(place(server).x);
  });
});

test.each([
  ['few calls', webShop()],
  ['many units of which few dial', workers(40)],
  ['many calls that many dial in a small diagram', busy(10)],
])('in a diagram of %s every call is a line', (_, units) => {
  const graph = callGraph(units);
  expect(withNamedCalls(graph)).toBe(graph);
});
