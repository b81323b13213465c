import { Endpoint, type WiredUnit } from './target.ts';

/**
 * The units in an order in which each comes after what it dials, so that a first start needs no restarts. Where units dial one another in a circle
 * there is no such order; of those the ones declared first come first.
 */
export function applyOrder<U extends WiredUnit>(units: readonly U[]): U[] {
  const dialled = new Map(
    units.map((unit) => [
      unit,
      new Set(unit.connections.flatMap(({ target }) => (target instanceof Endpoint ? [target.unit] : []))),
    ]),
  );
  return inOrder(units, (unit) => units.filter((other) => dialled.get(unit)?.has(other)));
}

/** Items in an order in which each comes after what it needs; what needs one another in a circle stays as it was. */
export function inOrder<T>(items: readonly T[], needs: (item: T) => readonly T[]): T[] {
  const reached = new Map(items.map((item) => [item, reachedFrom(item, needs)]));
  const isAfter = (item: T, other: T): boolean =>
    reached.get(item)?.has(other) === true && reached.get(other)?.has(item) !== true;
  const order: T[] = [];
  const visit = (item: T): void => {
    if (order.includes(item)) return;
    items.filter((other) => isAfter(item, other)).forEach(visit);
    order.push(item);
  };
  items.forEach(visit);
  return order;
}

function reachedFrom<T>(start: T, needs: (item: T) => readonly T[]): Set<T> {
  const reached = new Set<T>();
  const visit = (item: T): void => {
    for (const other of needs(item)) {
      if (reached.has(other)) continue;
      reached.add(other);
      visit(other);
    }
  };
  visit(start);
  return reached;
}
