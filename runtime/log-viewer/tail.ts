import { watch, type FSWatcher } from 'node:fs';
import type { Log } from '../shared/log.ts';
import { hasCode } from '../shared/errors.ts';
import type { Followed, Follower } from './follower.ts';
import type { LineIndexes } from './line-index.ts';
import { LineSplitter } from './line-splitter.ts';
import type { LogFile } from './log-file.ts';
import type { LogName, LogStore } from './log-store.ts';
import { Problem } from './problem.ts';
import { eventOf } from './sse.ts';

/** How long changes are gathered before they are read, in milliseconds. */
const gatherMs = 20;

/** How often a name may lead nowhere before its log counts as gone: one that is rotated is missing for a moment. */
const mostMisses = 2;

/** Read at a time. */
const partBytes = 64 * 1024;

/** How many bytes before the place that was read to are compared, to notice a log that was cut and has grown again. */
const proofBytes = 64;

/** What a tail needs. */
export interface TailOptions {
  readonly store: LogStore;
  readonly indexes: LineIndexes;
  readonly log: Log;
  readonly name: LogName;
  /** Called when nobody follows it any more, or it is gone. */
  readonly onClose: () => void;
}

/** Why lines are counted from 0 again. */
type ResetReason = 'truncated' | 'replaced';

/** The end of one log, read as it grows and handed to all who follow it. */
export class Tail implements Followed {
  readonly #options: TailOptions;
  readonly #followers = new Set<Follower>();
  #file: LogFile;
  #splitter: LineSplitter;
  #watcher: FSWatcher | undefined;
  #proof: Buffer = Buffer.alloc(0);
  #etag = '';
  #begun = '';
  #misses = 0;
  #epoch = 0;
  #reading: Promise<void> | undefined;
  #isAsked = false;
  #isLooking = false;
  #isClosed = false;

  private constructor(options: TailOptions, file: LogFile, splitter: LineSplitter) {
    this.#options = options;
    this.#file = file;
    this.#splitter = splitter;
    this.#watch();
  }

  /** Opens a log and counts its lines. @throws Problem 404, LogShrankError */
  static async open(options: TailOptions): Promise<Tail> {
    const file = await options.store.open(options.name);
    try {
      const index = await options.indexes.of(file);
      return new Tail(options, file, new LineSplitter(index.lastLineAt, index.newlines));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get file(): LogFile {
    return this.#file;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get line(): number {
    return this.#splitter.line;
  }

  get offset(): number {
    return this.#splitter.offset;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get begunEvent(): Buffer | undefined {
    const { begun, line } = this.#splitter;
    return begun === '' ? undefined : eventOf('partial', { line, text: begun });
  }

  add(follower: Follower): void {
    this.#followers.add(follower);
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.#followers.size === 0) void this.close();
  }

  /** Ends it and everyone's following. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watcher?.close();
    this.#options.onClose();
    for (const follower of this.#followers) follower.end();
    await this.#file.close();
  }

  async look(byName: boolean): Promise<void> {
    await this.#read();
    if (byName && !this.#isLooking && !this.#isClosed) {
      this.#isLooking = true;
      await this.#lookByName();
      this.#isLooking = false;
    }
    const { begun } = this.#splitter;
    if (begun === this.#begun) return;
    this.#begun = begun;
    const event = this.begunEvent;
    if (event === undefined) return;
    for (const follower of this.#followers) follower.takeBegun(event);
  }

  #watch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      this.#watcher = watch(`/proc/self/fd/${this.#file.handle.fd}`, { persistent: false }, () => {
        timer ??= setTimeout(() => {
          timer = undefined;
          void this.#read();
        }, gatherMs);
      });
      this.#watcher.on('error', (err) => this.#options.log.debug({ err }, 'a log is not watched, only looked at'));
    } catch (err) {
      this.#options.log.debug({ err }, 'a log is not watched, only looked at');
    }
  }

  /** Resolves once all is read that there was at the call. */
  #read(): Promise<void> {
    this.#isAsked = true;
    this.#reading ??= this.#readWhileAsked().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readWhileAsked(): Promise<void> {
    while (this.#isAsked && !this.#isClosed) {
      this.#isAsked = false;
      const file = this.#file.retain();
      try {
        await this.#readOn(file);
      } catch (err) {
        // Of a deleted file on NFS; its name says what has become of it.
        if (!hasCode(err, 'ESTALE')) this.#options.log.warn({ err }, 'a followed log cannot be read');
      } finally {
        await file.close();
      }
    }
  }

  async #readOn(file: LogFile): Promise<void> {
    const { size, etag } = await file.stateNow();
    if (etag === this.#etag && size === this.#splitter.end) return;
    this.#etag = etag;
    if (size < this.#splitter.end || !(await this.#isSame(file))) this.#reset('truncated');
    const epoch = this.#epoch;
    // What comes behind that is news of its own.
    while (this.#splitter.end < size) {
      const buffer = Buffer.allocUnsafe(Math.min(partBytes, size - this.#splitter.end));
      const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, this.#splitter.end);
      if (bytesRead === 0 || this.#isClosed || epoch !== this.#epoch) return;
      const part = buffer.subarray(0, bytesRead);
      this.#proof = Buffer.from(Buffer.concat([this.#proof, part.subarray(-proofBytes)]).subarray(-proofBytes));
      const { from, lines } = this.#splitter.push(part);
      if (lines.length === 0) continue;
      const event = eventOf('lines', { from, lines }, this.line);
      for (const follower of this.#followers) follower.take(event, this.offset, this.line);
    }
  }

  async #isSame(file: LogFile): Promise<boolean> {
    const { end } = this.#splitter;
    const now = Buffer.alloc(this.#proof.length);
    return (await file.read(now, end - now.length)) === now.length && now.equals(this.#proof);
  }

  async #lookByName(): Promise<void> {
    const { store, name, log } = this.#options;
    try {
      const file = await store.open(name);
      this.#misses = 0;
      const isSame = file.state.identity === this.#file.state.identity;
      if (!isSame) await this.#read();
      if (isSame || this.#isClosed) {
        await file.close();
        return;
      }
      const before = this.#file;
      this.#file = file;
      this.#reset('replaced');
      this.#watch();
      await before.close();
      await this.#read();
    } catch (err) {
      if (!(err instanceof Problem)) log.warn({ err }, 'a followed log cannot be looked at');
      else if (++this.#misses >= mostMisses) await this.#leave();
    }
  }

  async #leave(): Promise<void> {
    await this.#read();
    const event = eventOf('gone', {});
    for (const follower of this.#followers) follower.tell(event);
    await this.close();
  }

  #reset(reason: ResetReason): void {
    this.#epoch += 1;
    this.#etag = '';
    this.#begun = '';
    this.#proof = Buffer.alloc(0);
    this.#splitter = new LineSplitter(0, 0);
    const event = eventOf('reset', { reason }, 0);
    for (const follower of this.#followers) follower.reset(event);
  }
}
