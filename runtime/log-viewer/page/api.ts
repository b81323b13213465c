import { eventsOf, linesOf, type ServerEvent } from './text-stream.ts';

/** What went wrong, by what the page can do about it. `offline`: no answer at all. */
export type FaultKind = 'expired' | 'forbidden' | 'unreadable' | 'missing' | 'gone' | 'offline' | 'other';

/** A call that had no success; the message is for people. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A log in a route's folder, or a pod's. */
export interface LogFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly lastModified: string;
}

/** A Job's logs; `log_url` is the page's address of the log that the Job itself wrote, if it wrote one. */
export interface JobLogs {
  readonly name: string;
  readonly log_url: string | null;
  readonly pods: readonly LogFile[];
}

/** Some lines of a log, and what is known of the whole. */
export interface LogWindow {
  /** The number of its first line; the log's first is 0. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Lines of the log so far; undefined where the server has not counted them yet, and `first` is not known then. */
  readonly total: number | undefined;
  readonly modified: Date | undefined;
}

/** What is looked for. */
export interface SearchQuery {
  readonly text: string;
  readonly isRegex: boolean;
  readonly ignoresCase: boolean;
}

/** One line that matches; or the end of the search. */
export type SearchAnswer =
  | { readonly line: number; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly done: true; readonly matches: number; readonly truncated: boolean };

/** Matches that a search returns at most. */
export const SEARCH_LIMIT = 1000;

/** What is got of a line at most: more than is shown. */
const MOST_LINE_BYTES = 40_000;

type Query = Readonly<Record<string, string | number | boolean>>;

const KINDS: Readonly<Record<number, FaultKind>> = { 401: 'expired', 403: 'forbidden', 404: 'missing', 410: 'gone' };

/** The server's API. The token goes into a header of each call, never into an address. Every call throws an ApiFault, or the signal's reason. */
export class Api {
  readonly #root: string;
  readonly #token: () => string | undefined;
  #ahead: { readonly path: string; readonly lines: number; readonly window: Promise<LogWindow> } | undefined;
  /** Called when the server does not take the token. */
  onExpired: () => void = () => undefined;

  /**
   * @param root the address of the page, with slash at its end
   * @param token the one to use now; asked at each call
   */
  constructor(root: string, token: () => string | undefined) {
    this.#root = root;
    this.#token = token;
  }

  async routes(signal?: AbortSignal): Promise<readonly string[]> {
    return (await this.#get('api/routes', { signal })).json() as Promise<readonly string[]>;
  }

  async logs(route: string, signal?: AbortSignal): Promise<readonly LogFile[]> {
    const response = await this.#get(`api/${encodeURIComponent(route)}`, { signal });
    const text = await response.text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogFile);
  }

  async job(name: string, signal?: AbortSignal): Promise<JobLogs> {
    return (await this.#get(jobPath(name), { signal })).json() as Promise<JobLogs>;
  }

  /** Events of a Job as they come; nothing where the server does not follow events. */
  async *jobEvents(name: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    yield* await this.#events(`${jobPath(name)}/events`, {}, signal);
  }

  /** Some lines, from one on; the log's first is 0. */
  async window(path: string, fromLine: number, lines: number, signal?: AbortSignal): Promise<LogWindow> {
    return this.#window(path, { fromLine, lines }, signal);
  }

  /** Asks already now for what the first call of `end` is to give, without waiting for numbers. */
  expectEnd(path: string, lines: number): void {
    const window = this.end(path, lines, false);
    // A failure is thrown by the call that is to give the lines.
    window.catch(() => undefined);
    this.#ahead = { path, lines, window };
  }

  /** The last lines. @param isNumbered whether to wait until it is known which these are, which may take as long as to read the log */
  async end(path: string, lines: number, isNumbered: boolean): Promise<LogWindow> {
    const ahead = this.#ahead;
    if (!isNumbered && ahead?.path === path && ahead.lines === lines) {
      this.#ahead = undefined;
      return ahead.window;
    }
    return this.#window(path, { lines: -lines, ...(!isNumbered && { numbered: false }) });
  }

  async #window(path: string, query: Query, signal?: AbortSignal): Promise<LogWindow> {
    const response = await this.#get(path, { signal, query: { ...query, lineBytes: MOST_LINE_BYTES } });
    const text = await response.text();
    const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    const modified = response.headers.get('x-logfile-modified');
    return {
      first: numberOf(response, 'x-log-first-line') ?? 0,
      lines,
      total: numberOf(response, 'x-log-lines'),
      modified: modified === null ? undefined : new Date(modified),
    };
  }

