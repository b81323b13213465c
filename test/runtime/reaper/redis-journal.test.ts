import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis as Client } from 'ioredis';
import { publishedJournalKey } from '../../../lib/contract/env.ts';
import { journalKey } from '../../../lib/contract/journal.ts';
import type { Fence, JournalStore } from '../../../runtime/reaper/journal-store.ts';
import { RedisJournal } from '../../../runtime/reaper/redis-journal.ts';
import { MemoryJournal } from '../../support/reaper/memory-journal.ts';
import { describeOnRedis } from '../../support/server-suites.ts';

const first: Fence = { leaseUid: 'lease-1', transitions: 3 };
const next: Fence = { leaseUid: 'lease-1', transitions: 4 };
const ofNewLease: Fence = { leaseUid: 'lease-2', transitions: 0 };
const key = journalKey('cds', 'cdsresponder');

/** What every journal must do, in Redis or in memory. */
function journalRules(open: () => { store: JournalStore; wipe: () => Promise<unknown> }): void {
  let store: JournalStore;
  let wipe: () => Promise<unknown>;
  beforeEach(async () => {
    ({ store, wipe } = open());
    await wipe();
  });

  const write = (fence: Fence, after: number | undefined, number: number, changes: object = {}) =>
    store.write({ fence, after, number, remove: [], set: [], ...changes });

  test('is empty at first', async () => {
    expect(await store.claim(first)).toEqual({ leaseUid: 'lease-1', resourceVersion: undefined, entries: new Map() });
  });

  test('gives back what was written', async () => {
    await store.claim(first);
    expect(
      await write(first, 0, 1, {
        resourceVersion: '7',
        set: [
          ['a', 'x'],
          ['b', 'y'],
          ['c', 'z'],
        ],
      }),
    ).toBe('written');
    expect(await write(first, 1, 2, { remove: ['b', 'unknown'], set: [['c', 'w']] })).toBe('written');
    const entries = new Map([
      ['a', 'x'],
      ['c', 'w'],
    ]);
    expect(await store.claim(next)).toEqual({ leaseUid: 'lease-1', resourceVersion: '7', entries });
  });

  test('loses its resourceVersion where an empty one is written', async () => {
    await store.claim(first);
    await write(first, 0, 1, { resourceVersion: '7' });
    await write(first, 1, 2, { resourceVersion: '' });
    expect(await store.claim(next)).toMatchObject({ resourceVersion: undefined });
  });

  test('takes nothing any more from the one before, once it was claimed by the next', async () => {
    await store.claim(first);
    await write(first, 0, 1, { set: [['a', 'x']] });
    await store.claim(next);
    expect(await write(first, 1, 2, { set: [['a', 'late']] })).toBe('fenced');
    expect(await write(first, undefined, 2, { set: [['a', 'late']] })).toBe('fenced');
    expect(await store.claim(first)).toBe('fenced');
    expect(await store.claim(next)).toMatchObject({ entries: new Map([['a', 'x']]) });
  });

  test('belongs to a Lease that was made anew, whose transitions count from 0', async () => {
    await store.claim(first);
    await write(first, 0, 1, { resourceVersion: '7', set: [['a', 'x']] });
    expect(await store.claim(ofNewLease)).toMatchObject({ leaseUid: 'lease-1', entries: new Map([['a', 'x']]) });
    expect(await write(first, 1, 2)).toBe('fenced');
    expect(await write(ofNewLease, 0, 1)).toBe('written');
  });

  test('may be claimed again by the same, whose writes count from 0 again', async () => {
    await store.claim(first);
    await write(first, 0, 1, { set: [['a', 'x']] });
    expect(await store.claim(first)).toMatchObject({ entries: new Map([['a', 'x']]) });
    expect(await write(first, 1, 2)).toBe('stale');
    expect(await write(first, 0, 1)).toBe('written');
  });

  test('refuses a write that does not follow the last one, and takes a whole one then', async () => {
    await store.claim(first);
    await write(first, 0, 1, {
      set: [
        ['a', 'x'],
        ['b', 'y'],
      ],
    });
    expect(await write(first, 0, 2, { set: [['c', 'z']] })).toBe('stale');
    expect(await write(first, 5, 6, { set: [['c', 'z']] })).toBe('stale');
    expect(await write(first, undefined, 6, { resourceVersion: '9', set: [['c', 'z']] })).toBe('written');
    expect(await store.claim(first)).toMatchObject({ resourceVersion: '9', entries: new Map([['c', 'z']]) });
  });

  test('refuses a whole write that comes late, after others', async () => {
    await store.claim(first);
    await write(first, undefined, 3, { set: [['a', 'x']] });
    expect(await write(first, undefined, 2, { set: [['a', 'late']] })).toBe('stale');
    expect(await write(first, undefined, 3, { set: [['a', 'late']] })).toBe('stale');
    expect(await store.claim(first)).toMatchObject({ entries: new Map([['a', 'x']]) });
  });

  test('that was wiped asks for all of it', async () => {
    await store.claim(first);
    await write(first, 0, 1, { set: [['a', 'x']] });
    await wipe();
    expect(await write(first, 1, 2, { set: [['b', 'y']] })).toBe('stale');
    expect(
      await write(first, undefined, 3, {
        set: [
          ['a', 'x'],
          ['b', 'y'],
        ],
      }),
    ).toBe('written');
    expect(await write(first, 3, 4)).toBe('written');
  });
}

