import type { Box, CallGraph } from './graph.ts';
import { boundsOf, corners, crossings, misleading, type Geometry } from './geometry.ts';
import { layered } from './layered.ts';
import { straightened } from './straight.ts';

/** What the best of several layouts has least of; what comes first counts most. */
type Cost = readonly [misleading: number, crossings: number, effort: number, area: number];

/** Pages of Markdown show pictures at most this wide, in px, and shrink wider ones. */
const pageWidth = 840;
/** So many of the most dialled boxes are tried at the left of their callers. */
const mostTried = 6;
/** So many beginnings of the search for an order of the boxes are tried. */
const mostSeeds = 20;

/**
 * Puts everything in its place, callers left of what they dial. A box that several dial stands right of them, or left where that saves crossings or
 * corners; which ones, is found step by step, so it may not be the very best.
 */
export async function layout(system: string, graph: CallGraph): Promise<Geometry> {
  const place = await layered(system);
  const rated = async (
    turned: ReadonlySet<Box>,
    seed = 1,
  ): Promise<{ turned: ReadonlySet<Box>; geometry: Geometry; cost: Cost }> => {
    const geometry = await place(graph, turned, seed);
    return { turned, geometry, cost: costOf(geometry, turned.size) };
  };
  const turnable = mostDialled(graph);
  let best = await rated(new Set());
  for (;;) {
    let next = best;
    for (const box of turnable.filter((each) => !best.turned.has(each))) {
      const tried = await rated(new Set([...best.turned, box]));
      if (isLess(tried.cost, next.cost)) next = tried;
    }
    if (next === best) break;
    best = next;
  }
  // where calls have to cross, how often is much a matter of luck
  for (let seed = 2; seed <= mostSeeds && crossings(best.geometry.calls) > 0; seed += 1) {
    const tried = await rated(best.turned, seed);
    if (isLess(tried.cost, best.cost)) best = tried;
  }
  return straightened(best.geometry);
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
