/** Who may write the journal: the holder of that Lease since that transition. Ordered within one Lease by `transitions`. */
export interface Fence {
  /** The uid of the Lease: one that is deleted and made anew counts its transitions from 0 again. */
  readonly leaseUid: string;
  /** Integer, 0 or more. */
  readonly transitions: number;
}

/** What the journal holds. */
export interface Stored {
  /** The uid of the Lease that it was written under last. @default - never written */
  readonly leaseUid?: string;
  /** Everything up to it has been told. @default - not known: list */
  readonly resourceVersion?: string;
  /** Key: a Job's uid. Value: an entry as text. */
  readonly entries: ReadonlyMap<string, string>;
}

/** One atomic change. */
export interface JournalWrite {
  readonly fence: Fence;
  /** The number of the write before, which must be the last that was made; `undefined`: any lower one, and all entries are replaced. */
  readonly after: number | undefined;
  /** Integer, 1 or more, rising within one fence. */
  readonly number: number;
  /** Empty: resume from nowhere. @default - stays */
  readonly resourceVersion?: string;
  readonly remove: readonly string[];
  /** Pairs of uid and entry. */
  readonly set: readonly (readonly [uid: string, entry: string])[];
}

/**
 * What came of a write. `fenced`: somebody else holds the Lease now; nothing was written. `stale`: the journal is not what the last write left, for it was wiped,
 * replaced by an older copy, or written by a try that had seemed to fail; nothing was written, write everything.
 */
export type WriteResult = 'written' | 'fenced' | 'stale';

/** Where the journal is. Errors are RetryErrors: whether it was done is not known then. */
export interface JournalStore {
  /** Makes this the fence that may write, and reads all. `fenced`: a later holder of the same Lease has been here. */
  claim(fence: Fence): Promise<Stored | 'fenced'>;
  write(write: JournalWrite): Promise<WriteResult>;
}