  async *search(
    path: string,
    { text, isRegex, ignoresCase }: SearchQuery,
    signal: AbortSignal,
  ): AsyncGenerator<SearchAnswer> {
    const query = {
      search: text,
      limit: SEARCH_LIMIT,
      ...(isRegex && { regex: true }),
      ...(ignoresCase && { ignoreCase: true }),
    };
    const response = await this.#get(path, { signal, query });
    for await (const line of linesOf(bodyOf(response))) {
      if (line !== '') yield JSON.parse(line) as SearchAnswer;
    }
  }

  /** New lines from one on, as they are written. Resolves once the server follows the log. */
  async follow(path: string, fromLine: number, signal: AbortSignal): Promise<AsyncIterable<ServerEvent>> {
    return this.#events(path, { follow: true, fromLine }, signal);
  }

  /** The whole of a log, byte by byte. */
  async bytes(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return bodyOf(await this.#get(path, { signal }));
  }

  async #events(path: string, query: Query, signal: AbortSignal): Promise<AsyncIterable<ServerEvent>> {
    return this.#untilExpired(await this.#get(path, { signal, query, accept: 'text/event-stream' }));
  }

  /** The server ends a stream with the token that it was asked for with, and says so. */
  async *#untilExpired(response: Response): AsyncGenerator<ServerEvent> {
    for await (const event of eventsOf(bodyOf(response))) {
      if (event.event === 'expired') {
        this.onExpired();
        throw new ApiFault('expired', 'the token is not valid any more');
      }
      yield event;
    }
  }

  async #get(
    path: string,
    {
      signal,
      query = {},
      accept,
    }: {
      readonly signal?: AbortSignal;
      readonly query?: Query;
      readonly accept?: string;
    } = {},
  ): Promise<Response> {
    const url = new URL(path, this.#root);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const token = this.#token();
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(accept !== undefined && { accept }),
    };
    let response: Response;
    try {
      response = await fetch(url, { headers, signal });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiFault('offline', 'The server does not answer.', { cause: error });
    }
    if (response.ok) return response;
    const { code, message } = await problemOf(response);
    const kind = code === 'not_readable' ? 'unreadable' : (KINDS[response.status] ?? 'other');
    const fault = new ApiFault(kind, message);
    if (fault.kind === 'expired') this.onExpired();
    throw fault;
  }
}

/** Where the API has a log. */
export const logPath = (route: string, log: string): string =>
  `api/${encodeURIComponent(route)}/${encodeURIComponent(log)}`;

/** Where the API has what a pod wrote. */
export const podPath = (job: string, pod: string): string => `${jobPath(job)}/pods/${encodeURIComponent(pod)}`;

const jobPath = (name: string): string => `api/-/jobs/${encodeURIComponent(name)}`;

function bodyOf({ body }: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (body === null) throw new ApiFault('other', 'The server answered with nothing.');
  return body;
}

function numberOf(response: Response, header: string): number | undefined {
  const value = response.headers.get(header);
  return value === null ? undefined : Number(value);
}

/** What an answer of application/problem+json says. @see RFC 9457 */
async function problemOf(response: Response): Promise<{ readonly code?: string; readonly message: string }> {
  const fallback = `The server answered with status ${response.status}.`;
  if (!response.headers.get('content-type')?.includes('json')) return { message: fallback };
  const { code, title, detail } = (await response.json()) as Readonly<
    Record<'code' | 'title' | 'detail', string | undefined>
  >;
  return { code, message: detail ?? title ?? fallback };
}
