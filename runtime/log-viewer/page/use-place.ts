import { useEffect, useState } from 'preact/hooks';
import { parsePlace, pathOf, type Place } from './place.ts';

/** Where the page is, and the way elsewhere. */
export interface Navigation {
  readonly place: Place;
  /** @param replaces whether the way back leads past the place that is left. @default false */
  readonly go: (place: Place, replaces?: boolean) => void;
}

/** The place that the address names. Links to places of the page do not load it anew. */
export function usePlace(root: string): Navigation {
  const [place, setPlace] = useState(() => placeOf(root, location.href));
  useEffect(() => {
    const read = (): void => setPlace(placeOf(root, location.href));
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (event.defaultPrevented || event.button !== 0 || link === null || link.hasAttribute('download')) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !link.href.startsWith(root)) return;
      event.preventDefault();
      history.pushState(null, '', link.href);
      read();
    };
    addEventListener('popstate', read);
    addEventListener('hashchange', read);
    document.addEventListener('click', onClick);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener('hashchange', read);
      document.removeEventListener('click', onClick);
    };
  }, [root]);
  const go = (next: Place, replaces = false): void => {
    const href = root + pathOf(next);
    if (replaces) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    setPlace(next);
  };
  return { place, go };
}

/** The place that an address names. @param root the address of the page, with slash at its end */
export function placeOf(root: string, href: string): Place {
  const { origin, pathname, hash } = new URL(href);
  const path = origin + pathname;
  // The root is also asked for without its slash.
  return parsePlace(path.startsWith(root) ? path.slice(root.length) : '', hash);
}
