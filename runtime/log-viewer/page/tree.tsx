import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api.ts';
import { ageText, countText, sizeText, timeText } from './format.ts';
import { Icon } from './icons.tsx';
import { pathOf } from './place.ts';
import { FaultState, Loading, State } from './states.tsx';
import { treeItems, type TreeItem } from './tree-items.ts';
import { useListing } from './use-listing.ts';

interface TreeProps {
  readonly api: Api;
  readonly root: string;
  /** The log that is shown. */
  readonly open: { readonly route: string; readonly log: string } | undefined;
}

const SORT_KEY = 'log-viewer.newest-first';
const MINUTE_MS = 60_000;
/** Logs of a route that are shown before one asks for more. */
const SHOWN = 300;

/** All routes and their logs, to pick one. */
export function Tree({ api, root, open }: TreeProps): JSX.Element {
  const [filter, setFilter] = useState('');
  const [isNewestFirst, setNewestFirst] = useState(() => localStorage.getItem(SORT_KEY) === 'yes');
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const [now, setNow] = useState(() => new Date());
  const [focused, setFocused] = useState<string>();
  const tree = useRef<HTMLDivElement>(null);
  const listing = useListing(api);

  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (open !== undefined) setExpanded((expanded) => new Set([...expanded, open.route]));
  }, [open?.route]);
  // Only logs that are to be seen are listed.
  useEffect(() => {
    const needed = filter === '' ? [...expanded] : (listing.routes ?? []);
    listing.need(needed);
  }, [filter, expanded, listing.routes]);

  const items = treeItems({
    ...listing,
    filter,
    isNewestFirst,
    expanded,
    limitOf: (route) => limits.get(route) ?? SHOWN,
  });
  const keys = items.map(({ key }) => key);
  const openKey = keyOf(open);
  const isOpenListed = openKey !== undefined && keys.includes(openKey);
  const active =
    focused !== undefined && keys.includes(focused) ? focused : (keys.find((key) => key === openKey) ?? keys[0]);

  // What had the focus may be gone, as the word that logs are on their way.
  useLayoutEffect(() => {
    if (focused === undefined || keys.includes(focused) || document.activeElement !== document.body) return;
    const [route] = focused.split('/', 1);
    focus(items.find((item) => item.route === route && item.kind === 'log')?.key ?? active);
  });

  // The log that an address named may be far down.
  useEffect(() => {
    if (isOpenListed && filter === '') itemOf(openKey)?.scrollIntoView({ block: 'nearest' });
  }, [openKey, isOpenListed]);

  const itemOf = (key: string): HTMLElement | null | undefined =>
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  const focus = (key: string | undefined): void => {
    if (key === undefined) return;
    setFocused(key);
    itemOf(key)?.focus();
  };
  const toggle = (route: string, isOpen = !expanded.has(route)): void => {
    setExpanded(new Set(isOpen ? [...expanded, route] : [...expanded].filter((other) => other !== route)));
  };
  const more = (route: string): void => {
    setLimits(new Map([...limits, [route, (limits.get(route) ?? SHOWN) * 4]]));
  };
  const onKeyDown = (event: KeyboardEvent, item: TreeItem): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = keys.indexOf(item.key);
    const action = {
      ArrowDown: () => focus(keys[index + 1]),
      ArrowUp: () => focus(keys[index - 1]),
      Home: () => focus(keys[0]),
      End: () => focus(keys.at(-1)),
      ArrowRight: () => (item.kind === 'route' && !item.isExpanded ? toggle(item.route, true) : focus(keys[index + 1])),
      ArrowLeft: () => (item.kind === 'route' ? toggle(item.route, false) : focus(`${item.route}/`)),
      Enter: () => (event.currentTarget as HTMLElement).click(),
      ' ': () => (event.currentTarget as HTMLElement).click(),
    }[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  return (
    <div class="tree-box">
      <div class="tree-tools">
        <input
          id="filter"
          type="search"
          aria-label="Search routes and logs"
          placeholder="Search logs"
          autocomplete="off"
          spellcheck={false}
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              focus(keys[0]);
            }
          }}
        />
        <button
          type="button"
          class="tool"
          aria-pressed={isNewestFirst}
          title="Show the newest logs first"
          onClick={() => {
            localStorage.setItem(SORT_KEY, isNewestFirst ? 'no' : 'yes');
            setNewestFirst(!isNewestFirst);
          }}
        >
          Newest
        </button>
      </div>
      {listing.fault !== undefined && <FaultState fault={listing.fault} onRetry={listing.retry} />}
      {listing.routes === undefined && listing.fault === undefined && <Loading what="routes" />}
      {listing.routes?.length === 0 && (
        <State title="No logs yet">
          <p>A route appears here with its first log.</p>
        </State>
      )}
      {filter !== '' && items.length === 0 && listing.routes !== undefined && listing.routes.length > 0 && (
        <State title={listing.isBusy ? 'Searching…' : 'No log has that name'}>
          {!listing.isBusy && <p>Every word has to be in the name of the route or of the log.</p>}
        </State>
      )}
      {items.length > 0 && (
        <div class="tree" role="tree" aria-label="Logs by route" ref={tree}>
          {items.map((item) => {
            const common = {
              role: 'treeitem' as const,
              'data-key': item.key,
              'aria-level': item.kind === 'route' ? 1 : 2,
              'aria-posinset': item.position,
              'aria-setsize': item.of,
              tabIndex: item.key === active ? 0 : -1,
              onKeyDown: (event: KeyboardEvent) => onKeyDown(event, item),
              onFocus: () => setFocused(item.key),
            };
            if (item.kind === 'route')
              return (
                <div
                  key={item.key}
                  {...common}
                  class="route"
                  aria-expanded={item.isExpanded}
                  onClick={() => toggle(item.route, !item.isExpanded)}
                >
                  <Icon name="chevron" />
                  <span class="name">{item.route}</span>
                  {item.logs !== undefined && <span class="meta">{countText(item.logs)}</span>}
                </div>
              );
            if (item.kind === 'log')
              return (
                <a
                  key={item.key}
                  {...common}
                  class="file"
                  href={root + pathOf({ at: 'log', route: item.route, log: item.file.name })}
                  aria-current={keyOf(open) === item.key ? 'page' : undefined}
                  title={`${item.file.name}\n${countText(item.file.size)} bytes, ${timeText(new Date(item.file.lastModified))}`}
                >
                  <span class="visually-hidden">
                    {`${item.file.name}, ${sizeText(item.file.size)}, ${ageText(new Date(item.file.lastModified), now)}`}
                  </span>
                  <span class="shown" aria-hidden="true">
                    <span class="name">{ownName(item.route, item.file.name)}</span>
                    <span class="meta size">{sizeText(item.file.size)}</span>
                    <span class="meta age">{ageText(new Date(item.file.lastModified), now)}</span>
                  </span>
                </a>
              );
            if (item.kind === 'more')
              return (
                <div key={item.key} {...common} class="file more" onClick={() => more(item.route)}>
                  Show more: {countText(item.hidden)} are hidden
                </div>
              );
            return (
              <div key={item.key} {...common} class="file note">
                {item.text}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

const keyOf = (open: TreeProps['open']): string | undefined => open && `${open.route}/${open.log}`;

/** A log's name without the beginning that only says its route again: what tells logs apart stands behind it. */
function ownName(route: string, name: string): string {
  const usual = `cds_${route}`;
  return name.startsWith(usual) && name !== `${usual}.log` ? name.slice(usual.length) : name;
}
