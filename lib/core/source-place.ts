import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this library, which in its own repository holds the systems of a fleet too. */
const own = fileURLToPath(new URL('../', import.meta.url));
const systems = fileURLToPath(new URL('../systems/', import.meta.url));

/**
 * Where in a fleet's own files an error came up, such as `systems/shop.ts:55:27`, for who wrote that line: the nearest place in the stack that is neither
 * this library's, a package's nor Node's. It is relative to the working directory if it is below it.
 */
export function sourcePlace({ stack = '' }: Error): string {
  const places = Array.from(stack.matchAll(/^\s+at (?:async )?(?:.*\()?(.+?:\d+:\d+)\)?$/gm), ([, place = '']) =>
    pathOf(place),
  );
  const found = places.find(isFleets) ?? places[0];
  if (found === undefined) return 'an unknown place';
  const below = relative(process.cwd(), found);
  return below.startsWith('..') || isAbsolute(below) ? found : below;
}

const pathOf = (place: string): string => (place.startsWith('file:') ? fileURLToPath(place) : place);

const isFleets = (path: string): boolean =>
  isAbsolute(path) && !path.includes('node_modules') && (!path.startsWith(own) || path.startsWith(systems));
