import type { Box, Call } from './graph.ts';

/** A call with the direction in which it goes. */
export interface Way {
  readonly call: Call;
  /** Whether it goes from right to left. */
  readonly isTurned: boolean;
}

/** What happens at the left or right side of a box. Starts and ends have ids that are unique in a diagram. */
export interface Side {
  readonly name: 'WEST' | 'EAST';
  /** The places at which calls end, by their ids, with the ids of their rows; undefined where the box has none. */
  readonly ends: ReadonlyMap<string, string | undefined>;
  /** The calls that leave above the rows at which others end, from top to bottom. */
  readonly above: readonly string[];
  /** Those that leave below. */
  readonly below: readonly string[];
}

export const startId = ({ call }: Way): string => `start ${call.from.id} ${call.row?.id ?? call.to.id}`;

export const endId = ({ call, isTurned }: Way): string =>
  `end ${isTurned ? 'right' : 'left'} ${call.row?.id ?? call.to.id}`;

/**
 * Both sides of a box.
 *
 * @param heights where starts and ends would best be, by their ids; only their order counts. @default - as they are declared, all starts above
 */
export function sidesOf(box: Box, ways: readonly Way[], heights: ReadonlyMap<string, number> = new Map()): Side[] {
  return (['WEST', 'EAST'] as const).map((name) => {
    const here = ways.filter(
      ({ call, isTurned }) =>
        (call.from === box && isTurned === (name === 'WEST')) || (call.to === box && isTurned === (name === 'EAST')),
    );
    const ends = new Map(
      here.filter(({ call }) => call.to === box).map((way) => [endId(way), way.call.row?.id] as const),
    );
    const height = (id: string): number => heights.get(id) ?? 0;
    const starts = here.filter(({ call }) => call.from === box).map(startId);
    starts.sort((a, b) => height(a) - height(b));
    const isBelow = (start: string): boolean =>
      [...ends.keys()].filter((end) => height(end) < height(start)).length > ends.size / 2;
    return { name, ends, above: starts.filter((start) => !isBelow(start)), below: starts.filter(isBelow) };
  });
}
