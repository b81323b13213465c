import type { FilledBox } from './box.ts';
import type { Box, Call } from './graph.ts';

/** A point, in px from the upper left corner of the diagram. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle with its sides parallel to the axes. */
export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** A box in its place. */
export interface PlacedBox extends Area {
  readonly filled: FilledBox;
}

/** A frame around boxes. */
export interface PlacedFrame extends Area {
  readonly label: string;
  /** Where its label stands. */
  readonly labelArea: Area;
}

/** The way of a call from its caller to what it dials: horizontal and vertical lines. */
export interface PlacedCall {
  readonly call: Call;
  readonly points: readonly Point[];
}

/** A diagram with everything in its place. */
export interface Geometry {
  /** From the outermost to the innermost. */
  readonly frames: readonly PlacedFrame[];
  readonly boxes: readonly PlacedBox[];
  readonly calls: readonly PlacedCall[];
}

/** Lines less than so many px apart look like one. */
const nearness = 5;

interface Line {
  readonly from: Point;
  readonly to: Point;
}

/** The smallest area that holds everything. */
export const boundsOf = ({ frames, boxes, calls }: Geometry): Area =>
  around([...frames, ...boxes, ...calls.flatMap(linesOf).map(areaOf)]);

function around(areas: readonly Area[]): Area {
  if (areas.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.min(...areas.map((area) => area.x)), Math.min(...areas.map((area) => area.y))];
  const right = Math.max(...areas.map((area) => area.x + area.width));
  const bottom = Math.max(...areas.map((area) => area.y + area.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** How often calls to different ends cross. Calls to one end join on their way, which is no crossing. */
export function crossings(calls: readonly PlacedCall[]): number {
  return neighbours(calls).reduce(
    (sum, [a, b]) => sum + a.flatMap((line) => b.filter((other) => cross(line, other))).length,
    0,
  );
}

/** The number of corners of all calls. */
export const corners = (calls: readonly PlacedCall[]): number =>
  calls.reduce((sum, { points }) => sum + points.length - 2, 0);

/**
 * What would mislead a reader: boxes that overlap; calls that run through boxes or labels, or close to boxes they have nothing to do with; calls that
 * run along one another or along a frame. One line each.
 */
export function misleading({ boxes, frames, calls }: Geometry): string[] {
  const sides = frames.flatMap((frame) => sidesOf(frame).map((side) => ({ frame, side })));
  const atLine = (line: Line, call: Call): string[] => [
    ...boxes
      .filter((placed) => overlap(areaOf(line), isEnd(placed.filled.box, call) ? placed : grown(placed, 6)))
      .map(({ filled }) => `${nameOf(call)} runs through ${filled.box.id}`),
    ...frames
      .filter(({ labelArea }) => overlap(areaOf(line), labelArea))
      .map(({ label }) => `${nameOf(call)} runs through ${label}`),
    ...sides.filter(({ side }) => runAlong(line, side)).map(({ frame }) => `${nameOf(call)} runs along ${frame.label}`),
  ];
  return [
    ...pairs(boxes)
      .filter(([a, b]) => overlap(a, b))
      .map(([a, b]) => `${a.filled.box.id} overlaps ${b.filled.box.id}`),
    ...calls.flatMap((placed) => linesOf(placed).flatMap((line) => atLine(line, placed.call))),
    ...neighbours(calls)
      .filter(([a, b]) => a.some((line) => b.some((other) => touch(line, other))))
      .map(([, , a, b]) => `${nameOf(a)} touches ${nameOf(b)}`),
  ];
}

const isEnd = (box: Box, { from, to }: Call): boolean => box === from || box === to;

const nameOf = ({ from, to, row }: Call): string => `${from.id} to ${row?.id ?? to.id}`;

const pairs = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((a, index) => all.slice(index + 1).map((b): [T, T] => [a, b]));

/** The lines of pairs of calls that do not end at the same row and come near each other. */
function neighbours(calls: readonly PlacedCall[]): (readonly [Line[], Line[], Call, Call])[] {
  const runs = calls.map((placed) => {
    const lines = linesOf(placed);
    return { call: placed.call, lines, area: grown(around(lines.map(areaOf)), nearness) };
  });
  return pairs(runs)
    .filter(([a, b]) => (a.call.to !== b.call.to || a.call.row?.id !== b.call.row?.id) && overlap(a.area, b.area))
    .map(([a, b]) => [a.lines, b.lines, a.call, b.call] as const);
}

const linesOf = ({ points }: PlacedCall): Line[] =>
  points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from === undefined ? [] : [{ from, to }];
  });

function sidesOf({ x, y, width, height }: Area): Line[] {
  const [left, right] = [x, x + width];
  const corners = [
    { x: left, y },
    { x: right, y },
    { x: right, y: y + height },
    { x: left, y: y + height },
    { x: left, y },
  ];
  return corners.slice(1).map((to, index) => ({ from: corners[index] ?? to, to }));
}

const areaOf = ({ from, to }: Line): Area => ({
  x: Math.min(from.x, to.x),
  y: Math.min(from.y, to.y),
  width: Math.abs(from.x - to.x),
  height: Math.abs(from.y - to.y),
});

const grown = ({ x, y, width, height }: Area, by: number): Area => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** Whether the insides of two areas, of which one may be a line, have a point in common. */
const overlap = (a: Area, b: Area): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const isUpright = ({ from, to }: Line): boolean => from.x === to.x;

/** Whether two lines cross in their middle. */
function cross(a: Line, b: Line): boolean {
  if (isUpright(a) === isUpright(b)) return false;
  const [upright, level] = isUpright(a) ? [areaOf(a), areaOf(b)] : [areaOf(b), areaOf(a)];
  return (
    level.x < upright.x &&
    upright.x < level.x + level.width &&
    upright.y < level.y &&
    level.y < upright.y + upright.height
  );
}

/** Whether two lines run beside each other so closely that they look like one. */
const runAlong = (a: Line, b: Line): boolean =>
  isUpright(a) === isUpright(b) && overlap(grown(areaOf(a), nearness), areaOf(b));

/** Whether two lines run along each other, or one ends on the other. */
const touch = (a: Line, b: Line): boolean =>
  runAlong(a, b) ||
  (isUpright(a) !== isUpright(b) && !cross(a, b) && overlap(grown(areaOf(a), 0.5), grown(areaOf(b), 0.5)));
