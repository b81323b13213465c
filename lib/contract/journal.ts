/** The Redis key of the reaper's journal, a hash: `cds.reaper:v1:<namespace>:<exchange>`. Another format gets another number, and takes this one over. */
export const journalKey = (namespace: string, exchange: string): string => `cds.reaper:v1:${namespace}:${exchange}`;

/**
 * The fields of the hash beside those that are called by a Job's uid. The value of such a one is JSON: `name`, `state` and `attempt` of what was told of the Job
 * last, and a `mark` while something of that is still to be done.
 */
export const journalFields = {
  /** The uid of the Lease that the journal was written under last. */
  lease: '#lease',
  /** How often that Lease had changed hands by then. Integer. */
  transitions: '#transitions',
  /** Number of the last write under it. Integer. */
  number: '#write',
  /** Everything up to this resourceVersion has been told; empty: not known. */
  resourceVersion: '#resourceVersion',
} as const;
