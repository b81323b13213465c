import { RetryError } from '../shared/errors.ts';
import { parseStatus, type Status } from '../shared/kubernetes-protobuf.ts';
import { bytes, message, one, text } from '../shared/protobuf.ts';
import { parseBookmark, parseJob, type Bookmark } from './job-protobuf.ts';
import type { Job } from './job-state.ts';

/** One event of a watch. `ERROR` comes with HTTP 200; of its Status `code` counts. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Job }
  | { readonly type: 'BOOKMARK'; readonly object: Bookmark }
  | { readonly type: 'ERROR'; readonly object: Status };

/** The longest frame that is read, in bytes. etcd holds objects of 1.5 MiB by default; a stream with a longer one is broken. */
const defaultMaxFrameBytes = 16 * 1024 * 1024;

/** Before each frame: its length in bytes. */
const lengthBytes = 4;

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/generated.proto `WatchEvent`, and pkg/runtime/generated.proto `RawExtension` */
const watchEvent = message<{ readonly type?: string; readonly object?: { readonly raw?: Buffer } }>({
  1: one('type', text),
  2: one('object', message({ 1: one('raw', bytes) })),
});

/**
 * Cuts the body of a watch as protobuf into its events. Chunks may end anywhere. What has not come as a whole is no event: a stream that was cut there ends so.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export class WatchFrames {
  readonly #maxFrameBytes: number;
  /** Of the frame that comes next; undefined until that is known. */
  #frameBytes: number | undefined;
  /** What has come of that, or of its length. */
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param maxFrameBytes the longest frame. @default 16 MiB */
  constructor(maxFrameBytes: number = defaultMaxFrameBytes) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * The events that are whole with this chunk, in their order.
   * @throws RetryError when a frame is too long or no event; of the stream nothing more can be read then
   */
  *read(chunk: Buffer): Generator<WatchEvent, void, undefined> {
    let at = 0;
    for (;;) {
      const missing = (this.#frameBytes ?? lengthBytes) - this.#bytes;
      if (chunk.length - at < missing) break;
      const whole = this.#with(chunk.subarray(at, at + missing));
      at += missing;
      if (this.#frameBytes === undefined) {
        this.#frameBytes = this.#checked(whole.readUInt32BE());
      } else {
        this.#frameBytes = undefined;
        yield parseEvent(whole);
      }
    }
    if (at < chunk.length) this.#keep(chunk.subarray(at));
  }

  /** What lies within one chunk is not copied. */
  #with(last: Buffer): Buffer {
    if (this.#parts.length === 0) return last;
    this.#keep(last);
    const whole = Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    return whole;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  #checked(frameBytes: number): number {
    if (frameBytes <= this.#maxFrameBytes) return frameBytes;
    throw new RetryError(`reaper: watch: got a frame of ${frameBytes} bytes; expected at most ${this.#maxFrameBytes}`);
  }
}

function parseEvent(frame: Buffer): WatchEvent {
  try {
    const { type, object } = watchEvent.parse(frame);
    const raw = object?.raw ?? Buffer.alloc(0);
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return { type, object: parseJob(raw) };
    if (type === 'BOOKMARK') return { type, object: parseBookmark(raw) };
    if (type === 'ERROR') return { type, object: parseStatus(raw) };
    throw new Error('got another type; expected one that is known');
  } catch (cause) {
    throw new RetryError(`reaper: watch: got ${frame.length} bytes that are no event; expected an event`, { cause });
  }
}
