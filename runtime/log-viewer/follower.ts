import type { LineIndexes } from './line-index.ts';
import { LineSplitter } from './line-splitter.ts';
import type { LogFile } from './log-file.ts';
import { eventOf, type EventStream } from './sse.ts';

/** Read at a time. */
const partBytes = 64 * 1024;

/** The end of a log as a follower sees it. */
export interface Followed {
  /** The file that is read now. */
  readonly file: LogFile;
  /** Changes when lines are counted from 0 again. */
  readonly epoch: number;
  /** The first line that is not complete yet. */
  readonly line: number;
  /** Where that line begins. */
  readonly offset: number;
  readonly isClosed: boolean;
  /** What there is of that line, as an event; undefined where there is nothing. */
  readonly begunEvent: Buffer | undefined;
  /** Reads what there is. @param byName whether also what the name leads to is looked at */
  look(byName: boolean): Promise<void>;
  /** Lets a follower go. */
  remove(follower: Follower): void;
}

/**
 * One who follows a log. It is behind, and reads what it lacks from the file by itself, until it is where the tail is; then it takes what the tail reads, until its
 * client is too slow for that, and it is behind again.
 */
export class Follower {
  readonly #tail: Followed;
  #stream: EventStream | undefined;
  /** Where it is. */
  #splitter: LineSplitter;
  #isBehind = true;
  #isCatchingUp = false;
  #first: Buffer | undefined;

  constructor(tail: Followed) {
    this.#tail = tail;
    this.#splitter = new LineSplitter(tail.offset, tail.line);
  }

  /**
   * Sets where to begin. A line behind the last one that there may be says that the log was another one when that line was there: it begins at 0, as after a reset.
   * @throws LogShrankError
   */
  async seek(line: number | undefined, indexes: LineIndexes): Promise<void> {
    const { epoch } = this.#tail;
    if (line === undefined) return;
    // The last one may be incomplete, and counted by the client.
    if (line > this.#tail.line + 1) {
      this.#first = eventOf('reset', { reason: 'truncated' }, 0);
      this.#splitter = new LineSplitter(0, 0);
      return;
    }
    if (line >= this.#tail.line) return;
    const { file } = this.#tail;
    const index = await indexes.of(file);
    const offset = await index.offsetOf(line, file);
    if (epoch === this.#tail.epoch) this.#splitter = new LineSplitter(offset, line);
  }

  /** Begins to send. */
  start(stream: EventStream): void {
    this.#stream = stream;
    stream.onClose = () => this.#tail.remove(this);
    if (stream.isClosed) this.#tail.remove(this);
    if (this.#tail.isClosed) stream.end();
    if (this.#first !== undefined) stream.send(this.#first);
    void this.#catchUp();
  }

  /** Takes lines that the tail has read. @param offset where the line behind them begins @param line its number */
  take(event: Buffer, offset: number, line: number): void {
    if (this.#isBehind || this.#stream === undefined) return;
    if (this.#stream.isFull) {
      this.#isBehind = true;
      void this.#catchUp();
      return;
    }
    this.#stream.send(event);
    this.#splitter = new LineSplitter(offset, line);
  }

  /** Takes what there is of a line that is not complete yet. */
  takeBegun(event: Buffer): void {
    if (!this.#isBehind && this.#stream?.isFull === false) this.#stream.send(event);
  }

  /** Begins at 0 again. */
  reset(event: Buffer): void {
    this.#splitter = new LineSplitter(0, 0);
    this.#isBehind = true;
    this.#stream?.send(event);
    void this.#catchUp();
  }

  /** Takes an event that is about no lines. */
  tell(event: Buffer): void {
    this.#stream?.send(event);
  }

  end(): void {
    this.#stream?.end();
  }

  async #catchUp(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined || this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    try {
      await this.#readBehind(stream);
    } catch {
      // The log cannot be read: the client comes again, and is told.
      stream.end();
    } finally {
      this.#isCatchingUp = false;
    }
  }

  async #readBehind(stream: EventStream): Promise<void> {
    const tail = this.#tail;
    while (!stream.isClosed && !tail.isClosed) {
      await stream.drained();
      if (this.#splitter.end >= tail.offset) {
        this.#isBehind = false;
        const begun = tail.begunEvent;
        if (begun !== undefined) stream.send(begun);
        return;
      }
      const { epoch } = tail;
      const part = await this.#partBehind();
      if (epoch !== tail.epoch) continue;
      // It is shorter than the tail knew it: the tail will see that, too.
      if (part.length === 0) await tail.look(false);
      const { from, lines } = this.#splitter.push(part);
      if (lines.length > 0) stream.send(eventOf('lines', { from, lines }, this.#splitter.line));
    }
  }

  async #partBehind(): Promise<Buffer> {
    const { offset } = this.#tail;
    const { end } = this.#splitter;
    const file = this.#tail.file.retain();
    try {
      const buffer = Buffer.allocUnsafe(Math.min(partBytes, offset - end));
      return buffer.subarray(0, await file.read(buffer, end));
    } finally {
      await file.close();
    }
  }
}
