import type { ApiFault, LogFile } from './api.ts';
import { nameKey } from './format.ts';

/** What is known of a route's logs; undefined while they are on their way. */
export type Listed = { readonly files: readonly LogFile[] } | { readonly fault: ApiFault } | undefined;

interface Item {
  /** Unlike any other item's. */
  readonly key: string;
  readonly route: string;
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly of: number;
}

/** A line of the tree, as one sees it from top to bottom. */
export type TreeItem = Item &
  (
    | { readonly kind: 'route'; readonly isExpanded: boolean; readonly logs: number | undefined }
    | { readonly kind: 'log'; readonly file: LogFile }
    | { readonly kind: 'more'; readonly hidden: number }
    | { readonly kind: 'note'; readonly text: string }
  );

interface TreeOptions {
  readonly routes: readonly string[] | undefined;
  readonly logs: ReadonlyMap<string, Listed>;
  /** Words that all have to be in `route/log`, in any case. With a filter every route is expanded and those without a match are left out. */
  readonly filter: string;
  readonly isNewestFirst: boolean;
  readonly expanded: ReadonlySet<string>;
  /** Logs of a route that are shown at most. */
  readonly limitOf: (route: string) => number;
}

/** The lines of the tree: routes by name, each with its logs by name or newest first. */
export function treeItems({
  routes = [],
  logs,
  filter,
  isNewestFirst,
  expanded,
  limitOf,
}: TreeOptions): readonly TreeItem[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const isFiltered = words.length > 0;
  const keyOf = ({ name, lastModified }: LogFile): string =>
    (isNewestFirst ? String(Number.MAX_SAFE_INTEGER - Date.parse(lastModified)) : '') + nameKey(name);

  const shown = sortedBy(routes, nameKey).flatMap((route) => {
    const listed = logs.get(route);
    const files =
      listed !== undefined && 'files' in listed
        ? listed.files.filter(({ name }) => matches(`${route}/${name}`))
        : undefined;
    return isFiltered && (files === undefined || files.length === 0) ? [] : [{ route, listed, files }];
  });
  return shown.flatMap(({ route, listed, files }, index): TreeItem[] => {
    const isExpanded = isFiltered || expanded.has(route);
    const key = `${route}/`;
    const own: TreeItem = {
      kind: 'route',
      key,
      route,
      isExpanded,
      logs: files?.length,
      position: index + 1,
      of: shown.length,
    };
    if (!isExpanded) return [own];
    if (files === undefined || files.length === 0) {
      const fault = listed !== undefined && 'fault' in listed ? listed.fault.message : undefined;
      const text = fault ?? (files === undefined ? 'Loading…' : 'No logs');
      return [own, { kind: 'note', key: `${key}/note`, route, text, position: 1, of: 1 }];
    }
    const limit = limitOf(route);
    const of = Math.min(files.length, limit + 1);
    const items = sortedBy(files, keyOf)
      .slice(0, limit)
      .map((file, at): TreeItem => ({ kind: 'log', key: key + file.name, route, file, position: at + 1, of }));
    const hidden = files.length - items.length;
    const rest: TreeItem[] = hidden > 0 ? [{ kind: 'more', key: `${key}/more`, route, hidden, position: of, of }] : [];
    return [own, ...items, ...rest];
  });
}

function sortedBy<T>(things: readonly T[], keyOf: (thing: T) => string): readonly T[] {
  const keyed = things.map((thing) => ({ thing, key: keyOf(thing) }));
  return keyed.sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key))).map(({ thing }) => thing);
}
