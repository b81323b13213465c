import { Redis } from 'ioredis';
import { journalFields, journalKey } from '../../lib/contract/journal.ts';
import { within } from '../shared/amqp-deadline.ts';
import { reasonOf } from '../shared/amqp-supervisor.ts';
import { systemClock } from '../shared/backoff.ts';
import { serverNameOf } from '../shared/server-name.ts';
import { commandError, errorCodes } from './errors.ts';
import type { RedisAddress } from './settings.ts';

/** What the reaper has told of one Job last. */
export interface JournalEntry {
  /** Such as `running`. */
  readonly state: string;
  /** `pending`: about to be told. `held`: told, and our finalizer is still to be removed. @default - neither */
  readonly mark?: string;
}

/** The reaper's journal. */
export interface JournalNow {
  /** The Lease it was written under last, by its uid. @default - never written */
  readonly leaseUid?: string;
  /** How often that Lease had changed hands. */
  readonly transitions?: number;
  /** Everything up to it has been told. @default - not known: the reaper lists all Jobs */
  readonly resourceVersion?: string;
  /** Key: a Job's uid. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
}

/** How long Redis may take in all. */
const deadline = { ms: 10_000, clock: systemClock };

/** Reads the reaper's journal, as a whole, at one moment. @throws ERR_COMMAND_UNREACHABLE */
export async function readJournal(address: RedisAddress, namespace: string, exchange: string): Promise<JournalNow> {
  const { host, port, database, password, tls } = address;
  const redis = new Redis({
    host,
    port,
    db: database,
    password,
    tls: tls && { ...tls, ...serverNameOf(host) },
    protocol: 2, // any Redis since 2.6 speaks it
    connectionName: 'berth-runtime-status',
    connectTimeout: deadline.ms,
    lazyConnect: true,
    disconnectTimeout: 100, // else a failed connection keeps the command from ending for 2 s
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // said by what is thrown below, with more detail: that of connect() is only that it was closed
  let problem: unknown;
  redis.on('error', (error: unknown) => (problem ??= error));
  try {
    // a server that accepts and says nothing is waited for by each step on the way
    const fields = await within(deadline, 'reading the journal', async () => {
      await redis.connect();
      return redis.hgetall(journalKey(namespace, exchange));
    });
    return journalOf(new Map(Object.entries(fields)));
  } catch (error) {
    const got = reasonOf(problem ?? error);
    const remedy = /NOAUTH|WRONGPASS/.test(got) ? 'check REDIS_PASS' : 'check REDIS_HOST and REDIS_PORT';
    const message = `redis: connection to ${host}:${port}: got ${got}; expected a Redis there; ${remedy}`;
    throw commandError(errorCodes.unreachable, message, error);
  } finally {
    redis.disconnect();
  }
}

function journalOf(fields: ReadonlyMap<string, string>): JournalNow {
  const own: readonly string[] = Object.values(journalFields);
  const entries = [...fields].flatMap(([uid, text]): [string, JournalEntry][] => {
    const entry = own.includes(uid) ? undefined : entryOf(text);
    return entry === undefined ? [] : [[uid, entry]];
  });
  const transitions = fields.get(journalFields.transitions);
  return {
    leaseUid: fields.get(journalFields.lease),
    transitions: transitions === undefined ? undefined : Number(transitions),
    resourceVersion: fields.get(journalFields.resourceVersion) || undefined,
    entries: new Map(entries),
  };
}

/** A field that is no entry is a person's own, and counts for nothing. */
function entryOf(text: string): JournalEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // a person's own
  }
  const { state, mark } = (value ?? {}) as { readonly state?: unknown; readonly mark?: unknown };
  return typeof state === 'string' ? { state, mark: typeof mark === 'string' ? mark : undefined } : undefined;
}
