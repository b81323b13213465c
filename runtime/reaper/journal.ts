import { Backoff, type Clock } from '../shared/backoff.ts';
import { ExitError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { fencedError } from './errors.ts';
import { decodeEntry, encodeEntry, type JournalEntry } from './journal-entry.ts';
import type { Fence, JournalStore, JournalWrite } from './journal-store.ts';

/** What the journal is handed. */
export interface JournalOptions {
  readonly store: JournalStore;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether this process may still write, by its own clock. */
  readonly mayWrite: () => boolean;
  /** Ends what is being waited for: nothing is written any more. */
  readonly signal: AbortSignal;
  /** Called once nothing can be written any more, with an ExitError. */
  readonly onFenced: (error: Error) => void;
  /** How long a resourceVersion alone may wait for its write, in milliseconds. @default 1_000 */
  readonly moveDelayMs?: number;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/** What has changed since the last write. */
interface Changes {
  /** Value: the entry as text; `undefined` removes it. */
  readonly entries: Map<string, string | undefined>;
  readonly onWritten: (() => void)[];
  resourceVersion?: string;
}

const noChanges = (): Changes => ({ entries: new Map(), onWritten: [] });

/**
 * The memory of what has been told. Changes are seen here at once and written behind, one write at a time, with everything that has gathered meanwhile: one at
 * a time when there is little to do, hundreds when there is much. What Redis lost or never got is written anew from here. A failed write is tried again until it
 * succeeds or the term ends; nothing is ever dropped.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #fence: Fence;
  /** What the hash holds, or will once the changes are written. */
  readonly #entries: Map<string, string>;
  readonly #backoff: Backoff;
  #resourceVersion: string;
  #changes = noChanges();
  /** How many changes are being written. */
  #inWrite = 0;
  #number = 0;
  /** The whole is written next: the hash is not what was written last. */
  #writesAll = false;
  #writing: Promise<void> | undefined;
  #moveTimer: NodeJS.Timeout | undefined;
  readonly #onRoom = new Set<() => void>();

  private constructor(options: JournalOptions, fence: Fence, entries: Map<string, string>, resourceVersion: string) {
    this.#options = options;
    this.#fence = fence;
    this.#entries = entries;
    this.#resourceVersion = resourceVersion;
    this.#backoff = new Backoff({ initialMs: 100, maximumMs: 5_000, random: options.random });
  }

  /**
   * Takes the journal over and reads it. Tries until it can.
   * @throws ExitError when a later holder of the Lease has it; the signal's reason when that is aborted
   */
  static async open(options: JournalOptions, fence: Fence): Promise<Journal> {
    const { store, log, clock, signal } = options;
    const backoff = new Backoff({ initialMs: 100, maximumMs: 5_000, random: options.random });
    for (;;) {
      signal.throwIfAborted();
      try {
        const stored = await store.claim(fence);
        signal.throwIfAborted();
        if (stored === 'fenced') throw fencedError();
        // What another Lease left behind is of another cluster, or nobody knows of when: what it tells of Jobs counts, its place in their order does not.
        const resourceVersion = stored.leaseUid === fence.leaseUid ? (stored.resourceVersion ?? '') : '';
        return new Journal(options, fence, new Map(stored.entries), resourceVersion);
      } catch (err) {
        if (signal.aborted || err instanceof ExitError) throw err;
        const delayMs = backoff.nextMs();
        log.warn({ err, delayMs }, 'the journal cannot be read');
        await clock.wait(delayMs, signal);
      }
    }
  }

  /** Everything up to it has been told; empty when that is not known. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** How many changes are not written yet. */
  get unwritten(): number {
    return this.#changes.entries.size + this.#inWrite;
  }

  /** What is kept, by uid. What is no entry is passed over. */
  *entries(): Generator<readonly [uid: string, entry: JournalEntry], void, undefined> {
    for (const [uid, text] of this.#entries) {
      const entry = decodeEntry(text);
      if (entry === undefined) this.#options.log.warn({ uid }, 'the journal has a field that is no entry');
      else yield [uid, entry];
    }
  }

  /** What is kept of a Job. */
  get(uid: string): JournalEntry | undefined {
    const text = this.#entries.get(uid);
    return text === undefined ? undefined : decodeEntry(text);
  }

  /** Keeps an entry. @param onWritten called once it is in Redis; never when the term ends before */
  put(uid: string, entry: JournalEntry, onWritten?: () => void): void {
    const text = encodeEntry(entry);
    this.#entries.set(uid, text);
    this.#changes.entries.set(uid, text);
    if (onWritten !== undefined) this.#changes.onWritten.push(onWritten);
    this.#write();
  }

  /** Everything up to a resourceVersion is told, and Jobs that are gone are forgotten: one change, with all that was put before. */
  pass(resourceVersion: string | undefined, forget: readonly string[]): void {
    for (const uid of forget) {
      if (this.#entries.delete(uid)) this.#changes.entries.set(uid, undefined);
    }
    if (resourceVersion !== undefined) {
      this.#resourceVersion = resourceVersion;
      this.#changes.resourceVersion = resourceVersion;
    }
    if (this.#changes.entries.size > 0) this.#write();
    else if (resourceVersion !== undefined) this.#writeSoon();
  }

  /** Where to resume is not known any more: a list has begun. */
  clearResourceVersion(): void {
    this.pass('', []);
    this.#write();
  }

  /** Calls back whenever a write has succeeded. */
  onRoom(listener: () => void): void {
    this.#onRoom.add(listener);
  }

  /** Resolves once everything is written. @throws the signal's reason when that comes first */
  async flush(): Promise<void> {
    do {
      this.#write();
      await this.#writing;
      this.#options.signal.throwIfAborted();
    } while (this.#hasChanges);
  }

  get #hasChanges(): boolean {
    return this.#changes.entries.size > 0 || this.#changes.resourceVersion !== undefined;
  }

  /** Other people's Jobs move the resourceVersion too: that alone is not worth a write each time. */
  #writeSoon(): void {
    this.#moveTimer ??= setTimeout(() => this.#write(), this.#options.moveDelayMs ?? 1_000).unref();
  }

  #write(): void {
    clearTimeout(this.#moveTimer);
    this.#moveTimer = undefined;
    // In a microtask: what is put in the same turn belongs to the same write.
    this.#writing ??= Promise.resolve()
      .then(() => this.#writeAll())
      .catch((error: unknown) => this.#options.onFenced(error as Error))
      .finally(() => {
        this.#writing = undefined;
        // What came between the last look and now.
        if (this.#hasChanges && !this.#options.signal.aborted) this.#write();
      });
  }

  /** @throws ExitError when fenced; ends quietly when the term has ended */
  async #writeAll(): Promise<void> {
    const { signal, log, clock } = this.#options;
    while (this.#hasChanges && !signal.aborted) {
      const changes = this.#changes;
      this.#changes = noChanges();
      this.#inWrite = changes.entries.size;
      try {
        await this.#writeOnce(changes);
        this.#inWrite = 0;
      } catch (err) {
        this.#putBack(changes);
        if (err instanceof ExitError) throw err;
        const delayMs = this.#backoff.nextMs();
        log.warn({ err, delayMs, count: this.unwritten }, 'the journal cannot be written');
        await clock.wait(delayMs, signal).catch(() => undefined); // aborted: the loop ends
        continue;
      }
      this.#backoff.reset();
      for (const onWritten of changes.onWritten) onWritten();
      for (const listener of this.#onRoom) listener();
    }
  }

  /** A write of which it is not known whether it was done needs no care: the next one holds its changes too, and finds out by the number. */
  async #writeOnce(changes: Changes): Promise<void> {
    const { store, log, mayWrite } = this.#options;
    for (;;) {
      if (!mayWrite()) throw fencedError();
      const isAll = this.#writesAll;
      this.#number += 1;
      const result = await store.write(isAll ? this.#everything() : this.#only(changes));
      if (result === 'fenced') throw fencedError();
      this.#writesAll = result === 'stale';
      if (result === 'written') return;
      log.warn({ count: this.#entries.size }, 'the journal in redis is not what was written last and is written anew');
    }
  }

  #only({ entries, resourceVersion }: Changes): JournalWrite {
    const set: [string, string][] = [];
    const remove: string[] = [];
    for (const [uid, text] of entries) {
      if (text === undefined) remove.push(uid);
      else set.push([uid, text]);
    }
    return { fence: this.#fence, after: this.#number - 1, number: this.#number, resourceVersion, remove, set };
  }

  /** Entries are as of now, later than the changes in hand, and so is the resourceVersion: both were changed in one turn, never apart. */
  #everything(): JournalWrite {
    const set = [...this.#entries];
    return {
      fence: this.#fence,
      after: undefined,
      number: this.#number,
      resourceVersion: this.#resourceVersion,
      remove: [],
      set,
    };
  }

  /** What has changed since counts. */
  #putBack(changes: Changes): void {
    const { entries, onWritten, resourceVersion } = this.#changes;
    for (const [uid, text] of entries) changes.entries.set(uid, text);
    changes.onWritten.push(...onWritten);
    changes.resourceVersion = resourceVersion ?? changes.resourceVersion;
    this.#changes = changes;
    this.#inWrite = 0;
  }
}
