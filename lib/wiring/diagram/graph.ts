import type { Component } from '../../core/labels.ts';
import { ExternalService } from '../external.ts';
import { Endpoint, type Connection, type NamedWayIn, type OutsideSource, type WiredUnit } from '../target.ts';

/** A box of the diagram: a unit, several units that dial the same, or something outside. */
export interface Box {
  readonly id: string;
  readonly kind: 'unit' | 'public' | 'outside';
  /** The namespace whose frame it stands in; undefined outside the system. */
  readonly namespace?: string;
  readonly heading: string;
  /** Whether the heading is a name that people type, and not words. */
  readonly isName: boolean;
  /** What it is, such as `queue worker`. */
  readonly note: string;
  /** The names of a group's units. */
  readonly members: readonly string[];
  /** What it dials and has no line to. */
  readonly dials: readonly NamedCall[];
  /** Where it is dialled. */
  readonly rows: readonly Row[];
}

/** A call that is written into the box of its caller. */
export interface NamedCall {
  /** Such as `→ redis`. */
  readonly name: string;
  /** Such as `web dials redis at redis 6379`. */
  readonly title: string;
}

/** A line of a box at which calls end. */
export interface Row {
  /** Unique in the diagram. */
  readonly id: string;
  /** Such as `http 8080` or `mysql.example.com:3306`. */
  readonly text: string;
  /** What is to be known of it besides. */
  readonly note?: string;
}

/** That one box dials another. */
export interface Call {
  readonly from: Box;
  readonly to: Box;
  /** The line it ends at; undefined where the box has none, which is to say anywhere. */
  readonly row?: Row;
}

/** A call in words. */
export const callText = ({ from, to, row }: Call): string =>
  `${from.heading} ${from.kind === 'public' ? 'leads to' : 'dials'} ${to.heading}${row ? ` at ${row.text}` : ''}`;

/** Who calls whom. */
export interface CallGraph {
  readonly boxes: readonly Box[];
  /** Those that are drawn as lines. */
  readonly calls: readonly Call[];
}

/** What is drawn of the wiring: units that dial the same and that nobody dials share a box. */
export function callGraph(units: readonly WiredUnit[]): CallGraph {
  const boxes = new Map<string, Box>();
  const calls = new Map<string, Call>();
  const add = (box: Box): Box => boxes.get(box.id) ?? (boxes.set(box.id, box), box);
  const call = (from: Box, to: Box, row = to.rows[0]): void => {
    if (from !== to) calls.set(JSON.stringify([from.id, to.id, row?.id]), { from, to, ...(row ? { row } : {}) });
  };
  const ownBoxes = new Map(groups(units).flatMap((group) => group.map((unit) => [unit, group] as const)));
  const boxOf = (unit: WiredUnit): Box => add(unitBox(ownBoxes.get(unit) ?? [unit], ownBoxes.has(unit)));
  const rowOf = (endpoint: Endpoint): Row | undefined =>
    boxOf(endpoint.unit).rows.find(({ id }) => id === rowId(endpoint));

  for (const unit of units) {
    const box = boxOf(unit);
    for (const endpoint of unit.endpoints.values()) {
      for (const way of endpoint.outside) call(add(wayInBox(way)), box, rowOf(endpoint));
      for (const caller of endpoint.callers) if (!ownBoxes.has(caller)) call(boxOf(caller), box, rowOf(endpoint));
    }
    for (const { target } of unit.connections) {
      if (target === 'api-server') call(box, add(apiServer));
      else if (target instanceof Endpoint) call(box, boxOf(target.unit), rowOf(target));
      else if (target instanceof ExternalService) call(box, add(externalBox(target)));
      else call(box, add(outsideBox(targetId(target), target.title, 'outside')));
    }
  }
  return { boxes: [...boxes.values()], calls: [...calls.values()] };
}

