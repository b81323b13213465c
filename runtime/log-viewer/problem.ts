import { http } from '../shared/node-http.ts';

/** What a problem may say beside its status. */
export interface ProblemOptions extends ErrorOptions {
  /** A word for programs. @default - none */
  readonly code?: string;
  /** Headers of the answer. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with an answer that says what is wrong, without a word about what else there is. @see RFC 9457 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param status 400 to 599 @param detail a sentence for people, shown to who asked */
  constructor(status: number, detail: string, { code, headers = {}, ...options }: ProblemOptions = {}) {
    super(detail, options);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** The body, `application/problem+json`. */
  toJSON() {
    const title = http.STATUS_CODES[this.status] ?? 'Error';
    return { type: 'about:blank', title, status: this.status, detail: this.message, code: this.code };
  }
}

/** The one answer for a name that nothing has, that leads elsewhere or that is none. */
export const notFound = (): Problem => new Problem(404, 'there is nothing of this name');

/** What is there and the process may not read. Only who may read logs is told. */
export const notReadable = (cause: unknown): Problem =>
  new Problem(403, 'the log viewer itself has no right to read this', { code: 'not_readable', cause });

/** What was asked for was there, and changed or went while it was read. */
export const gone = (cause?: unknown): Problem =>
  new Problem(410, 'the log was deleted, cut or replaced while it was read; ask again', { code: 'log_changed', cause });