describe('the journal of the model', () => {
  journalRules(() => {
    const store = new MemoryJournal();
    return { store, wipe: async () => store.wipe() };
  });
});

describeOnRedis('the journal in Redis', (redis) => {
  let client: Client;
  beforeAll(() => {
    client = new Client({ host: redis().host, port: redis().port, protocol: 2 });
  });
  afterAll(() => client.disconnect());

  journalRules(() => ({ store: new RedisJournal(client, key), wipe: () => client.flushall() }));

  test('is one hash, with a field for each Job that a person can read', async () => {
    await client.flushall();
    const store = new RedisJournal(client, key);
    await store.claim(first);
    await store.write({ fence: first, after: 0, number: 1, resourceVersion: '7', remove: [], set: [['a', 'x']] });
    expect(await client.keys('*')).toEqual(['cds.reaper:v1:cds:cdsresponder']);
    expect(await client.hgetall(key)).toEqual({
      '#lease': 'lease-1',
      '#transitions': '3',
      '#write': '1',
      '#resourceVersion': '7',
      a: 'x',
    });
  });

  test('begins where the published reaper was, and does not look there a second time', async () => {
    await client.flushall();
    await client.set(publishedJournalKey, '4711');
    const store = new RedisJournal(client, key);
    expect(await store.claim(first)).toMatchObject({ leaseUid: 'lease-1', resourceVersion: '4711' });
    // claimed, and lost before anything was written
    expect(await store.claim(ofNewLease)).toMatchObject({ leaseUid: 'lease-2', resourceVersion: '4711' });
    await store.write({ fence: ofNewLease, after: 0, number: 1, resourceVersion: '', remove: [], set: [] });
    expect(await store.claim(ofNewLease)).toMatchObject({ resourceVersion: undefined });
    expect(await client.get(publishedJournalKey)).toBe('4711');
  });

  test('holds 100,000 Jobs, written in one go', async () => {
    await client.flushall();
    const store = new RedisJournal(client, key);
    await store.claim(first);
    const set = Array.from({ length: 100_000 }, (_, index) => [`uid-${index}`, 'x'] as const);
    expect(await store.write({ fence: first, after: undefined, number: 1, remove: [], set })).toBe('written');
    expect(await store.claim(next)).toMatchObject({ entries: new Map(set) });
  });

  test('fails with a RetryError while Redis is away', async () => {
    const away = new Client({ port: 1, enableOfflineQueue: false, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    away.on('error', () => undefined);
    await expect(new RedisJournal(away, key).claim(first)).rejects.toMatchObject({ name: 'RetryError' });
    away.disconnect();
  });
});
