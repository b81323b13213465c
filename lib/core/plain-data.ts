import { Lazy } from 'cdk8s';

/**
 * A copy of plain data with sorted keys and produced Lazy values, without what is null or undefined: what cdk8s renders of it.
 *
 * @throws TypeError when something in it is not plain data
 */
export function plain(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') throw new TypeError('not data');
  if (Array.isArray(value)) return value.map(item);
  if (value instanceof Lazy) return plain(value.produce());
  if (!isPlainMap(value)) throw new TypeError('not plain');
  return plainCopy(value, sortedKeys(value));
}

/** As `plain`, with the outermost keys in the order in which they are. @throws TypeError as `plain` does */
export const plainParts = (value: object): object =>
  plainCopy(value as Readonly<Record<string, unknown>>, Object.keys(value));

function plainCopy(map: Readonly<Record<string, unknown>>, keys: readonly string[]): object {
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    const part = plain(map[key]);
    if (part !== undefined) copy[key] = part;
  }
  return copy;
}

/** An item of a list: cdk8s keeps the place of one that is null. */
function item(value: unknown): unknown {
  const part = plain(value);
  if (part === undefined) throw new TypeError('a list with null in it');
  return part;
}

/** Whether an object is a map: made by no class, and by nothing that resolves itself. */
export const isPlainMap = (value: object): value is Readonly<Record<string, unknown>> =>
  value.constructor === Object && !('resolve' in value);

/**
 * The keys of an object in the order in which a sorted copy has them: as `sort()` orders them, which takes room for a copy even where there is nothing to
 * do, but whole numbers first.
 */
export function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  const first = keys[0] ?? '';
  if (first >= '0' && first < ':') return Object.keys(Object.fromEntries(keys.sort().map((key) => [key, true])));
  if (keys.length > 32) return keys.sort();
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] ?? '';
    let at = end;
    for (let before = keys[at - 1] ?? ''; at > 0 && before > key; before = keys[at - 1] ?? '') {
      keys[at] = before;
      at -= 1;
    }
    keys[at] = key;
  }
  return keys;
}
