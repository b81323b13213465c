import type { Fence, JournalStore, JournalWrite, Stored, WriteResult } from '../../../runtime/reaper/journal-store.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';

/** What a store does at its next calls. `lost`: it does what it is asked, and its answer does not arrive. `hangs` until `release`. */
export type Trouble = 'none' | 'away' | 'lost' | 'hangs';

/** A journal in memory, by the rules of the one in Redis, which bears every trouble. */
export class MemoryJournal implements JournalStore {
  trouble: Trouble = 'none';
  /** Everything that was written, in order. */
  readonly writes: JournalWrite[] = [];
  #state: { fence: Fence; number: number; resourceVersion?: string; entries: Map<string, string> } | undefined;
  readonly #release: (() => void)[] = [];

  get entries(): ReadonlyMap<string, string> {
    return this.#state?.entries ?? new Map();
  }

  get resourceVersion(): string | undefined {
    return this.#state?.resourceVersion;
  }

  /** Forgets everything. */
  wipe(): void {
    this.#state = undefined;
  }

  /** A copy as of now, and the way back to it. */
  snapshot(): () => void {
    const copy = structuredClone(this.#state);
    return () => {
      this.#state = structuredClone(copy);
    };
  }

  /** Ends `hangs`. */
  release(): void {
    this.trouble = 'none';
    for (const release of this.#release.splice(0)) release();
  }

  async claim(fence: Fence): Promise<Stored | 'fenced'> {
    return this.#bear(() => {
      const before = this.#state;
      if (before?.fence.leaseUid === fence.leaseUid && before.fence.transitions > fence.transitions) return 'fenced';
      const entries = new Map(before?.entries);
      this.#state = { fence, number: 0, resourceVersion: before?.resourceVersion, entries };
      return {
        leaseUid: before?.fence.leaseUid ?? fence.leaseUid,
        resourceVersion: before?.resourceVersion || undefined,
        entries: new Map(entries),
      };
    });
  }

  async write(write: JournalWrite): Promise<WriteResult> {
    return this.#bear(() => {
      const { fence, after, number, resourceVersion, remove, set } = write;
      const state = this.#state;
      const isSame = state?.fence.leaseUid === fence.leaseUid && state.fence.transitions === fence.transitions;
      if (state !== undefined && !isSame) {
        if (state.fence.leaseUid !== fence.leaseUid || state.fence.transitions > fence.transitions) return 'fenced';
      }
      if (after === undefined ? isSame && state.number >= number : !isSame || state.number !== after) return 'stale';
      const entries = after === undefined ? new Map<string, string>() : new Map(state?.entries);
      for (const uid of remove) entries.delete(uid);
      for (const [uid, entry] of set) entries.set(uid, entry);
      this.#state = {
        fence,
        number,
        resourceVersion: resourceVersion ?? (after === undefined ? undefined : state?.resourceVersion),
        entries,
      };
      this.writes.push(write);
      return 'written';
    });
  }

  async #bear<T>(act: () => T): Promise<T> {
    await Promise.resolve();
    if (this.trouble === 'hangs') await new Promise<void>((resolve) => this.#release.push(resolve));
    if (this.trouble === 'away') throw new RetryError('the journal is away');
    const result = act();
    if (this.trouble === 'lost') throw new RetryError('the answer is lost');
    return result;
  }
}
