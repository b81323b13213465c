import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { JournalEntry } from '../../../runtime/reaper/journal-entry.ts';
import { Publisher, type PublisherOptions } from '../../../runtime/reaper/publisher.ts';
import type { News } from '../../../runtime/reaper/tracker.ts';
import { MemoryBroker } from '../../support/reaper/memory-broker.ts';
import { HastyClock, keptLog, turn } from '../../support/reaper/quiet.ts';

jest.setTimeout(60_000);

const newsOf = (uid: string, state: News['state'], attempt = 0, more: Partial<News> = {}): News => ({
  uid,
  name: `cds-${uid}`,
  state,
  attempt,
  held: false,
  repeatable: true,
  ...more,
});

let broker: MemoryBroker;
let clock: HastyClock;
let mayPublish: boolean;
/** What was put into the journal and not written yet, with what is called when it is. */
let unwritten: { uid: string; entry: JournalEntry; onWritten?: () => void }[];
let written: [uid: string, entry: JournalEntry][];
let released: string[];
let delays: number[];
beforeEach(() => {
  broker = new MemoryBroker();
  clock = new HastyClock();
  mayPublish = true;
  unwritten = [];
  written = [];
  released = [];
  delays = [];
});

function publisher(options: Partial<PublisherOptions> = {}): Publisher {
  const journal = {
    get unwritten() {
      return unwritten.length;
    },
    put(uid: string, entry: JournalEntry, onWritten?: () => void) {
      unwritten.push({ uid, entry, onWritten });
    },
  };
  return new Publisher({
    broker,
    journal,
    exchange: 'cdsresponder',
    namespace: 'cds',
    log: keptLog().log,
    clock,
    mayPublish: () => mayPublish,
    headers: (traceparent) => (traceparent === undefined ? {} : { traceparent }),
    onHeldEnd: (uid) => released.push(uid),
    onPublished: (_key, sinceMs) => delays.push(sinceMs),
    ...options,
  });
}

async function writeJournal(): Promise<void> {
  for (const { uid, entry, onWritten } of unwritten.splice(0)) {
    written.push([uid, entry]);
    onWritten?.();
  }
  await turn();
}

const ids = () => broker.onItsWay.map(({ messageId }) => messageId);

async function confirmAll(): Promise<void> {
  for (const message of broker.onItsWay.slice()) message.confirm();
  await turn();
}

const ignore = () => undefined;

describe('an event', () => {
  test('is a message as consumers know it', async () => {
    publisher().tell(newsOf('a', 'retry', 2, { traceparent: 'trace' }), ignore);
    await confirmAll();
    expect(broker.received).toEqual([
      {
        routingKey: 'cds.job.retry',
        messageId: 'a/retry/2',
        body: { 'job-id': 'a', 'job-name': 'cds-a', 'job-namespace': 'cds', 'retry-count': 2 },
        options: {
          messageId: 'a/retry/2',
          contentType: 'application/json',
          timestamp: Date.UTC(2026, 0, 1) / 1000,
          headers: { traceparent: 'trace' },
        },
      },
    ]);
  });

  test('that a Job failed says why', async () => {
    publisher().tell(newsOf('a', 'failed', 3, { reason: 'BackoffLimitExceeded', message: 'Too often' }), ignore);
    await writeJournal();
    await confirmAll();
    expect(broker.received[0]?.body).toMatchObject({
      'failure-reason': 'BackoffLimitExceeded - Too often',
      'retry-count': 3,
    });
  });

  test('is journaled and done at its confirm, not before', async () => {
    let isTold = false;
    const events = publisher();
    events.tell(newsOf('a', 'running'), () => (isTold = true));
    await turn();
    expect([isTold, unwritten.length, events.inHand, events.has('a')]).toEqual([false, 0, 1, true]);
    await confirmAll();
    expect([isTold, unwritten.length, events.inHand, events.has('a')]).toEqual([true, 1, 0, false]);
    expect(unwritten[0]?.entry).toEqual({ name: 'cds-a', state: 'running', attempt: 0, mark: undefined });
  });

  test.each(['fail', 'loseConfirm'] as const)('is published again after %s, with the same messageId', async (fate) => {
    publisher().tell(newsOf('a', 'running'), ignore);
    broker.onItsWay[0]?.[fate]();
    await turn();
    await turn();
    expect(ids()).toEqual(['a/running/0']);
    await confirmAll();
    expect(broker.ids).toEqual(fate === 'fail' ? ['a/running/0'] : ['a/running/0', 'a/running/0']);
  });
});

describe('the events of one Job', () => {
  test('go out one after the other, so that no repeat steps back', async () => {
    const events = publisher();
    for (const state of ['starting', 'running', 'success'] as const) events.tell(newsOf('a', state), ignore);
    expect(ids()).toEqual(['a/starting/0']);
    broker.onItsWay[0]?.loseConfirm();
    await turn();
    await turn();
    expect(ids()).toEqual(['a/starting/0']);
    await confirmAll();
    await confirmAll();
    await confirmAll();
    expect(broker.ids).toEqual(['a/starting/0', 'a/starting/0', 'a/running/0', 'a/success/0']);
  });

  test('do not wait for those of others', () => {
    const events = publisher();
    for (const uid of ['a', 'b', 'c']) {
      events.tell(newsOf(uid, 'starting'), ignore);
      events.tell(newsOf(uid, 'running'), ignore);
    }
    expect(ids()).toEqual(['a/starting/0', 'b/starting/0', 'c/starting/0']);
  });
});

