import { beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadLetterQueue } from '../../lib/contract/broker.ts';
import { eventKeys } from '../../lib/contract/messages.ts';
import { until } from '../support/control-plane/until.ts';
import { filesBelow } from '../support/folder.ts';
import { inmeta, type StoredJob, type Surroundings } from '../support/responder/process.ts';
import { describeResponder } from '../support/responder/suite.ts';

const WAIT_MS = 40_000;
const { started, invalid } = eventKeys;
const nameOf = ({ metadata }: StoredJob) => metadata.name;

describeResponder('the responder under faults', (get) => {
  let around: Surroundings;
  beforeEach(() => {
    around = get();
  });

  /** Waits for the file that a responder writes before it asks for the Job: the broker alone may count as delivered what has not come yet. */
  const untilInHand = (count: number) =>
    until(
      `${count} inmeta files`,
      WAIT_MS,
      () => Object.keys(filesBelow(around.folder)).filter((name) => name.endsWith('.inmeta')).length >= count,
    );

  describe('through faults', () => {
    test('keeps requests and dead letters through a restart of the broker', async () => {
      await around.request({ online_id: 'VX-1' }, { messageId: 'one' });
      await around.request({}, { body: Buffer.from('no JSON') });
      await around.rabbitmq.restart();
      await around.connect();
      const responder = await around.startReady();
      await around.untilEvents(started, 1);
      await until('the dead letter', WAIT_MS, async () => (await around.depth(deadLetterQueue.name)) === 1);
      await around.rabbitmq.restart();
      await around.connect();
      expect(await around.depth(deadLetterQueue.name)).toBe(1);
      await responder.untilReady();
      await around.request({ online_id: 'VX-2' }, { messageId: 'two' });
      await around.untilEvents(started, 2);
    });

    test('killed between the create and the ack, makes no second Job of the request', async () => {
      for (const messageId of ['one', undefined]) {
        const first = await around.startReady();
        const before = (await around.jobs()).length;
        around.cluster.freeze();
        await around.request({ online_id: `VX-${messageId}` }, { messageId });
        await untilInHand(before + 1);
        around.broker.freeze();
        around.cluster.thaw();
        await around.untilJobs(before + 1);
        await first.stop('SIGKILL');
        around.broker.cut();
        around.broker.thaw();
        await around.startReady();
        await around.untilEvents(started, before + 1);
        expect(await around.jobs()).toHaveLength(before + 1);
        expect(await around.depth(deadLetterQueue.name)).toBe(0);
      }
      const jobs = await around.jobs();
      expect(new Set(around.events.map(({ body }) => body['job-id']))).toEqual(
        new Set(jobs.map(({ metadata }) => metadata.uid)),
      );
    });

    test('that keep it from telling of a Job, tells of it later, and the request is no dead letter', async () => {
      const responder = await around.startReady();
      around.cluster.freeze();
      await around.request({ online_id: 'VX-1' }, { messageId: 'one' });
      await untilInHand(1);
      around.broker.freeze();
      around.cluster.thaw();
      await around.untilJobs(1);
      around.broker.cut();
      around.broker.thaw();
      const events = await around.untilEvents(started, 1);
      await responder.untilReady();
      expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(1);
      expect(await responder.stop()).toBe('ended with exit code 0');
      expect(await around.jobs()).toHaveLength(1);
      expect({ left: await around.requestsLeft(), dead: await around.depth(deadLetterQueue.name) }).toEqual({
        left: 0,
        dead: 0,
      });
    });

    test('waits for a broker that is away at the start, however long, and for the API server', async () => {
      await around.broker.refuse();
      await around.api.refuse();
      const responder = await around.start();
      await responder.untilLogged('no connection to the broker yet', 5);
      expect(await (await fetch(`http://127.0.0.1:${responder.port}/livez`)).text()).toBe('ok\n');
      const ready = await fetch(`http://127.0.0.1:${responder.port}/readyz`);
      expect([ready.status, (await ready.text()).split('\n').map((line) => line.split(':')[0])]).toEqual([
        503,
        ['broker', 'template', ''],
      ]);
      await around.broker.accept();
      await around.api.accept();
      await responder.untilReady();
      await around.request({ online_id: 'VX-1' });
      await around.untilEvents(started, 1);
    });

    test('keeps its connection while the API server hangs, and goes on with what does not need it', async () => {
      const responder = await around.startReady();
      around.cluster.freeze();
      for (let count = 0; count < 20; count += 1)
        await around.request({ online_id: `VX-${count}` }, { messageId: `m${count}` });
      await around.request({ inmeta: 'no XML' });
      await around.untilEvents(invalid, 1);
      await until('all to be in hand', WAIT_MS, async () => (await around.requestsLeft()) === 0);
      // longer than the heartbeats' interval, and than a request to the API server may take
      await responder.untilLogged('job not created yet', 20);
      around.cluster.thaw();
      await around.untilEvents(started, 20);
      expect(await around.jobs()).toHaveLength(20);
      expect(await responder.metric('cds_broker_connects_total')).toBe(1);
    });

    test('makes one Job of each request while the API server is killed and comes back', async () => {
      const responder = await around.startReady();
      for (let count = 0; count < 30; count += 1) await around.request({ online_id: `VX-${count}` });
      await around.untilEvents(started, 1);
      await around.cluster.kill();
      for (let count = 30; count < 60; count += 1) await around.request({ online_id: `VX-${count}` });
      await responder.untilLogged('job not created yet', 30);
      await around.cluster.start();
      await around.untilEvents(started, 60);
      const made = (await around.jobs()).map(({ metadata }) => metadata.labels?.['online-id']);
      expect(made).toHaveLength(60);
      expect(new Set(made)).toEqual(new Set(Array.from({ length: 60 }, (_, count) => `VX-${count}`)));
      expect(await around.depth(deadLetterQueue.name)).toBe(0);
    });

    test('delays requests while a quota is full, and loses none', async () => {
      const responder = await around.startReady();
      const quota = {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'jobs', namespace: around.namespace },
        spec: { hard: { 'count/jobs.batch': '2' } },
      };
      const kubectl = around.cluster.kubectl;
      await kubectl(['create', '-f', '-'], { input: JSON.stringify(quota) });
      const status = JSON.stringify({
        status: { hard: { 'count/jobs.batch': '2' }, used: { 'count/jobs.batch': '0' } },
      });
      const patch = ['-n', around.namespace, '--subresource=status', '--type=merge', '-p', status];
      await kubectl(['patch', 'resourcequota', 'jobs', ...patch]);
      for (let count = 0; count < 5; count += 1)
        await around.request({ online_id: `VX-${count}` }, { messageId: `m${count}` });
      await around.untilEvents(started, 2);
      await responder.untilLogged('job not created yet', 6);
      expect(around.events.filter(({ key }) => key !== started)).toEqual([]);
      await kubectl(['delete', 'resourcequota', 'jobs', '-n', around.namespace]);
      await around.untilEvents(started, 5);
      expect(await around.jobs()).toHaveLength(5);
    });

    test('tries again while the shared folder takes no file', async () => {
      const responder = await around.startReady({ INMETA_PATH: join(around.folder, 'mounted-later') });
      await around.request({ online_id: 'VX-1' });
      await responder.untilLogged('request cannot be checked yet', 2);
      expect(existsSync(join(around.folder, 'mounted-later'))).toBe(false);
      mkdirSync(join(around.folder, 'mounted-later'));
      await around.untilEvents(started, 1);
    });
  });

  describe('beside others', () => {
    test('makes one Job of each of 200 requests with three replicas, though one is killed', async () => {
      const replicas = await Promise.all([around.startReady(), around.startReady(), around.startReady()]);
      for (let count = 0; count < 100; count += 1)
        await around.request({ online_id: `VX-${count}` }, { messageId: `m${count}` });
      await around.untilEvents(started, 10);
      await replicas[0].stop('SIGKILL');
      for (let count = 100; count < 200; count += 1) await around.request({ online_id: `VX-${count}` });
      const told = () => new Set(around.events.map(({ body }) => body['job-id']));
      await until('200 Jobs to be told of', WAIT_MS, () => told().size >= 200);
      for (const each of replicas.slice(1)) expect(await each.stop()).toBe('ended with exit code 0');
      const jobs = await around.jobs();
      expect(jobs).toHaveLength(200);
      expect(told()).toEqual(new Set(jobs.map(({ metadata }) => metadata.uid)));
      expect(await around.requestsLeft()).toBe(0);
    });

    test('repeats what a producer repeats', async () => {
      await around.startReady();
      for (let count = 0; count < 3; count += 1) await around.request({ online_id: 'VX-1' });
      await around.untilEvents(started, 3);
      const jobs = await around.jobs();
      expect(jobs).toHaveLength(3);
      expect(new Set(jobs.map(nameOf)).size).toBe(3);
      for (const job of jobs) expect(readFileSync(join(around.folder, `${nameOf(job)}.inmeta`), 'utf8')).toBe(inmeta);
    });
  });

  describe('when it is told to end', () => {
    test('finishes what is in hand, takes nothing more, and leaves the rest to others', async () => {
      const responder = await around.startReady({ PREFETCH: '10' });
      around.api.delay(300);
      for (let count = 0; count < 40; count += 1)
        await around.request({ online_id: `VX-${count}` }, { messageId: `m${count}` });
      await until('some to be in hand', WAIT_MS, async () => (await around.requestsLeft()) <= 30);
      expect(await responder.stop()).toBe('ended with exit code 0');
      const done = around.events.length;
      const { length: made } = await around.jobs();
      expect(made).toBeGreaterThanOrEqual(10);
      expect(made).toBeLessThan(40);
      expect(responder.count('job created')).toBe(made);
      await until('the last events', WAIT_MS, () => around.events.length === made);
      expect((await around.requestsLeft()) + made).toBe(40);
      expect(done).toBeLessThanOrEqual(made);
      around.api.delay(0);
      await around.startReady();
      await around.untilEvents(started, 40);
      expect(await around.jobs()).toHaveLength(40);
    });

    test('ends at once though requests wait for the API server, and they wait on in the broker', async () => {
      const responder = await around.startReady();
      await around.api.refuse();
      for (let count = 0; count < 5; count += 1)
        await around.request({ online_id: `VX-${count}` }, { messageId: `m${count}` });
      await responder.untilLogged('job not created yet', 5);
      expect(await responder.stop()).toBe('ended with exit code 0');
      await around.api.accept();
      await around.startReady();
      await around.untilEvents(started, 5);
      expect(await around.jobs()).toHaveLength(5);
    });
  });
});
