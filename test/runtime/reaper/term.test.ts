import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import { encodeEntry, type JournalEntry } from '../../../runtime/reaper/journal-entry.ts';
import { Term } from '../../../runtime/reaper/term.ts';
import { fates136 } from '../../support/reaper/jobs.ts';
import { MemoryBroker } from '../../support/reaper/memory-broker.ts';
import { MemoryCluster } from '../../support/reaper/memory-cluster.ts';
import { MemoryJournal } from '../../support/reaper/memory-journal.ts';
import { HastyClock, silentLog, turn } from '../../support/reaper/quiet.ts';

jest.setTimeout(120_000);

const fence = { leaseUid: 'lease', transitions: 1 };
let cluster: MemoryCluster;
let broker: MemoryBroker;
let store: MemoryJournal;
let over: AbortController;
let isHeld: boolean;
let clock: HastyClock;
/** Metrics by name: what was set, or counted. */
let metrics: Record<string, number>;
beforeEach(() => {
  cluster = new MemoryCluster();
  broker = new MemoryBroker();
  store = new MemoryJournal();
  over = new AbortController();
  isHeld = true;
  clock = new HastyClock();
  metrics = {};
});
afterEach(async () => {
  over.abort(new Error('the test ends'));
  cluster.cut();
  await turn();
});

async function begin(): Promise<Term> {
  const count = (name: string) => ({ inc: () => (metrics[name] = (metrics[name] ?? 0) + 1) });
  const term = await Term.begin(
    {
      kubernetes: cluster,
      broker,
      store,
      exchange: 'cdsresponder',
      log: silentLog,
      clock,
      metrics: {
        lastWatchEvent: { setToCurrentTime: () => (metrics['life'] = 1) },
        lists: { inc: ({ reason }) => count(`lists ${reason}`).inc() },
        expired: count('expired'),
        unpublished: { set: (value) => (metrics['unpublished'] = value) },
        eventsPublished: { labels: (routingKey) => count(routingKey) },
        publishDelay: { observe: () => undefined },
      },
      isHeld: () => isHeld,
      headers: () => ({}),
      random: () => 0.5,
    },
    fence,
    over.signal,
  );
  void term.run().catch(() => undefined);
  return term;
}

async function turns(count = 20): Promise<void> {
  for (let done = 0; done < count; done += 1) await turn();
}

/** A journal as an earlier term left it. */
async function leave(
  entries: Readonly<Record<string, JournalEntry>>,
  resourceVersion = cluster.resourceVersion,
): Promise<void> {
  const before = { ...fence, transitions: 0 };
  await store.claim(before);
  const set = Object.entries(entries).map(([uid, entry]) => [uid, encodeEntry(entry)] as const);
  await store.write({ fence: before, after: 0, number: 1, resourceVersion, remove: [], set });
}

describe('what an earlier term left', () => {
  test('is told once more where it was announced, as it was announced, and finished', async () => {
    const mark = 'pending';
    await leave({
      a: { name: 'cds-a', state: 'failed', attempt: 2, mark, reason: 'Deleted', message: 'gone', traceparent: 't' },
    });
    broker.confirmsAtOnce = true;
    await begin();
    await turns();
    expect(broker.received).toMatchObject([
      { messageId: 'a/failed/2', body: { 'failure-reason': 'Deleted - gone', 'retry-count': 2 } },
    ]);
    expect(store.entries.get('a')).toBe('{"name":"cds-a","state":"failed","attempt":2}');
  });

  test('is let go where it was told and held', async () => {
    cluster.create('cds-a', 'a', [reportedFinalizer]);
    await leave({ a: { name: 'cds-a', state: 'success', attempt: 0, mark: 'held' } });
    await begin();
    await turns();
    expect(cluster.jobs[0]?.metadata.finalizers).toEqual([]);
    expect(store.entries.get('a')).toBe('{"name":"cds-a","state":"success","attempt":0}');
    expect(broker.received).toEqual([]);
  });

  test('is let go, too, where a list shows that our finalizer is still there, against what the journal says', async () => {
    cluster.create('cds-a', 'a', [reportedFinalizer]);
    await leave({ a: { name: 'cds-a', state: 'success', attempt: 0 } }, '');
    await begin();
    await turns();
    expect(cluster.jobs[0]?.metadata.finalizers).toEqual([]);
  });
});

