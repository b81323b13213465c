import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Journal, type JournalOptions } from '../../../runtime/reaper/journal.ts';
import { decodeEntry, type JournalEntry } from '../../../runtime/reaper/journal-entry.ts';
import type { Fence } from '../../../runtime/reaper/journal-store.ts';
import { MemoryJournal } from '../../support/reaper/memory-journal.ts';
import { HastyClock, keptLog, turn } from '../../support/reaper/quiet.ts';

jest.setTimeout(60_000);

const fence: Fence = { leaseUid: 'lease-1', transitions: 1 };
const running: JournalEntry = { name: 'cds-a', state: 'running', attempt: 0 };
const success: JournalEntry = { name: 'cds-a', state: 'success', attempt: 0 };

let store: MemoryJournal;
let clock: HastyClock;
let mayWrite: boolean;
let faults: Error[];
let over: AbortController;
beforeEach(() => {
  store = new MemoryJournal();
  clock = new HastyClock();
  mayWrite = true;
  faults = [];
  over = new AbortController();
});

function open(options: Partial<JournalOptions> = {}, by: Fence = fence): Promise<Journal> {
  const onFenced = (error: Error) => {
    faults.push(error);
    over.abort(error);
  };
  const { log } = keptLog();
  return Journal.open({ store, log, clock, mayWrite: () => mayWrite, signal: over.signal, onFenced, ...options }, by);
}

const stored = (): Record<string, unknown> =>
  Object.fromEntries([...store.entries].map(([uid, text]) => [uid, decodeEntry(text)]));

describe('a write to the journal', () => {
  test('holds all that was put in one turn, and the next one what came meanwhile', async () => {
    const journal = await open();
    journal.put('a', running);
    journal.put('b', running);
    store.trouble = 'hangs';
    await turn();
    journal.put('c', running);
    journal.put('d', running);
    expect(journal.unwritten).toBe(4);
    store.release();
    await journal.flush();
    expect(store.writes.map(({ set }) => set.map(([uid]) => uid))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(journal.unwritten).toBe(0);
  });

  test('holds what is told, what is gone and where to resume, all or nothing', async () => {
    const journal = await open();
    journal.put('a', running);
    await journal.flush();
    journal.put('b', success);
    journal.pass('17', ['a']);
    await journal.flush();
    expect(store.writes).toHaveLength(2);
    expect(store.writes[1]).toMatchObject({ resourceVersion: '17', remove: ['a'] });
    expect(stored()).toEqual({ b: success });
  });

  test('calls back once it is done, not before', async () => {
    const journal = await open();
    store.trouble = 'hangs';
    let isWritten = false;
    journal.put('a', success, () => (isWritten = true));
    await turn();
    expect(isWritten).toBe(false);
    store.release();
    await journal.flush();
    expect(isWritten).toBe(true);
  });

  test('is not made for the resourceVersion alone at each change, but soon', async () => {
    const journal = await open({ moveDelayMs: 300 });
    for (let version = 1; version <= 100; version += 1) journal.pass(String(version), []);
    await turn();
    expect(store.writes).toHaveLength(0);
    while (store.resourceVersion !== '100') await turn();
    expect(store.writes).toHaveLength(1);
  });

  test('of nothing at all is none', async () => {
    const journal = await open();
    journal.pass(undefined, ['unknown']);
    await journal.flush();
    expect(store.writes).toEqual([]);
  });
});

describe('trouble with Redis', () => {
  test('is waited out, and nothing is lost', async () => {
    store.trouble = 'away';
    const opening = open();
    await turn();
    store.trouble = 'none';
    const journal = await opening;
    store.trouble = 'away';
    let isWritten = false;
    journal.put('a', running, () => (isWritten = true));
    journal.pass('5', []);
    for (let wait = 0; wait < 5; wait += 1) await turn();
    journal.put('a', success);
    journal.put('b', running);
    store.trouble = 'none';
    await journal.flush();
    expect(stored()).toEqual({ a: success, b: running });
    expect(store.resourceVersion).toBe('5');
    expect(isWritten).toBe(true);
    expect(clock.waits.length).toBeGreaterThan(1);
  });

  test('in which an answer is lost ends with all of it written, once more', async () => {
    const journal = await open();
    journal.put('a', running);
    await journal.flush();
    store.trouble = 'lost';
    journal.put('b', running);
    await turn();
    store.trouble = 'none';
    await journal.flush();
    expect(stored()).toEqual({ a: running, b: running });
    journal.put('c', running);
    await journal.flush();
    expect(store.writes.at(-1)).toMatchObject({ set: [['c', expect.anything()]] });
  });

  test('by which it is wiped ends with all of it written anew', async () => {
    const journal = await open();
    journal.put('a', running);
    journal.pass('5', []);
    await journal.flush();
    store.wipe();
    journal.put('b', running);
    await journal.flush();
    expect(stored()).toEqual({ a: running, b: running });
    expect(store.resourceVersion).toBe('5');
    expect(faults).toEqual([]);
  });

  test('by which it steps back to an older copy ends with all of it written anew', async () => {
    const journal = await open();
    journal.put('a', running);
    await journal.flush();
    const restore = store.snapshot();
    journal.put('a', success);
    await journal.flush();
    restore();
    journal.put('b', running);
    await journal.flush();
    expect(stored()).toEqual({ a: success, b: running });
  });
});

describe('another reaper', () => {
  test('that has claimed the journal ends the writing for good', async () => {
    const journal = await open();
    await store.claim({ ...fence, transitions: 2 });
    journal.put('a', running);
    await turn();
    await turn();
    expect(faults).toMatchObject([{ name: 'ExitError', code: 'ERR_REAPER_FENCED', exitCode: 75 }]);
    expect(stored()).toEqual({});
    await expect(journal.flush()).rejects.toBe(faults[0]);
  });

  test('that has claimed it with a later transition keeps this one from opening it', async () => {
    await store.claim({ ...fence, transitions: 2 });
    await expect(open()).rejects.toMatchObject({ code: 'ERR_REAPER_FENCED' });
  });

  test('may be at work once the own deadline is past: nothing is written then', async () => {
    const journal = await open();
    mayWrite = false;
    journal.put('a', running);
    await turn();
    expect(store.writes).toEqual([]);
    expect(faults).toHaveLength(1);
  });

  test('before this one left where to resume', async () => {
    const before = await open();
    before.put('a', running);
    before.pass('5', []);
    await before.flush();
    const journal = await open({}, { ...fence, transitions: 2 });
    expect(journal.resourceVersion).toBe('5');
    expect([...journal.entries()]).toEqual([['a', running]]);
  });

  test('under another Lease left what it told, but no place in the order that counts here', async () => {
    const before = await open();
    before.put('a', running);
    before.pass('5', []);
    await before.flush();
    const journal = await open({}, { leaseUid: 'lease-2', transitions: 0 });
    expect(journal.resourceVersion).toBe('');
    expect(journal.get('a')).toEqual(running);
  });
});

test('a field that is no entry is passed over, and left where it is', async () => {
  await store.claim(fence);
  await store.write({ fence, after: 0, number: 1, remove: [], set: [['note', 'by hand']] });
  const journal = await open();
  expect([...journal.entries()]).toEqual([]);
  expect(journal.get('note')).toBeUndefined();
  store.wipe();
  journal.put('a', running);
  await journal.flush();
  expect(store.entries.get('note')).toBe('by hand');
});