/** Units of one part in one namespace that dial the same and that nobody dials are drawn alike, so they are drawn once. */
function groups(units: readonly WiredUnit[]): WiredUnit[][] {
  const alike = new Map<string, WiredUnit[]>();
  for (const unit of units) {
    const { name, namespace, component, connections } = unit;
    const endpoints = [...unit.endpoints.values()];
    const isDialled = endpoints.some(({ callers, outside }) => callers.size + outside.size > 0);
    const dialled = new Set(connections.map(({ target }) => targetId(target)));
    const likeness = isDialled ? [name] : [component, endpoints.map(portText), [...dialled].sort()];
    const key = JSON.stringify([namespace, likeness]);
    alike.set(key, [...(alike.get(key) ?? []), unit]);
  }
  return [...alike.values()];
}

function targetId(target: Connection['target']): string {
  if (target === 'api-server') return target;
  if (target instanceof Endpoint) return rowId(target);
  return target instanceof ExternalService ? externalId(target) : `target ${target.title}`;
}

/** @param isOwn whether it belongs to the system that is drawn */
function unitBox(group: readonly WiredUnit[], isOwn: boolean): Box {
  const [first] = group;
  if (first === undefined) throw new Error('a group without units');
  const { name, namespace, component } = first;
  const [one, many] = componentWords[component];
  const single = group.length === 1;
  const dialsItself = first.connections.some(({ target }) => target instanceof Endpoint && target.unit === first);
  const part = `${one}${dialsItself ? ', dials itself' : ''}`;
  return {
    id: `unit ${namespace}/${name}`,
    kind: isOwn ? 'unit' : 'outside',
    ...(isOwn ? { namespace } : {}),
    heading: single ? name : `${group.length} ${many}`,
    isName: single,
    note: single ? (isOwn ? part : `${part}, in namespace ${namespace}`) : '',
    members: single ? [] : group.map((unit) => unit.name),
    dials: [],
    rows: [...first.endpoints.values()].map((endpoint) => ({ id: rowId(endpoint), text: portText(endpoint) })),
  };
}

const componentWords: Readonly<Record<Component, readonly [one: string, many: string]>> = {
  server: ['server', 'servers'],
  'queue-worker': ['queue worker', 'queue workers'],
  singleton: ['singleton', 'singletons'],
  redis: ['Redis', 'Redis instances'],
  'scheduled-job': ['scheduled job', 'scheduled jobs'],
  job: ['Job', 'Jobs'],
  debug: ['debug pod', 'debug pods'],
};

const rowId = ({ unit, name }: Endpoint): string => `${unit.namespace}/${unit.name}:${name}`;

/** TCP is what everybody expects of a port, so only UDP is named. */
const portText = ({ name, number, protocol }: Endpoint): string =>
  `${name} ${number}${protocol === 'TCP' ? '' : `/${protocol}`}`;

const outsideBox = (id: string, heading: string, note: string, rows: readonly Row[] = []): Box => ({
  id,
  kind: 'outside',
  heading,
  isName: false,
  note,
  members: [],
  dials: [],
  rows,
});

const apiServer = outsideBox('api-server', 'Kubernetes API', 'of this cluster');

const externalId = ({ title, settings: { host, port } }: ExternalService): string =>
  `external ${title} ${host}:${port}`;

function externalBox(service: ExternalService): Box {
  const { host, port } = service.settings;
  const id = externalId(service);
  return outsideBox(id, service.title, 'outside the cluster', [{ id, text: `${host}:${port}` }]);
}

function wayInBox(way: OutsideSource | NamedWayIn): Box {
  const named = typeof way === 'object' && 'source' in way ? way : undefined;
  const source = named?.source ?? (way as OutsideSource);
  if (source === 'keda') return outsideBox('keda', 'KEDA', 'of this cluster');
  if (source === 'prometheus') return outsideBox('prometheus', 'Prometheus', 'of this cluster');
  const network = typeof source === 'object' ? source : undefined;
  const heading = named?.name ?? network?.cidr ?? 'ingress controller';
  const except = named === undefined && network?.except ? `, except ${network.except.join(', ')}` : '';
  return {
    id: `public ${heading}${except}`,
    kind: 'public',
    heading,
    isName: true,
    note: `public${except}`,
    members: [],
    dials: [],
    rows: [],
  };
}
