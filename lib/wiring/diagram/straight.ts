import { crossings, misleading, type Geometry, type PlacedBox, type PlacedCall, type Point } from './geometry.ts';

/** A jog is a step sideways of at most so many px. */
const longestJog = 16;
/** So far from one another, and from the corners of its box, calls leave a box, in px. */
const leastDistance = 6;

/** Takes small jogs out of calls where nothing gets worse by it: by leaving the box a bit higher or lower, or by taking the next lane. */
export function straightened(geometry: Geometry): Geometry {
  let best = geometry;
  for (const index of geometry.calls.keys()) {
    for (let next: Geometry | undefined = best; next; next = straighterCall(best, index)) best = next;
  }
  return best;
}

/** The diagram with a jog less in one call. */
function straighterCall(geometry: Geometry, index: number): Geometry | undefined {
  const placed = geometry.calls[index];
  if (placed === undefined) return undefined;
  const [faults, crossed] = [misleading(geometry).length, crossings(geometry.calls)];
  return withoutJog(placed)
    .filter((each) => leavesWell(geometry, placed, each))
    .map((each) => ({ ...geometry, calls: geometry.calls.with(index, each) }))
    .find((each) => misleading(each).length <= faults && crossings(each.calls) <= crossed);
}

/** The call without one of its jogs: the line before it moved to the height of the one after it, or the other way round. */
function withoutJog({ call, points }: PlacedCall): PlacedCall[] {
  return points.flatMap((corner, index) => {
    const [before, next, after] = [points[index - 1], points[index + 1], points[index + 2]];
    const isJog = next?.x === corner.x && Math.abs(next.y - corner.y) <= longestJog;
    if (!isJog || before === undefined || after === undefined) return [];
    const moved = (end: number, y: number): PlacedCall => ({
      call,
      points: points
        .map((point, at) => (at === end ? { x: point.x, y } : point))
        .filter((_, at) => at !== index && at !== index + 1),
    });
    const isLast = index + 2 === points.length - 1;
    return [moved(index - 1, next.y), ...(isLast ? [] : [moved(index + 2, corner.y)])];
  });
}

/** Whether a changed call still leaves its box beside the rows, at a distance from all others, and in the same order. */
function leavesWell({ boxes, calls }: Geometry, old: PlacedCall, { call, points }: PlacedCall): boolean {
  const [was, start] = [old.points[0], points[0]];
  const placed = boxes.find(({ filled }) => filled.box === call.from);
  if (was === undefined || start === undefined || placed === undefined) return false;
  if (was.y === start.y) return true;
  const others = calls.flatMap((each) => {
    const ends = each === old ? [] : [each.points[0], each.points.at(-1)];
    return ends.flatMap((end) => (end?.x === start.x && isBeside(end, placed) ? [end.y] : []));
  });
  return (
    isFree(start.y - placed.y, placed) &&
    others.every((y) => Math.abs(start.y - y) >= leastDistance && start.y > y === was.y > y)
  );
}

const isBeside = ({ y }: Point, box: PlacedBox): boolean => y >= box.y && y <= box.y + box.height;

const isFree = (y: number, { height, filled: { headHeight, rowsBottom } }: PlacedBox): boolean =>
  (y >= leastDistance && y <= headHeight - leastDistance) ||
  (y >= rowsBottom + leastDistance && y <= height - leastDistance);
