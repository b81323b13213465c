import { describe, expect, test } from '@jest/globals';
import { Redis as RedisClient } from 'ioredis';
import { publishedJournalKey } from '../../lib/contract/env.ts';
import { jobAnnotations, reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import { journalKey } from '../../lib/contract/journal.ts';
import type { KubernetesVersion } from '../support/control-plane/assets.ts';
import { answersOk, until } from '../support/control-plane/until.ts';
import { condition, fates130, fates136, type Fates, type WholeStatus } from '../support/reaper/jobs.ts';
import { describeOnWorlds } from '../support/reaper/suite.ts';
import type { World } from '../support/reaper/world.ts';
import { RuntimeProcesses, type RuntimeProcess } from '../support/runtime-process.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const startTime = '2026-01-01T00:00:00Z';
const running: WholeStatus = { startTime, active: 1, ready: 0 };
const between: WholeStatus = { startTime, failed: 1 };
const criteria = condition('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods');
const complete: WholeStatus = {
  startTime,
  completionTime: startTime,
  succeeded: 1,
  conditions: [criteria, condition('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods')],
};
const limit = ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'] as const;
const failed: WholeStatus = {
  startTime,
  failed: 3,
  conditions: [condition('FailureTarget', ...limit), condition('Failed', ...limit)],
};
const WAIT_MS = 30_000;

/** Waits until a Job is gone. */
const untilGone = (world: World, name: string) =>
  until(`the end of ${name}`, WAIT_MS, async () => (await world.job(name)) === undefined);

/** Waits until a Job does not have our finalizer any more. */
const untilLetGo = (world: World, name: string) =>
  until(
    `${name} to be let go`,
    WAIT_MS,
    async () => !(await world.job(name))?.metadata.finalizers?.includes(reportedFinalizer),
  );

/** Makes a Job and waits until it is told of. */
async function createTold(
  world: World,
  name: string,
  ...props: Parameters<World['create']> extends [string, ...infer P] ? P : never
) {
  const uid = await world.create(name, ...props);
  await world.untilTold(uid, 'starting 0');
  return uid;
}

/** Every event has come once. */
function expectNoRepeat({ events }: World): void {
  const ids = events.map(({ messageId }) => messageId);
  expect(ids).toEqual([...new Set(ids)]);
}

/** The journal's fields, by name. */
async function journalOf(world: World, redis: { readonly port: number }): Promise<Record<string, string>> {
  const client = new RedisClient({ port: redis.port, protocol: 2 });
  try {
    return await client.hgetall(journalKey(world.namespace, world.exchange));
  } finally {
    client.disconnect();
  }
}

describe.each<[KubernetesVersion, Fates]>([
  ['1.36', fates136],
  ['1.30', fates130],
])('on Kubernetes %s', (version, fates) => {
  describeOnWorlds(
    'the reaper with its own rights',
    (newWorld) => {
      test('tells of each Job what is news in its statuses, once and in their order, and lets it go in the end', async () => {
        const world = await newWorld();
        const reaper = await world.startReaper();
        await reaper.untilReady();
        const expected: Record<string, unknown> = {};
        const told: Record<string, unknown> = {};
        for (const [index, [title, writes]] of Object.entries(fates).entries()) {
          const name = `cds-${index}`;
          const uid = await world.create(name);
          for (const [status] of writes.slice(1)) await world.setStatus(name, status);
          expected[title] = writes.flatMap(([, event]) => event ?? []);
          await world.untilTold(uid, writes.at(-1)?.[1] ?? '');
          await untilLetGo(world, name);
          told[title] = world.toldOf(uid);
        }
        expect(told).toEqual(expected);
      });

      test('tells nothing of a Job that ended and is changed or deleted later', async () => {
        const world = await newWorld();
        await world.startReaper();
        const uid = await createTold(world, 'cds-a');
        for (const [status] of fates['a Job that succeeds'] ?? []) await world.setStatus('cds-a', status);
        await world.untilTold(uid, 'success 0');
        await world.annotate('cds-a', 'example.com/note', 'seen');
        await world.delete('cds-a', 'Foreground');
        await untilLetGo(world, 'cds-a');
        await world.setFinalizers('cds-a', []); // its pods are gone
        await untilGone(world, 'cds-a');
        await world.untilAllIsTold();
        expect(world.toldOf(uid)).toEqual(['starting 0', 'running 0', 'success 0']);
      });

      test('tells that an unfinished Job failed when it is deleted, and why, with our finalizer and without', async () => {
        const world = await newWorld();
        await world.startReaper();
        const [held, free, waiting] = [
          await createTold(world, 'cds-held'),
          await createTold(world, 'cds-free', { finalizers: [] }),
          await createTold(world, 'cds-waiting'),
        ];
        for (const name of ['cds-held', 'cds-free', 'cds-waiting']) await world.setStatus(name, between);
        await world.delete('cds-held');
        await world.delete('cds-free');
        await world.delete('cds-waiting', 'Foreground');
        await world.untilTold(held, 'failed 1');
        await world.untilTold(free, 'failed 1');
        await untilGone(world, 'cds-held');
        for (const uid of [held, free]) {
          expect(world.lastOf(uid)?.body).toMatchObject({
            'retry-count': 1,
            'failure-reason': 'Deleted - the Job was deleted before it ended',
          });
        }
        // its pods still end, and may yet have succeeded
        expect(world.toldOf(waiting)).toEqual(['starting 0']);
        await world.setFinalizers('cds-waiting', [reportedFinalizer]);
        await world.untilTold(waiting, 'failed 1');
        await untilGone(world, 'cds-waiting');
      });
    },
    { version },
  );
});

describeOnWorlds('the reaper', (newWorld, servers) => {
  describe('does not do what the published one did', () => {
    test('a Job between two tries is not told to have failed', async () => {
      const world = await newWorld();
      await world.startReaper();
      const uid = await createTold(world, 'cds-a');
      for (const status of [running, between, { ...running, failed: 1 }]) await world.setStatus('cds-a', status);
      await world.untilTold(uid, 'retry 1');
      expect(world.toldOf(uid)).toEqual(['starting 0', 'running 0', 'retry 1']);
      expect(world.lastOf(uid)).toMatchObject({
        routingKey: 'cds.job.retry',
        body: { 'job-id': uid, 'job-name': 'cds-a', 'job-namespace': world.namespace, 'retry-count': 1 },
      });
    });

    test('a running Job is told once, whatever is written of it', async () => {
      const world = await newWorld();
      await world.startReaper();
      const uid = await createTold(world, 'cds-a');
      for (const ready of [0, 1, 0, 1]) await world.setStatus('cds-a', { ...running, ready });
      await world.annotate('cds-a', 'example.com/note', 'seen');
      await world.untilTold(uid, 'running 0');
      await world.untilAllIsTold();
      expect(world.toldOf(uid)).toEqual(['starting 0', 'running 0']);
    });

    test('what happened while the watch was lost is told: 410', async () => {
      const world = await newWorld();
      const before = await world.startReaper();
      const [ends, fails, goes] = [
        await createTold(world, 'cds-ends'),
        await createTold(world, 'cds-fails'),
        await createTold(world, 'cds-goes', { finalizers: [] }),
      ];
      expect(await before.stop()).toBe('ended with exit code 0');
      await world.setStatus('cds-ends', complete);
      await world.setStatus('cds-fails', failed);
      await world.delete('cds-goes');
      const born = await world.create('cds-born');
      await servers().cluster.kill();
      await servers().cluster.start();
      const after = await world.startReaper();
      await world.untilTold(ends, 'success 0');
      await world.untilTold(fails, 'failed 3');
      await world.untilTold(goes, 'failed 0');
      await world.untilTold(born, 'starting 0');
      expect(world.lastOf(fails)?.body['failure-reason']).toBe(limit.join(' - '));
      expect(world.lastOf(goes)?.body['failure-reason']).toBe('Deleted - the Job was deleted while unobserved');
      expect(after.count('the watch is too far behind')).toBe(1);
      expectNoRepeat(world);
    });

    test('no status stops it', async () => {
      const world = await newWorld();
      const reaper = await world.startReaper();
      const uid = await createTold(world, 'cds-a');
      const odd: WholeStatus[] = [
        {},
        running, // active, without failed
        { startTime, conditions: [condition('Other', 'Other')] },
        between, // failed, without conditions
        { startTime, active: 1, failed: 1, uncountedTerminatedPods: {} },
      ];
      for (const status of odd) await world.setStatus('cds-a', status);
      await world.untilTold(uid, 'retry 1');
      expect(world.toldOf(uid)).toEqual(['starting 0', 'running 0', 'retry 1']);
      expect(reaper.end).toBeUndefined();
    });
  });

  test('looks at no Job that is not called cds-', async () => {
    const world = await newWorld();
    await world.startReaper();
    const uid = await world.create('report-a', { finalizers: [] });
    await world.setStatus('report-a', complete);
    await world.delete('report-a');
    await world.untilAllIsTold();
    expect(world.toldOf(uid)).toEqual([]);
  });

  test('goes on where it was after a stop in good order, with every state in between', async () => {
    const world = await newWorld();
    const before = await world.startReaper();
    const uid = await createTold(world, 'cds-a');
    expect(await before.stop()).toBe('ended with exit code 0');
    const statuses = [running, between, { ...running, failed: 1 }, { ...complete, failed: 1 }];
    for (const status of statuses) await world.setStatus('cds-a', status);
    const after = await world.startReaper();
    await world.untilTold(uid, 'success 1');
    expect(world.toldOf(uid)).toEqual(['starting 0', 'running 0', 'retry 1', 'success 1']);
    expect(after.count('listing all jobs')).toBe(0);
  });

  test('takes over where the published one was', async () => {
    const world = await newWorld();
    const { redis } = servers();
    await world.create('cds-before');
    const seen = await world.job('cds-before');
    const client = new RedisClient({ port: redis.port, protocol: 2 });
    await client.set(publishedJournalKey, seen?.metadata.resourceVersion ?? '');
    const after = await world.create('cds-after');
    const reaper = await world.startReaper();
    await world.untilTold(after, 'starting 0');
    await client.del(publishedJournalKey);
    client.disconnect();
    expect(world.toldOf(seen?.metadata.uid ?? '')).toEqual([]);
    expect(reaper.count('listing all jobs')).toBe(0);
  });

  test('carries the trace of the request on', async () => {
    const world = await newWorld();
    await world.startReaper();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const annotations = { [jobAnnotations.traceparent]: `00-${traceId}-b7ad6b7169203331-01` };
    const uid = await createTold(world, 'cds-a', { annotations });
    const plain = await createTold(world, 'cds-b');
    const { traceparent } = world.lastOf(uid)?.headers ?? {};
    expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(traceparent).not.toBe(annotations[jobAnnotations.traceparent]);
    expect(world.lastOf(plain)?.headers).not.toHaveProperty('traceparent');
  });

  describe('with another one', () => {
    const twoReapers = async (world: World): Promise<[leader: RuntimeProcess, standby: RuntimeProcess]> => {
      const leader = await world.startReaper();
      await leader.untilReady();
      const standby = await world.startReaper();
      await standby.untilLogged('waiting for the lease');
      return [leader, standby];
    };

    test('publishes once, and only one of them is ready', async () => {
      const world = await newWorld();
      const [leader, standby] = await twoReapers(world);
      for (let index = 0; index < 10; index += 1) {
        const uid = await world.create(`cds-${index}`);
        await world.setStatus(`cds-${index}`, running);
        await world.setStatus(`cds-${index}`, complete);
        await world.untilTold(uid, 'success 0');
      }
      expectNoRepeat(world);
      expect(world.events).toHaveLength(30);
      expect(await answersOk(`http://127.0.0.1:${leader.port}/readyz`)).toBe(true);
      expect(await answersOk(`http://127.0.0.1:${standby.port}/readyz`)).toBe(false);
      expect(await answersOk(`http://127.0.0.1:${standby.port}/livez`)).toBe(true);
    });

    test('that is killed is succeeded by it, and nothing is lost', async () => {
      const world = await newWorld();
      const [leader, standby] = await twoReapers(world);
      const uids = await Promise.all(Array.from({ length: 20 }, (_, index) => world.create(`cds-${index}`)));
      for (let index = 0; index < 20; index += 1) {
        if (index === 10) leader.signal('SIGKILL');
        await world.setStatus(`cds-${index}`, complete);
      }
      for (const uid of uids) await world.untilTold(uid, 'success 0');
      await standby.untilReady();
      expect(await leader.ended()).toBe('ended by SIGKILL');
      // what was confirmed and not journaled comes again, and says so by its id
      for (const uid of uids) expect([...new Set(world.toldOf(uid))]).toEqual(['starting 0', 'success 0']);
    });

    test('that was frozen past its deadline publishes and journals nothing more, and ends', async () => {
      const world = await newWorld();
      const [leader, standby] = await twoReapers(world);
      const uid = await createTold(world, 'cds-a');
      leader.signal('SIGSTOP');
      await standby.untilLogged('the lease is held');
      await world.setStatus('cds-a', running);
      await world.setStatus('cds-a', complete);
      await world.untilTold(uid, 'success 0');
      await untilLetGo(world, 'cds-a');
      const journal = await journalOf(world, servers().redis);
      leader.signal('SIGCONT');
      expect(await leader.ended()).toBe('ended with exit code 75');
      expect(leader.text).toMatch(/ERR_REAPER_(LEASE_LOST|FENCED)/);
      await world.untilAllIsTold();
      expectNoRepeat(world);
      expect(world.toldOf(uid)).toEqual(['starting 0', 'running 0', 'success 0']);
      expect(await journalOf(world, servers().redis)).toMatchObject({ '#transitions': journal['#transitions'] });
      expect(standby.end).toBeUndefined();
    });

    test('that ends in good order leaves it the Lease at once', async () => {
      const world = await newWorld();
      const [leader, standby] = await twoReapers(world);
      expect(await leader.stop()).toBe('ended with exit code 0');
      await standby.untilLogged('the lease is held');
      await standby.untilReady();
      const uid = await createTold(world, 'cds-a');
      expect(world.toldOf(uid)).toEqual(['starting 0']);
    });
  });

  describe('whose Redis', () => {
    test('is wiped while it runs writes the journal anew, and repeats nothing', async () => {
      const world = await newWorld();
      const reaper = await world.startReaper();
      const [a, b] = [await createTold(world, 'cds-a'), await createTold(world, 'cds-b')];
      await servers().redis.wipe();
      await world.setStatus('cds-b', running);
      await world.untilTold(b, 'running 0');
      await until('both in the journal, one of them running', WAIT_MS, async () => {
        const journal = await journalOf(world, servers().redis);
        return a in journal && JSON.parse(journal[b] ?? '{}').state === 'running';
      });
      await reaper.stop();
      await world.startReaper();
      await world.setStatus('cds-a', complete);
      await world.untilTold(a, 'success 0');
      expectNoRepeat(world);
    });

    test('is wiped while it is away repeats what is, by the same ids, and loses nothing', async () => {
      const world = await newWorld();
      const reaper = await world.startReaper();
      const [ends, runs, done, goes] = [
        await createTold(world, 'cds-ends'),
        await createTold(world, 'cds-runs'),
        await createTold(world, 'cds-done', { finalizers: [] }),
        await createTold(world, 'cds-goes'),
      ];
      await world.setStatus('cds-runs', running);
      await world.setStatus('cds-done', complete);
      await world.untilTold(runs, 'running 0');
      await world.untilTold(done, 'success 0');
      await reaper.stop('SIGKILL');
      await servers().redis.wipe();
      await world.setStatus('cds-ends', complete);
      await world.delete('cds-goes');
      await world.startReaper();
      await world.untilTold(ends, 'success 0');
      await world.untilTold(goes, 'failed 0');
      await untilGone(world, 'cds-goes');
      await until('the repeats', WAIT_MS, () => world.toldOf(runs).length === 3 && world.toldOf(done).length === 3);
      expect(world.toldOf(ends)).toEqual(['starting 0', 'success 0']);
      expect(world.toldOf(runs)).toEqual(['starting 0', 'running 0', 'running 0']);
      expect(world.toldOf(done)).toEqual(['starting 0', 'success 0', 'success 0']);
      expect(world.toldOf(goes)).toEqual(['starting 0', 'failed 0']);
    });

    test('goes away and comes back, empty, publishes meanwhile, and removes no finalizer before the journal knows', async () => {
      const world = await newWorld();
      await world.startReaper();
      const uid = await createTold(world, 'cds-a');
      const { redis } = servers();
      await redis.shutDown();
      try {
        await world.setStatus('cds-a', running);
        await world.setStatus('cds-a', complete);
        await world.untilTold(uid, 'success 0');
        expect((await world.job('cds-a'))?.metadata.finalizers).toEqual([reportedFinalizer]);
      } finally {
        await redis.start();
      }
      await untilLetGo(world, 'cds-a');
      expectNoRepeat(world);
      expect(JSON.parse((await journalOf(world, redis))[uid] ?? '')).toMatchObject({ state: 'success' });
    });

    test('accepts and does not answer goes on once it does', async () => {
      const world = await newWorld();
      const reaper = await world.startReaper();
      const uid = await createTold(world, 'cds-a');
      const pid = servers().redis.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      try {
        await world.setStatus('cds-a', complete);
        await reaper.untilLogged('the journal cannot be written');
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await untilLetGo(world, 'cds-a');
      expect(world.toldOf(uid)).toEqual(['starting 0', 'success 0']);
    });
  });

  describe('whose broker', () => {
    test('is restarted with unconfirmed events publishes them again, by the same ids and in order', async () => {
      const world = await newWorld();
      const { rabbitmq } = servers();
      const proxy = await TcpProxy.start({ port: rabbitmq.port });
      try {
        const reaper = await world.startReaper({ RABBITMQ_PORT: String(proxy.port) });
        await reaper.untilReady();
        const uid = await createTold(world, 'cds-a');
        proxy.freeze();
        await world.setStatus('cds-a', running);
        await world.setStatus('cds-a', complete);
        const others = await Promise.all([1, 2, 3].map((index) => world.create(`cds-${index}`)));
        await rabbitmq.restart();
        proxy.thaw();
        proxy.cut();
        await world.consume();
        await world.untilTold(uid, 'success 0');
        for (const other of others) await world.untilTold(other, 'starting 0');
        expect([...new Set(world.toldOf(uid))]).toEqual(['starting 0', 'running 0', 'success 0']);
        expect(world.toldOf(uid).at(-1)).toBe('success 0');
      } finally {
        await proxy.stop();
      }
    });

    test('has no queue for an event any more keeps it, binds the one of the layout, and tells it there once', async () => {
      const world = await newWorld();
      const reaper = await world.startReaper();
      await reaper.untilReady();
      await createTold(world, 'cds-a');
      await world.unbind();
      const uid = await world.create('cds-b', { finalizers: [] });
      const told: string[] = [];
      await until('the event', WAIT_MS, async () => {
        told.push(...(await world.takeOf(uid)));
        return told.length > 0;
      });
      expect(reaper.count('the event is not published yet')).toBeGreaterThan(0);
      await world.bind();
      await world.untilAllIsTold();
      expect([...told, ...(await world.takeOf(uid)), ...world.toldOf(uid)]).toEqual(['starting 0']);
    });
  });

  test('says when it is ready and counts what it does', async () => {
    const world = await newWorld();
    const reaper = await world.startReaper();
    await reaper.untilReady();
    await createTold(world, 'cds-a');
    let metrics = '';
    // a consumer may have the event before the reaper has its confirm
    await reaper.until('the event to be counted', async () => {
      metrics = await (await fetch(`http://127.0.0.1:${reaper.port}/metrics`)).text();
      return /^cds_events_published_total\{routing_key="cds.job.starting"\} 1$/m.test(metrics);
    });
    expect(metrics).toMatch(/^cds_leader 1$/m);
    expect(metrics).toMatch(/^cds_events_unpublished 0$/m);
    expect(metrics).toMatch(/^cds_watch_lists_total\{reason="start"\} 1$/m);
    expect(metrics).toMatch(/^cds_watch_last_event_timestamp_seconds [1-9]/m);
    expect(reaper.text).not.toContain('guest');
  });
});

test('the reaper does not start with a wrong environment, and names all that is wrong with it', async () => {
  const processes = new RuntimeProcesses();
  try {
    const env = { RABBITMQ_HOST: 'http://x', REDIS_PORT: '0', LEASE_DURATION: '1', LOG_LEVEL: 'loud' };
    const reaper = await processes.start('runtime/reaper/main.ts', env);
    expect(await reaper.ended()).toBe('ended with exit code 78');
    const names = [
      'LEASE_DURATION',
      'LOG_LEVEL',
      'RABBITMQ_HOST',
      'RABBITMQ_PASSWD',
      'RABBITMQ_USER',
      'REDIS_HOST',
      'REDIS_PORT',
    ];
    expect(names.filter((name) => !reaper.text.includes(`${name}: got`))).toEqual([]);
  } finally {
    await processes.end();
  }
});
