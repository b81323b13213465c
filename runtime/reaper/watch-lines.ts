import { RetryError } from '../shared/errors.ts';
import { parseJobs } from './job-json.ts';
import { isJob } from './job-list.ts';
import type { Job } from './job-state.ts';

/** One line of a watch. `ERROR` comes with HTTP 200; its `object` is a Status, of which `code` counts. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Job }
  | { readonly type: 'BOOKMARK'; readonly object: { readonly metadata: { readonly resourceVersion?: string } } }
  | { readonly type: 'ERROR'; readonly object: Status };

/** How the API server says what went wrong. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface Status {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly retryAfterSeconds?: number };
}

/** The longest line that is read, in bytes. etcd holds objects of 1.5 MiB by default; a stream that goes on without a line end is broken. */
const defaultMaxLineBytes = 16 * 1024 * 1024;

const newline = 0x0a;

/**
 * Cuts the body of a watch into its events. Chunks may end anywhere, also within a character. What follows the last line end is no event: a stream that was cut
 * there ends so.
 */
export class WatchLines {
  readonly #maxLineBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param maxLineBytes the longest line. @default 16 MiB */
  constructor(maxLineBytes: number = defaultMaxLineBytes) {
    this.#maxLineBytes = maxLineBytes;
  }

  /**
   * The events that are whole with this chunk, in their order; their Jobs as `parseJobs` gives them.
   * @throws RetryError when a line is too long or no event; of the stream nothing more can be read then
   */
  *read(chunk: Buffer): Generator<WatchEvent, void, undefined> {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const line = this.#lineUpTo(chunk, from, end);
      from = end + 1;
      if (line.length > 0) yield parseEvent(line);
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** A line that lies within one chunk is not copied. */
  #lineUpTo(chunk: Buffer, from: number, end: number): Buffer {
    if (this.#parts.length === 0) return chunk.subarray(from, end);
    this.#keep(chunk.subarray(from, end));
    const line = Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    return line;
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxLineBytes) {
      throw new RetryError(`reaper: watch: got a line of over ${this.#maxLineBytes} bytes; expected an event a line`);
    }
    this.#parts.push(part);
  }
}

function parseEvent(line: Buffer): WatchEvent {
  const event = parseJobs(line, isEvent);
  if (event !== undefined) return event;
  throw new RetryError(`reaper: watch: got a line of ${line.length} bytes that is no event; expected an event`);
}

function isEvent(value: unknown): value is WatchEvent {
  const { type, object } = (value ?? {}) as { type?: unknown; object?: { metadata?: unknown } };
  if (typeof object !== 'object' || object === null) return false;
  if (type === 'ERROR') return true;
  if (type === 'BOOKMARK') return typeof object.metadata === 'object' && object.metadata !== null;
  return (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') && isJob(object);
}