describe('a term', () => {
  test('counts what it does', async () => {
    cluster.create('cds-a', 'a');
    const term = await begin();
    await turns();
    expect([metrics['unpublished'], term.unpublished, term.isSynced, term.jobs]).toEqual([1, 1, true, 1]);
    broker.onItsWay[0]?.confirm();
    await turns();
    cluster.cut();
    cluster.create('report-b', 'b');
    cluster.compact();
    await turns();
    expect(metrics).toEqual({
      life: 1,
      unpublished: 0,
      'lists start': 1,
      'lists expired': 1,
      expired: 1,
      'cds.job.starting': 1,
    });
    expect(term.unwritten).toBe(0);
  });

  test('ends in good order: nothing more is read, what is on its way is confirmed and journaled', async () => {
    const term = await begin();
    await turns();
    cluster.create('cds-a', 'a');
    await turns();
    let isStopped = false;
    const stopping = term.stop().then(() => (isStopped = true));
    cluster.create('cds-b', 'b');
    await turns();
    expect([isStopped, cluster.watches]).toEqual([false, 0]);
    broker.onItsWay[0]?.confirm();
    await stopping;
    expect(broker.ids).toEqual(['a/starting/0']);
    expect([...store.entries.keys()]).toEqual(['a']);
  });

  test('that lost its Lease says and writes nothing more', async () => {
    await begin();
    await turns();
    cluster.create('cds-a', 'a');
    await turns();
    isHeld = false;
    broker.onItsWay[0]?.confirm();
    cluster.create('cds-b', 'b');
    await turns();
    expect(broker.onItsWay).toEqual([]);
    expect(store.entries.size).toBe(0);
  });

  test('removes one finalizer at a time while it reads a list, however long that takes', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      cluster.create(`cds-${name}`, name, [reportedFinalizer]);
      cluster.setStatus(`cds-${name}`, { conditions: [{ type: 'Complete', status: 'True' }] });
    }
    const { promise: secondPage, resolve: giveSecondPage } = Promise.withResolvers<void>();
    const request = cluster.request.bind(cluster);
    let removals = 0;
    cluster.request = async <T>(...[method, path, options]: Parameters<typeof request>): Promise<T> => {
      if (method === 'PATCH') {
        removals += 1;
        return new Promise<T>(() => undefined);
      }
      if (options?.query?.['continue'] !== undefined) await secondPage;
      return request(method, path, options);
    };
    await begin();
    await turns();
    const messages = [...broker.onItsWay];
    for (const message of messages) message.confirm();
    await turns();
    clock.nowMs += 10_000;
    await turns();
    expect(removals).toBe(1);
    giveSecondPage();
    await turns();
    expect(removals).toBe(3);
  });

  test('reads no further than it can tell', async () => {
    broker.isReady = false;
    const term = await begin();
    await turns();
    for (let index = 0; index < 2_500; index += 1) cluster.create(`cds-${index}`, `uid-${index}`);
    await turns(100);
    expect(term.unpublished).toBe(2_000);
    broker.confirmsAtOnce = true;
    broker.becomeReady();
    while (broker.received.length < 2_500) await turn();
    expect(new Set(broker.ids).size).toBe(2_500);
  });
});

test('memory and journal stay as they are, however many Jobs come and go', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heapOf = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  broker.confirmsAtOnce = true;
  const term = await begin();
  const statuses = (fates136['a Job that succeeds'] ?? []).map(([status]) => status);
  /** Jobs that come, end and go, so many at a time; the rest of the world forgets them. */
  async function pass(from: number, to: number): Promise<void> {
    for (let first = from; first < to; first += 200) {
      const names = Array.from({ length: 200 }, (_, index) => `cds-${first + index}`);
      for (const name of names) {
        cluster.create(name, `${name}-uid`, [reportedFinalizer]);
        for (const status of statuses) cluster.setStatus(name, status);
        cluster.delete(name, false);
      }
      while (cluster.jobs.length > 0 || store.entries.size > 0) await turn();
      expect(broker.received).toHaveLength(600);
      broker.received.length = 0;
      store.writes.length = 0;
      cluster.forget();
    }
  }
  await pass(0, 2_000);
  const before = heapOf();
  await pass(2_000, 12_000);
  const growth = heapOf() / before;
  expect(growth).toBeLessThan(1.1);
  expect([term.jobs, term.unpublished, term.unwritten, store.entries.size]).toEqual([0, 0, 0, 0]);
});
