import { isTerminalState, type Known } from './job-state.ts';

/** What the journal keeps of a Job that exists. */
export interface JournalEntry extends Known {
  readonly name: string;
  /** Of a terminal state. `pending`: about to be told, or told and not yet known to be. `held`: told, and our finalizer is still to be removed. @default - told */
  readonly mark?: 'pending' | 'held';
  /** Of a pending `failed`: why. */
  readonly reason?: string;
  readonly message?: string;
  /** Of a pending one: the trace context of its request. */
  readonly traceparent?: string;
}

const states: ReadonlySet<string> = new Set<Known['state']>([
  'seen',
  'starting',
  'running',
  'retry',
  'success',
  'failed',
]);

/** An entry as the journal stores it: JSON in this order of fields, such as `{"name":"cds-a","state":"retry","attempt":2}`. */
export function encodeEntry({ name, state, attempt, mark, reason, message, traceparent }: JournalEntry): string {
  return JSON.stringify({ name, state, attempt, mark, reason, message, traceparent });
}

/**
 * Reads an entry. Fields that are not known are passed over.
 * @returns undefined for what is none, such as a person's own field: it stays where it is and nothing is told of it
 */
export function decodeEntry(text: string): JournalEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // no entry of ours: the caller says so
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const { name, state, attempt, mark } = fields;
  if (typeof name !== 'string' || typeof state !== 'string' || !states.has(state)) return undefined;
  if (!Number.isSafeInteger(attempt) || Number(attempt) < 0) return undefined;
  const entry = { name, state: state as Known['state'], attempt: Number(attempt) };
  if (!isTerminalState(entry.state)) return entry;
  if (mark === 'held') return { ...entry, mark };
  if (mark !== 'pending') return entry;
  const { reason, message, traceparent } = fields;
  return { ...entry, mark, reason: asText(reason), message: asText(message), traceparent: asText(traceparent) };
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
