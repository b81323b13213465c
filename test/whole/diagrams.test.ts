import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ownFleet from '../../fleet.ts';
import { diagramsIn } from '../../lib/synth/diagrams.ts';
import { fleetApps } from '../../lib/synth/fleet.ts';
import { crossings, misleading, type Geometry } from '../../lib/wiring/diagram/geometry.ts';
import { callGraph } from '../../lib/wiring/diagram/graph.ts';
import { withNamedCalls } from '../../lib/wiring/diagram/named-calls.ts';
import { layout } from '../../lib/wiring/diagram/layout.ts';
import { svgDocument } from '../../lib/wiring/diagram/svg.ts';
import { ExternalService } from '../../lib/wiring/external.ts';
import { Endpoint, type WiredUnit } from '../../lib/wiring/target.ts';
import { unitsIn } from '../../lib/wiring/unit.ts';
import { shown } from '../support/svg.ts';

jest.setTimeout(120_000);

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'docs/diagrams');
const apps = await fleetApps(ownFleet);
const pictures = apps.map((app) => [`${app.environment.name}/${app.system}.svg`, app] as const);

/** A port as a picture names it: TCP is what everybody expects. */
const portText = ({ name, number, protocol }: Endpoint): string =>
  `${name} ${number}${protocol === 'UDP' ? '/UDP' : ''}`;

test('there is a diagram for each system in each environment, and no other', () => {
  expect(diagramsIn(folder)).toEqual(pictures.map(([path]) => path).sort());
});

describe.each(pictures)('the diagram %s', (path, app) => {
  const committed = readFileSync(join(folder, path), 'utf8');
  const units = unitsIn(app);
  let geometry: Geometry;

  beforeAll(async () => {
    geometry = await layout(app.system, withNamedCalls(callGraph(units)));
  });

  test('is what `npm run diagram` draws', () => {
    expect(committed).toBe(svgDocument(`${app.system} in ${app.environment.name}`, geometry));
  });

  test('names every unit, and every port that somebody dials', () => {
    const { texts } = shown(committed);
    expect(texts).toEqual(expect.arrayContaining(units.map(({ name }) => name)));
    const dialled = units
      .flatMap(({ endpoints }) => [...endpoints.values()])
      .filter(({ callers, outside }) => callers.size + outside.size > 0);
    expect(texts).toEqual(expect.arrayContaining(dialled.map(portText)));
  });

  test('has every call of every unit', () => {
    const { calls } = shown(committed);
    const heading = (unit: WiredUnit): string =>
      geometry.boxes.find(({ filled: { box } }) => [box.heading, ...box.members].includes(unit.name))?.filled.box
        .heading ?? '';
    const expected = units.flatMap((unit) =>
      unit.connections.map(({ target }) => {
        if (target === 'api-server') return `${heading(unit)} dials Kubernetes API`;
        if (target instanceof Endpoint) return `${heading(unit)} dials ${heading(target.unit)} at ${portText(target)}`;
        const at = target instanceof ExternalService ? ` at ${target.settings.host}:${target.settings.port}` : '';
        return `${heading(unit)} dials ${target.title}${at}`;
      }),
    );
    const scraped = units.flatMap((unit) =>
      [...unit.endpoints.values()]
        .filter(({ outside }) => outside.has('prometheus'))
        .map((endpoint) => `Prometheus dials ${heading(unit)} at ${portText(endpoint)}`),
    );
    const all = [...new Set([...expected, ...scraped])];
    expect(calls.filter((call) => !call.includes(' leads to ')).sort()).toEqual(all.sort());
  });

  test('has every way in from outside', () => {
    const { calls, texts } = shown(committed);
    const expected = units.flatMap(({ name, endpoints }) =>
      [...endpoints.values()].flatMap((endpoint) =>
        [...endpoint.outside]
          .filter((way) => way !== 'prometheus')
          .map((way) => {
            const from = typeof way === 'object' && 'name' in way ? way.name : 'a way in without a name';
            return { from, call: `${from} leads to ${name} at ${endpoint.name} ${endpoint.number}` };
          }),
      ),
    );
    expect(calls.filter((call) => call.includes(' leads to ')).sort()).toEqual(expected.map(({ call }) => call).sort());
    expect(texts).toEqual(expect.arrayContaining(expected.map(({ from }) => from)));
  });

  test('has no crossing, and nothing that misleads', () => {
    expect(crossings(geometry.calls)).toBe(0);
    expect(misleading(geometry)).toEqual([]);
  });
});

test('the README shows each system in production, and links to the other environments', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const [path] of pictures) {
    expect(readme).toContain(`](docs/diagrams/${path})`);
    expect(new RegExp(`!\\[[^\\]]+\\]\\(docs/diagrams/${path}\\)`).test(readme)).toBe(path.startsWith('production/'));
  }
});
