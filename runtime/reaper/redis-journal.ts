import type { Redis, Result } from 'ioredis';
import { publishedJournalKey } from '../../lib/contract/env.ts';
import { journalFields } from '../../lib/contract/journal.ts';
import { RetryError } from '../shared/errors.ts';
import { isTimeout } from './redis.ts';
import type { Fence, JournalStore, JournalWrite, Stored, WriteResult } from './journal-store.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    claimJournal(key: string, args: readonly string[]): Result<string | readonly string[], Context>;
    writeJournal(key: string, args: readonly string[]): Result<string, Context>;
  }
}

/** ARGV: Lease uid, transitions. Gives the hash as it was before, as a flat array; or `fenced`. */
const claimScript = `
local stored = redis.call('HMGET', KEYS[1], '${journalFields.lease}', '${journalFields.transitions}')
if stored[1] == ARGV[1] and tonumber(stored[2]) > tonumber(ARGV[2]) then return 'fenced' end
local all = redis.call('HGETALL', KEYS[1])
redis.call('HSET', KEYS[1], '${journalFields.lease}', ARGV[1], '${journalFields.transitions}', ARGV[2], '${journalFields.number}', '0')
return all`;

/** ARGV: Lease uid, transitions, number of the write before or '', number, 1 and resourceVersion or 0 and '', count of uids to remove, uids, uid and entry... */
const writeScript = `
local key, lease, transitions, after, number = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local stored = redis.call('HMGET', key, '${journalFields.lease}', '${journalFields.transitions}', '${journalFields.number}')
if stored[1] then
  if stored[1] ~= lease or tonumber(stored[2]) > tonumber(transitions) then return 'fenced' end
end
local same = stored[1] and stored[2] == transitions
if after == '' then
  if same and tonumber(stored[3]) >= number then return 'stale' end
  redis.call('DEL', key)
elseif not same or stored[3] ~= after then
  return 'stale'
end
redis.call('HSET', key, '${journalFields.lease}', lease, '${journalFields.transitions}', transitions, '${journalFields.number}', ARGV[4])
if ARGV[5] == '1' then redis.call('HSET', key, '${journalFields.resourceVersion}', ARGV[6]) end
local first = 8 + tonumber(ARGV[7])
for i = 8, first - 1 do redis.call('HDEL', key, ARGV[i]) end
for i = first, #ARGV, 2 do redis.call('HSET', key, ARGV[i], ARGV[i + 1]) end
return 'written'`;

/**
 * The journal as one hash in Redis: it is there as a whole, or gone as a whole. One script is one change, and Redis runs one at a time, so the check of the fence
 * and the write cannot be torn apart.
 */
export class RedisJournal implements JournalStore {
  readonly #redis: Redis;
  readonly #key: string;

  /** @param key as `journalKey` gives it @param redis with a commandTimeout: a server that accepts and never answers would otherwise hold a write for ever */
  constructor(redis: Redis, key: string) {
    this.#redis = redis;
    this.#key = key;
    redis.defineCommand('claimJournal', { numberOfKeys: 1, lua: claimScript });
    redis.defineCommand('writeJournal', { numberOfKeys: 1, lua: writeScript });
  }

  async claim({ leaseUid, transitions }: Fence): Promise<Stored | 'fenced'> {
    const [published, all] = await this.#ask(async () => [
      await this.#redis.get(publishedJournalKey),
      await this.#redis.claimJournal(this.#key, [leaseUid, String(transitions)]),
    ]);
    if (typeof all === 'string') return 'fenced';
    const entries = new Map<string, string>();
    for (let at = 0; at + 1 < all.length; at += 2) entries.set(all[at] ?? '', all[at + 1] ?? '');
    const resourceVersion = entries.get(journalFields.resourceVersion);
    const lease = entries.get(journalFields.lease);
    for (const field of Object.values(journalFields)) entries.delete(field);
    // A journal that was never written has no such field; one of which nothing is known any more has it, and it is empty.
    if (resourceVersion === undefined) return { leaseUid, resourceVersion: published ?? undefined, entries };
    return { leaseUid: lease, resourceVersion: resourceVersion || undefined, entries };
  }

  async write({ fence, after, number, resourceVersion, remove, set }: JournalWrite): Promise<WriteResult> {
    const head = [fence.leaseUid, String(fence.transitions), after === undefined ? '' : String(after), String(number)];
    const moved = resourceVersion === undefined ? ['0', ''] : ['1', resourceVersion];
    const args = [...head, ...moved, String(remove.length), ...remove, ...set.flat()];
    return (await this.#ask(() => this.#redis.writeJournal(this.#key, args))) as WriteResult;
  }

  async #ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      // Behind a dead connection every further command would wait for its own time-out.
      if (isTimeout(error)) this.#redis.disconnect(true);
      throw new RetryError(`reaper: journal: Redis did not do what it was asked: ${String(error)}`, { cause: error });
    }
  }
}
