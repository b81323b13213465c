/** Lines as people count them: the first is 1; both ends belong to the range. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** What the page shows. `unknown` is an address that stands for nothing. */
export type Place =
  | { readonly at: 'home' }
  | { readonly at: 'log'; readonly route: string; readonly log: string; readonly range?: LineRange }
  | { readonly at: 'job'; readonly job: string; readonly pod?: string; readonly range?: LineRange }
  | { readonly at: 'unknown' };

/**
 * The place of an address: `log/<route>/<file>`, `job/<name>` or `job/<name>/<pod>`, each with `#L10` or `#L10-L20` or without.
 * @param path below the page's root, without leading slash, percent-encoded as in an address
 * @param hash with its `#`, or empty; one that names no lines counts as empty
 */
export function parsePlace(path: string, hash = ''): Place {
  const [kind = '', ...names] = path.split('/').map(decoded);
  const range = parseRange(hash);
  if (path === '') return { at: 'home' };
  if (names.length === 0 || names.some((name) => name === undefined || name === '')) return { at: 'unknown' };
  const [first = '', second, ...others] = names as string[];
  if (others.length > 0) return { at: 'unknown' };
  if (kind === 'log' && second !== undefined) return { at: 'log', route: first, log: second, range };
  // Links that other programs made for the published page.
  if (kind === 'logByJobName' && second === undefined) return { at: 'job', job: first };
  if (kind === 'job') return { at: 'job', job: first, pod: second, range };
  return { at: 'unknown' };
}

/** The address of a place below the page's root, without leading slash: what `parsePlace` reads. */
export function pathOf(place: Place): string {
  switch (place.at) {
    case 'log':
      return joined('log', [place.route, place.log]) + hashOf(place.range);
    case 'job':
      return joined('job', [place.job, ...(place.pod === undefined ? [] : [place.pod])]) + hashOf(place.range);
    case 'home':
    case 'unknown':
      return '';
  }
}

/** `#L10`, `#L10-L20`, or nothing. */
function hashOf(range: LineRange | undefined): string {
  if (range === undefined) return '';
  return range.first === range.last ? `#L${range.first}` : `#L${range.first}-L${range.last}`;
}

/** The lines that a hash such as `#L10-L20` names, in order; undefined for anything else. */
function parseRange(hash: string): LineRange | undefined {
  const [, first, last = first] = /^#L([1-9]\d{0,14})(?:-L?([1-9]\d{0,14}))?$/.exec(hash) ?? [];
  if (first === undefined) return undefined;
  const [one, other] = [Number(first), Number(last)];
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

const joined = (kind: string, names: readonly string[]): string => [kind, ...names.map(encodeURIComponent)].join('/');

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // not an address of ours
  }
}
