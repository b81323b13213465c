import type { IncomingMessage } from 'node:http';
import { RetryError } from '../shared/errors.ts';
import { WatchFrames } from './watch-frames.ts';

/** The body of one watch, from its opening to its end. */
export class OpenWatch {
  readonly frames = new WatchFrames();
  /** By the monotonic clock. */
  readonly openedAtMs: number;
  /** Whether it has had any. */
  hasEvents = false;
  readonly #stream: IncomingMessage;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #silence: NodeJS.Timeout;
  #isWaiting = false;

  /** @param silenceMs without a byte for that long it is cut */
  constructor(stream: IncomingMessage, silenceMs: number, openedAtMs: number) {
    this.#stream = stream;
    this.openedAtMs = openedAtMs;
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#silence = setTimeout(() => this.#onSilence(silenceMs), silenceMs);
  }

  /** The next chunk; undefined at the end. @throws when the connection breaks, or is silent for too long */
  async next(): Promise<Buffer | undefined> {
    this.#isWaiting = true;
    this.#silence.refresh();
    const { done, value } = await this.#chunks.next();
    this.#isWaiting = false;
    return done ? undefined : value;
  }

  /** May be called again. */
  close(): void {
    clearTimeout(this.#silence);
    this.#stream.destroy();
  }

  /** While we are the ones who do not read, nothing is known of the other side. */
  #onSilence(silenceMs: number): void {
    if (!this.#isWaiting) this.#silence.refresh();
    else this.#stream.destroy(new RetryError(`reaper: watch: got nothing for ${silenceMs} ms; expected a bookmark`));
  }
}
