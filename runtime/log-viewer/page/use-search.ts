import { useEffect, useState } from 'preact/hooks';
import type { Api, SearchQuery } from './api.ts';
import { findMatches, type Matches } from './matches.ts';

/** The search in one log: what is looked for, and what was found so far; undefined while nothing is looked for. */
export interface Search {
  readonly query: SearchQuery;
  readonly matches: Matches | undefined;
  readonly setQuery: (query: SearchQuery) => void;
}

/** Each search reads the whole log, so it waits until the typing has stopped, in milliseconds. */
const TYPING_MS = 300;

/** Searches a log for what is asked; another question ends the search for the one before. */
export function useSearch(api: Api, path: string): Search {
  const [query, setQuery] = useState<SearchQuery>({ text: '', isRegex: false, ignoresCase: true });
  const [matches, setMatches] = useState<Matches>();
  useEffect(() => {
    setMatches(undefined);
    if (query.text === '') return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      setMatches({ query, lines: [], ranges: new Map(), isDone: false, isTruncated: false });
      void findMatches(api, path, query, controller.signal, setMatches);
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, path, query]);
  return { query, matches, setQuery };
}
