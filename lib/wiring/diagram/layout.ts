import type { Box, CallGraph } from './graph.ts';
import { boundsOf, corners, crossings, misleading, type Geometry } from './geometry.ts';
import { layered } from './layered.ts';
import { straightened } from './straight.ts';

/** What the best of several layouts has least of; what comes first counts most. */
type Cost = readonly [misleading: number, crossings: number, effort: number, area: number];

/** Pages of Markdown show pictures at most this wide, in px, and shrink wider ones. */
const pageWidth = 840;
/** So many of the most dialled boxes are tried at the left of their callers. */
const mostTried = 8;
/** So many beginnings of the search for an order of the boxes are tried. */
const mostSeeds = 6;

/** A try: which boxes stand left of their callers, and with what the search for an order of the boxes began. */
interface Try {
  readonly turned: ReadonlySet<Box>;
  readonly seed: number;
  readonly geometry: Geometry;
  readonly cost: Cost;
}

/**
 * Puts everything in its place, callers left of what they dial. A box that several dial stands right of them, or left where that saves crossings or
 * corners; which ones, is found step by step, so it may not be the very best.
 */
export async function layout(system: string, graph: CallGraph): Promise<Geometry> {
  const place = await layered(system);
  const rated = async (turned: ReadonlySet<Box>, seed: number): Promise<Try> => {
    const geometry = await place(graph, turned, seed);
    return { turned, seed, geometry, cost: costOf(geometry, turned.size) };
  };
  const turnable = mostDialled(graph);
  const climb = async (seed: number): Promise<Try> => turnedWell(await rated(new Set(), seed), turnable, rated);
  let best = await climb(1);
  // where calls cross, how often is much a matter of luck
  for (let seed = 2; seed <= mostSeeds && crossings(best.geometry.calls) > 0; seed += 1) {
    const tried = await climb(seed);
    if (isLess(tried.cost, best.cost)) best = tried;
  }
  return straightened(best.geometry);
}

/** Turns one more box after another as long as that is better. */
async function turnedWell(
  best: Try,
  turnable: readonly Box[],
  rated: (turned: ReadonlySet<Box>, seed: number) => Promise<Try>,
): Promise<Try> {
  let next = best;
  for (const box of turnable.filter((each) => !best.turned.has(each))) {
    const tried = await rated(new Set([...best.turned, box]), best.seed);
    if (isLess(tried.cost, next.cost)) next = tried;
  }
  return next === best ? best : turnedWell(next, turnable, rated);
}

function mostDialled({ boxes, calls }: CallGraph): Box[] {
  const callers = (box: Box): number => calls.filter(({ to }) => to === box).length;
  return boxes
    .filter((box) => callers(box) > 1)
    .sort((a, b) => callers(b) - callers(a))
    .slice(0, mostTried);
}

/** A box at an unexpected side is worth three corners, and so are 60 px beyond the width of a page. */
function costOf(geometry: Geometry, turned: number): Cost {
  const { width, height } = boundsOf(geometry);
  const effort = corners(geometry.calls) + 3 * turned + Math.max(0, width - pageWidth) / 20;
  return [misleading(geometry).length, crossings(geometry.calls), effort, width * height];
}

function isLess(a: Cost, b: Cost): boolean {
  const different = a.findIndex((value, index) => value !== b[index]);
  return different >= 0 && (a[different] ?? 0) < (b[different] ?? 0);
}
