import { Problem } from './problem.ts';

/** What a search looks for. */
export interface SearchQuery {
  readonly text: string;
  /** Whether the text is a regular expression. */
  readonly isRegex: boolean;
  readonly ignoreCase: boolean;
  /** The most matching lines, 1 to 10000. */
  readonly limit: number;
}

/** Which lines. */
export interface WindowQuery {
  /** The first line, from 0. Not looked at where `lines` is below 0. @default - that of `fromByte`, else the first */
  readonly fromLine?: number;
  /** A byte of the first line. */
  readonly fromByte?: number;
  /** How many lines; below 0 so many at the end. @default - all */
  readonly lines?: number;
  /** The most bytes of each line that are given. @default - all */
  readonly lineBytes?: number;
  /** Whether the answer waits until the numbers of its lines are known. @default true */
  readonly isNumbered: boolean;
}

/** What is asked of a log. */
export type LogQuery =
  | { readonly kind: 'window'; readonly window: WindowQuery }
  | { readonly kind: 'search'; readonly search: SearchQuery }
  | { readonly kind: 'follow'; readonly fromLine: number | undefined };

const mostLines = 100_000;
const mostMatches = 10_000;
const defaultMatches = 1_000;
const mostText = 1_000;

/** Reads the parameters of a log; those it does not know are left alone. @throws Problem 422 that names all faults */
export function readLogQuery(query: unknown): LogQuery {
  const reader = new Reader(query as Readonly<Record<string, unknown>>);
  const isFollow = reader.flag('follow');
  const text = reader.text('search');
  const fromLine = reader.integer('fromLine', 0, Number.MAX_SAFE_INTEGER);
  const fromByte = reader.integer('fromByte', 0, Number.MAX_SAFE_INTEGER);
  const lines = reader.integer('lines', -mostLines, mostLines);
  const lineBytes = reader.integer('lineBytes', 1, 1024 * 1024);
  const isNumbered = reader.flag('numbered', true);
  const search: SearchQuery = {
    text: text ?? '',
    isRegex: reader.flag('regex'),
    ignoreCase: reader.flag('ignoreCase'),
    limit: reader.integer('limit', 1, mostMatches) ?? defaultMatches,
  };
  if (isFollow && text !== undefined) reader.fault('follow', 'no search beside it');
  if (fromLine !== undefined && fromByte !== undefined) reader.fault('fromByte', 'no fromLine beside it');
  if (text !== undefined && (text === '' || text.length > mostText || /[\n\0]/.test(text)))
    reader.fault('search', `1 to ${mostText} characters of one line`);
  reader.end();
  if (isFollow) return { kind: 'follow', fromLine };
  if (text !== undefined) return { kind: 'search', search };
  return { kind: 'window', window: { fromLine, fromByte, lines, lineBytes, isNumbered } };
}

class Reader {
  readonly #query: Readonly<Record<string, unknown>>;
  readonly #faults: string[] = [];

  constructor(query: Readonly<Record<string, unknown>>) {
    this.#query = query;
  }

  text(name: string): string | undefined {
    const value = this.#query[name];
    if (value === undefined || typeof value === 'string') return value;
    this.fault(name, 'it once');
    return undefined;
  }

  flag(name: string, fallback = false): boolean {
    const text = this.text(name) ?? String(fallback);
    if (text !== 'true' && text !== 'false') this.fault(name, 'true or false');
    return text === 'true';
  }

  integer(name: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.fault(name, `an integer from ${least} to ${most}`);
    return undefined;
  }

  fault(name: string, expected: string): void {
    this.#faults.push(`${name}: got ${JSON.stringify(this.#query[name])}; expected ${expected}`);
  }

  end(): void {
    if (this.#faults.length > 0) throw new Problem(422, this.#faults.sort().join('; '), { code: 'bad_parameter' });
  }
}