describe('how much is on its way', () => {
  test('is bounded', async () => {
    const events = publisher({ window: 3 });
    for (let index = 0; index < 10; index += 1) events.tell(newsOf(`j${index}`, 'running'), ignore);
    expect(ids()).toHaveLength(3);
    await confirmAll();
    expect(ids()).toHaveLength(3);
    expect(events.inHand).toBe(7);
  });

  test('ends where the journal cannot be written, and goes on where it can', async () => {
    const events = publisher({ maxUnwritten: 2 });
    for (let index = 0; index < 10; index += 1) {
      events.tell(newsOf(`j${index}`, 'running'), ignore);
      await confirmAll();
    }
    expect(broker.received).toHaveLength(2);
    await writeJournal();
    events.go();
    expect(ids()).toHaveLength(8);
  });

  test('is nothing while the broker is away', () => {
    broker.isReady = false;
    const events = publisher();
    events.tell(newsOf('a', 'running'), ignore);
    expect(ids()).toEqual([]);
    broker.isReady = true;
    events.go();
    expect(ids()).toEqual(['a/running/0']);
  });

  test('is nothing once the Lease may be lost', async () => {
    const events = publisher();
    events.tell(newsOf('a', 'running'), ignore);
    events.tell(newsOf('a', 'success'), ignore);
    mayPublish = false;
    await confirmAll();
    events.tell(newsOf('b', 'running'), ignore);
    expect(ids()).toEqual([]);
  });

  test('makes whoever brings more wait at a bound', async () => {
    const events = publisher({ enough: 2 });
    events.tell(newsOf('a', 'running'), ignore);
    expect(events.isFull).toBe(false);
    events.tell(newsOf('b', 'running'), ignore);
    expect(events.isFull).toBe(true);
    let hasRoom = false;
    void events.room().then(() => (hasRoom = true));
    await turn();
    expect(hasRoom).toBe(false);
    await confirmAll();
    expect(hasRoom).toBe(true);
  });

  test('is told by Job, and every event comes through, a thousand times over', async () => {
    broker.confirmsAtOnce = true;
    const events = publisher({ window: 10 });
    for (let index = 0; index < 5_000; index += 1) events.tell(newsOf(`j${index}`, 'running'), ignore);
    while (events.inHand > 0) {
      await turn();
      await writeJournal();
      events.go();
    }
    expect(new Set(broker.ids).size).toBe(5_000);
  });
});

describe('an end that the Job cannot say again', () => {
  const end = newsOf('a', 'failed', 1, { repeatable: false, reason: 'Deleted', message: 'gone', traceparent: 'trace' });

  test('is in the journal before it is published', async () => {
    publisher().tell(end, ignore);
    await turn();
    expect(ids()).toEqual([]);
    expect(unwritten[0]?.entry).toEqual({
      name: 'cds-a',
      state: 'failed',
      attempt: 1,
      mark: 'pending',
      reason: 'Deleted',
      message: 'gone',
      traceparent: 'trace',
    });
    await writeJournal();
    expect(ids()).toEqual(['a/failed/1']);
    await confirmAll();
    expect(unwritten[0]?.entry).toEqual({ name: 'cds-a', state: 'failed', attempt: 1, mark: undefined });
  });

  test('is not published if the Lease may be lost by the time it is in the journal', async () => {
    publisher().tell(end, ignore);
    mayPublish = false;
    await writeJournal();
    expect(ids()).toEqual([]);
  });
});

test('our finalizer is let go once the end is told and journaled', async () => {
  publisher().tell(newsOf('a', 'success', 0, { held: true }), ignore);
  await confirmAll();
  expect(released).toEqual([]);
  expect(unwritten[0]?.entry.mark).toBe('held');
  await writeJournal();
  expect(released).toEqual(['a']);
});

describe('a publisher that stops', () => {
  test('waits for what is on its way, journals it, and publishes nothing more', async () => {
    const events = publisher({ window: 1 });
    events.tell(newsOf('a', 'running'), ignore);
    events.tell(newsOf('b', 'running'), ignore);
    let isStopped = false;
    const stopping = events.stop().then(() => (isStopped = true));
    await turn();
    expect(isStopped).toBe(false);
    await confirmAll();
    await stopping;
    expect(broker.ids).toEqual(['a/running/0']);
    expect(unwritten.map(({ uid }) => uid)).toEqual(['a']);
    expect(ids()).toEqual([]);
  });

  test('does not wait for a journal that is away', async () => {
    const events = publisher();
    events.tell(newsOf('a', 'failed', 0, { repeatable: false }), ignore);
    await events.stop();
    await writeJournal();
    expect(ids()).toEqual([]);
  });
});
