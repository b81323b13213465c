import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';
import { filledBoxes, type FilledBox } from './box.ts';
import type { Geometry, PlacedFrame } from './geometry.ts';
import type { Box, CallGraph } from './graph.ts';
import { endId, sidesOf, startId, type Side, type Way } from './sides.ts';
import { textStyles, textWidth } from './text.ts';

/** In px; the program reads them for each frame anew. */
const distances = {
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.spacing.nodeNodeBetweenLayers': '40',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.nodeNode': '18',
  'elk.spacing.portPort': '12',
};

/** @see https://eclipse.dev/elk/reference/options.html */
const options = {
  ...distances,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

const labelPlace = { x: 16, y: 8 };
const frameOptions = { ...distances, 'elk.padding': '[top=34,left=16,bottom=16,right=16]' };

/**
 * Makes the function that puts a graph in its place: callers left of what they dial, in layers, except where a box is turned, whose callers then
 * stand right of it.
 *
 * @param system what the frame around several namespaces is called after
 * @returns a function of a graph, the boxes that are turned, and a whole number from 1 with which the search for an order of the boxes begins
 */
export async function layered(
  system: string,
): Promise<(graph: CallGraph, turned: ReadonlySet<Box>, seed?: number) => Promise<Geometry>> {
  // 1.6 MB of code that only this command needs
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const elk = new Elk.default();
  return async (graph, turned, seed = 1) => {
    const ways = waysOf(graph, turned);
    const place = async (heights?: ReadonlyMap<string, number>) => {
      const sides = new Map(graph.boxes.map((box) => [box, sidesOf(box, ways, heights)]));
      const filled = filledBoxes(graph.boxes, (box) => ({
        callsAbove: Math.max(...(sides.get(box) ?? []).map(({ above }) => above.length)),
        callsBelow: Math.max(...(sides.get(box) ?? []).map(({ below }) => below.length)),
        rowOrder: ({ id }) =>
          heights?.get(`end left ${id}`) ?? heights?.get(`end right ${id}`) ?? Number.MAX_SAFE_INTEGER,
      }));
      const constraints = heights ? 'FIXED_POS' : 'FIXED_SIDE';
      return { root: await elk.layout(elkGraph(system, graph, ways, filled, sides, constraints, seed)), filled };
    };
    // the draft shows in which order calls should leave and reach the sides of each box
    const draft = await place();
    const ports = nodesIn(draft.root).flatMap((node) => node.ports ?? []);
    const { root, filled } = await place(new Map(ports.map(({ id, y = 0 }) => [id, y])));
    return geometryOf(root, graph, ways, filled);
  };
}

/** Which calls go from right to left: those to a turned box, and those that close a circle. */
function waysOf({ calls }: CallGraph, turned: ReadonlySet<Box>): Way[] {
  const rightOf = new Map<string, Set<string>>();
  const isLeft = (place: string, of: string): boolean => {
    const reached = new Set([place]);
    for (const each of reached) for (const next of rightOf.get(each) ?? []) reached.add(next);
    return reached.has(of);
  };
  return calls.map((call) => {
    const [from, to] = [placeOf(call.from, call.to), placeOf(call.to, call.from)];
    const [left, right] = call.from.kind === 'unit' && turned.has(call.to) ? [to, from] : [from, to];
    const [first, second] = isLeft(right, left) ? [right, left] : [left, right];
    rightOf.set(first, (rightOf.get(first) ?? new Set()).add(second));
    return { call, isTurned: first === to };
  });
}

/** What stands left or right of another box: the box, or the outermost frame around it that is not around the other one. */
function placeOf({ id, namespace }: Box, other: Box): string {
  if (namespace === undefined || namespace === other.namespace) return id;
  return other.namespace === undefined ? 'system' : `namespace ${namespace}`;
}

/** The graph as the layout program takes it. */
function elkGraph(
  system: string,
  { boxes }: CallGraph,
  ways: readonly Way[],
  filled: ReadonlyMap<Box, FilledBox>,
  sides: ReadonlyMap<Box, readonly Side[]>,
  portConstraints: 'FIXED_POS' | 'FIXED_SIDE',
  seed: number,
): ElkNode {
  const isOnlyNamed = (box: Box): boolean =>
    box.rows.some(({ note }) => note !== undefined) &&
    ways.every(({ call: { from, to } }) => from !== box && to !== box);
  const inside = (namespace: string | undefined): ElkNode[] =>
    [...filled.values()]
      .filter(({ box }) => box.namespace === namespace)
      .map((each) => ({
        id: each.box.id,
        width: each.width,
        height: each.height,
        ports: (sides.get(each.box) ?? []).flatMap((side) => portsOf(each, side)),
        layoutOptions: {
          'elk.portConstraints': portConstraints,
          ...(isOnlyNamed(each.box) ? { 'elk.layered.layering.layerConstraint': 'LAST' } : {}),
        },
      }));
  const namespaces = [...new Set(boxes.flatMap(({ namespace }) => namespace ?? []))];
  const frames = namespaces.map((namespace) => frame(`namespace ${namespace}`, inside(namespace)));
  return {
    id: 'root',
    // the smaller the graph, the more tries at avoiding crossings are still quick
    layoutOptions: {
      ...options,
      'elk.randomSeed': String(seed),
      'elk.layered.thoroughness': String(Math.max(7, Math.ceil(1000 / (ways.length + 10)))),
    },
    children: [...(frames.length > 1 ? [frame(`system ${system}`, frames)] : frames), ...inside(undefined)],
    edges: ways.map((way, index): ElkExtendedEdge => {
      const [source, target] = way.isTurned ? [endId(way), startId(way)] : [startId(way), endId(way)];
      return { id: String(index), sources: [source], targets: [target] };
    }),
  };
}

const framePrefix = 'frame ';

const frame = (label: string, children: ElkNode[]): ElkNode => ({
  id: `${framePrefix}${label}`,
  children,
  layoutOptions: frameOptions,
});

/** Where calls leave and reach a side: they end in the middle of their row, and leave from what is free of the side. */
function portsOf(
  { width, height, rows, headHeight, rowsBottom }: FilledBox,
  { name, ends, above, below }: Side,
): ElkPort[] {
  const layoutOptions = { 'elk.port.side': name };
  const port = (id: string, y: number): ElkPort => ({
    id,
    x: name === 'WEST' ? 0 : width,
    y: Math.round(y),
    width: 0,
    height: 0,
    layoutOptions,
  });
  const spread = (ids: readonly string[], from: number, to: number): ElkPort[] =>
    ids.map((id, index) => port(id, from + ((to - from) * (index + 1)) / (ids.length + 1)));
  return [
    ...[...ends].map(([id, row = '']) => port(id, rows.get(row)?.middle ?? height / 2)),
    ...spread(above, 0, ends.size > 0 ? headHeight : height),
    ...spread(below, rowsBottom, height),
  ];
}

const nodesIn = (node: ElkNode): ElkNode[] => [node, ...(node.children ?? []).flatMap(nodesIn)];

function geometryOf(
  root: ElkNode,
  { boxes }: CallGraph,
  ways: readonly Way[],
  filled: ReadonlyMap<Box, FilledBox>,
): Geometry {
  const nodes = new Map(nodesIn(root).map((node) => [node.id, node]));
  const edges = new Map((root.edges ?? []).map(({ id, sections }) => [id, sections?.[0]]));
  const frames = [...nodes.values()].filter(({ id }) => id.startsWith(framePrefix)).map(placedFrame);
  return {
    frames,
    boxes: boxes.flatMap((box) => {
      const [node, each] = [nodes.get(box.id), filled.get(box)];
      return node && each ? [{ filled: each, ...areaOf(node) }] : [];
    }),
    calls: ways.map(({ call, isTurned }, index) => {
      const section = edges.get(String(index));
      const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
      return { call, points: isTurned ? points.toReversed() : points };
    }),
  };
}

const areaOf = ({ x = 0, y = 0, width = 0, height = 0 }: ElkNode) => ({ x, y, width, height });

function placedFrame(node: ElkNode): PlacedFrame {
  const area = areaOf(node);
  const label = node.id.slice(framePrefix.length);
  const style = 'frame-label';
  return {
    ...area,
    label,
    labelArea: {
      x: area.x + labelPlace.x,
      y: area.y + labelPlace.y,
      width: textWidth(label, style),
      height: textStyles[style].lineHeight,
    },
  };
}
