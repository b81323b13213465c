import { describe, expect, jest, test } from '@jest/globals';
import { crossings, misleading, type Geometry } from '../../../../lib/wiring/diagram/geometry.ts';
import type { Unit } from '../../../../lib/wiring/unit.ts';
import {
  forty,
  layoutOf,
  lonely,
  longNames,
  namespaces,
  ring,
  twoByTwo,
  webShop,
  workers,
} from '../../../support/call-graphs.ts';
import { unit } from '../../../support/units.ts';

jest.setTimeout(120_000);

const place = (geometry: Geometry, heading: string) =>
  geometry.boxes.find(({ filled }) => filled.box.heading === heading)!;
const right = (geometry: Geometry, heading: string): number => {
  const { x, width } = place(geometry, heading);
  return x + width;
};

describe.each<[string, () => Unit[], number]>([
  ['of a web shop', webShop, 0],
  ['of a unit', () => [unit('web')], 0],
  ['of nothing', () => [], 0],
  ['of units that nobody dials', () => lonely(40), 0],
  ['of twenty workers', () => workers(20), 0],
  ['of two servers that dial each other', () => ring(2), 0],
  ['of five servers that dial each other in a circle', () => ring(5), 0],
  ['of two units that dial the same two services', twoByTwo, 0],
  ['of namespaces that dial each other in a circle', namespaces, 0],
  ['of long names', longNames, 0],
  ['of forty units', forty, 6],
])('the layout %s', (_, units, mostCrossings) => {
  let geometry: Geometry;

  test('has every box and every call', async () => {
    geometry = await layoutOf(units());
    const members = geometry.boxes.flatMap(({ filled: { box } }) =>
      box.members.length > 0 ? box.members : [box.heading],
    );
    expect(members).toEqual(expect.arrayContaining(units().map(({ name }) => name)));
    expect(geometry.calls.filter(({ points }) => points.length < 2)).toEqual([]);
  });

  test('misleads nobody', () => {
    expect(misleading(geometry)).toEqual([]);
  });

  test(`has at most ${mostCrossings} crossings`, () => {
    expect(crossings(geometry.calls)).toBeLessThanOrEqual(mostCrossings);
  });

  test('has calls of horizontal and vertical lines, from the edge of their box to the middle of the row they dial', () => {
    for (const { call, points } of geometry.calls) {
      expect(points.slice(1).filter(({ x, y }, index) => points[index]!.x !== x && points[index]!.y !== y)).toEqual([]);
      const [from, to] = [call.from, call.to].map((box) => geometry.boxes.find(({ filled }) => filled.box === box)!);
      expect([from!.x, from!.x + from!.width]).toContain(points[0]!.x);
      expect([to!.x, to!.x + to!.width]).toContain(points.at(-1)!.x);
      const row = to!.filled.rows.get(call.row?.id ?? '');
      expect(points.at(-1)!.y - to!.y).toBe(row?.middle ?? to!.height / 2);
    }
  });

  test('has every unit in the frame of its namespace, and all else outside of all frames', () => {
    for (const { filled, ...area } of geometry.boxes) {
      const inside = geometry.frames.filter(
        (frame) =>
          frame.x < area.x &&
          frame.y < area.y &&
          area.x + area.width < frame.x + frame.width &&
          area.y + area.height < frame.y + frame.height,
      );
      const labels = inside.map(({ label }) => label).filter((label) => label.startsWith('namespace '));
      expect(labels).toEqual(filled.box.namespace === undefined ? [] : [`namespace ${filled.box.namespace}`]);
    }
  });
});

test.each([
  ['a web shop', webShop],
  ['namespaces', namespaces],
  ['long names', longNames],
])('the layout of %s is the same again', async (_, units) => {
  expect(await layoutOf(units())).toEqual(await layoutOf(units()));
});

test('who is called stands right of who calls, and the outside that comes in at the left', async () => {
  const geometry = await layoutOf(webShop());
  expect(right(geometry, 'https://shop.example.com')).toBeLessThan(place(geometry, 'web').x);
  for (const dialled of ['db', 'MySQL', 'Kubernetes API'])
    expect(place(geometry, dialled).x).toBeGreaterThan(right(geometry, 'web'));
});

test('of two services that two units dial one stands at their left, which saves a crossing', async () => {
  const geometry = await layoutOf(twoByTwo());
  const [reaper, ...services] = ['reaper', 'MySQL', 'Kubernetes API'].map((name) => place(geometry, name).x);
  expect(services.filter((x) => x < reaper!)).toHaveLength(1);
});

test('several namespaces have a frame around them, called after the system; one has none', async () => {
  const labels = async (units: readonly Unit[]): Promise<string[]> =>
    (await layoutOf(units)).frames.map(({ label }) => label);
  expect(await labels(webShop())).toEqual(['namespace shop']);
  expect(await labels(namespaces())).toEqual(['system shop', 'namespace front', 'namespace back', 'namespace data']);
});
