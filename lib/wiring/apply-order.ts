import { Endpoint, type WiredUnit } from './target.ts';

/**
 * The units in an order in which each comes after what it dials, so that a first start needs no restarts. Where units dial one another in a circle
 * there is no such order; of those the ones declared first come first.
 */
export function applyOrder<U extends WiredUnit>(units: readonly U[]): U[] {
  const done = new Set<WiredUnit>();
  const visit = (unit: U): void => {
    if (done.has(unit)) return;
    done.add(unit);
    const dialled = unit.connections.flatMap(({ target }) => (target instanceof Endpoint ? [target.unit] : []));
    units.filter((other) => dialled.includes(other)).forEach(visit);
    order.push(unit);
  };
  const order: U[] = [];
  units.forEach(visit);
  return order;
}
