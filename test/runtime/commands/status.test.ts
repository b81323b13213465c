import { beforeEach, describe, expect, test } from '@jest/globals';
import { Redis as Client } from 'ioredis';
import { deadLetterExchange, deadLetterQueue, headers, workQueues } from '../../../lib/contract/broker.ts';
import { journalKey } from '../../../lib/contract/journal.ts';
import { exchanges, queues } from '../../../lib/contract/messages.ts';
import { CommandBroker } from '../../../runtime/commands/broker.ts';
import { CommandCluster } from '../../../runtime/commands/cluster.ts';
import { readJournal } from '../../../runtime/commands/journal.ts';
import { status } from '../../../runtime/commands/status.ts';
import { statusText } from '../../../runtime/commands/text.ts';
import { encodeEntry } from '../../../runtime/reaper/journal-entry.ts';
import { RedisJournal } from '../../../runtime/reaper/redis-journal.ts';
import { depth } from '../../support/amqp-client.ts';

import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { cleanLayout, declarePublished, put } from '../../support/commands.ts';
import { until } from '../../support/control-plane/until.ts';
import { completed, createJobs, givenUp } from '../../support/job-objects.ts';
import { describeOnRabbitmq, describeOnRedis } from '../../support/server-suites.ts';

const WAIT_MS = 20_000;
const now = '2026-01-01T00:01:00Z';
const nowMs = Date.parse(now);

describeOnRabbitmq('status', (rabbitmq) => {
  describeOnRedis('with a journal', (redis) => {
    describeOnApiServer('and Jobs', (cluster) => {
      let number = 0;
      let namespace: string;

      beforeEach(async () => {
        number += 1;
        namespace = `status-${number}`;
        await cluster().kubectl(['create', 'namespace', namespace]);
      });

      /** Looks, with parts that can be replaced by ones that do not answer. */
      async function look(options: { brokerPort?: number; redisPort?: number; deadLetters?: number } = {}) {
        const { host, port, username, password } = rabbitmq();
        const { brokerPort = port, redisPort = redis().port, deadLetters = 20 } = options;
        const kubernetes = new CommandCluster({ NAMESPACE: namespace, KUBE_CONFIG: cluster().kubeconfig }, {});
        const address = { host, port: brokerPort, vhost: '/', username, password };
        const journal = { host: redis().host, port: redisPort, database: 0 };
        try {
          return await status({
            connectBroker: () => CommandBroker.connect(address, 'status'),
            cluster: kubernetes,
            readJournal: (of) => readJournal(journal, of, exchanges.events.name),
            leaseName: 'cds-reaper',
            deadLetters,
            nowMs,
          });
        } finally {
          await kubernetes.close();
        }
      }

      /** Writes the journal as the reaper does. */
      async function writeJournal(entries: readonly (readonly [string, string])[], resourceVersion?: string) {
        const client = new Client({ host: redis().host, port: redis().port, lazyConnect: true });
        await client.connect();
        const journal = new RedisJournal(client, journalKey(namespace, exchanges.events.name));
        const fence = { leaseUid: 'lease-uid', transitions: 3 };
        await journal.claim(fence);
        await journal.write({ fence, after: 0, number: 1, resourceVersion, remove: [], set: entries });
        client.disconnect();
      }

      async function writeLease(spec: object): Promise<void> {
        const metadata = { name: 'cds-reaper', namespace };
        const input = JSON.stringify({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec });
        await cluster().kubectl(['apply', '-f', '-'], { input });
      }

      test('counts what waits in each queue, in the order in which messages pass them', async () => {
        const raw = await cleanLayout(rabbitmq());
        await put(raw, [exchanges.requests.name, 'deliverables.syndication.x.upload'], 'one');
        await raw.consume(workQueues.events.name, () => undefined);
        const { broker, problems } = await look();
        expect(problems).toEqual([]);
        expect(broker?.queues.map(({ name, ready, consumers }) => [name, ready, consumers])).toEqual([
          ['cds.requests', 1, 0],
          ['cds.requests.retry-5s', 0, 0],
          ['cds.requests.retry-30s', 0, 0],
          ['cds.requests.retry-300s', 0, 0],
          ['cds.events', 0, 1],
          ['cds.events.retry-5s', 0, 0],
          ['cds.events.retry-30s', 0, 0],
          ['cds.events.retry-300s', 0, 0],
          ['cds.dead-letters', 0, 0],
        ]);
        expect(broker?.deadLetters).toEqual([]);
      });

      test('says which queues nobody has declared yet, and counts published ones that are there', async () => {
        const raw = await cleanLayout(rabbitmq());
        await raw.deleteQueue('cds.requests.retry-5s');
        await declarePublished(raw);
        await put(raw, [exchanges.events.name, 'cds.job.success'], 'event');
        const found = await look();
        const named = (name: string) => found.broker?.queues.find((queue) => queue.name === name);
        expect(named('cds.requests.retry-5s')).toEqual({ name: 'cds.requests.retry-5s', isMissing: true });
        expect(named(queues.events.name)).toMatchObject({ ready: 1, isMissing: false });
        expect(statusText(found)).toMatch(/^cds\.requests\.retry-5s +not declared yet$/m);
        for (const { name } of [queues.requests, queues.events, queues.deadLetters]) await raw.deleteQueue(name);
      });

      test('shows the first dead letters with their reasons, and leaves them where they are', async () => {
        const raw = await cleanLayout(rabbitmq());
        for (const name of ['one', 'two', 'three']) {
          await put(raw, [deadLetterExchange.name, 'k'], name, {
            messageId: name,
            headers: { [headers.reason]: `reason ${name}`, [headers.queue]: 'cds.requests' },
          });
        }
        for (let times = 0; times < 3; times += 1) {
          const { broker } = await look({ deadLetters: 2 });
          expect(broker?.deadLetters).toMatchObject([
            { messageId: 'one', reason: 'reason one', origin: 'cds.requests' },
            { messageId: 'two', reason: 'reason two' },
          ]);
          await until('all to be there', WAIT_MS, async () => (await depth(raw, deadLetterQueue.name)) === 3);
        }
        expect(statusText(await look())).toMatch(
          /^ {2}[0-9a-f]{16} {2}messageId one {2}from cds\.requests .*reason one$/m,
        );
      });

      test('looks at a queue whose messages may be delivered more often than anybody will look', () => {
        expect(deadLetterQueue.arguments['x-delivery-limit']).toBeGreaterThan(1_000_000_000);
      });

      test('counts Jobs by their state, and those that have our finalizer', async () => {
        await createJobs(cluster(), namespace, [
          { name: 'cds-a' },
          { name: 'cds-b', status: { active: 1, startTime: now } },
          { name: 'cds-c', status: completed(now) },
          { name: 'cds-d', status: givenUp(now), finalizers: [] },
          { name: 'other' },
        ]);
        await cluster().kubectl(['delete', 'job', 'cds-b', '-n', namespace, '--wait=false']);
        const found = await look();
        expect(found.jobs).toEqual({
          namespace,
          total: 4,
          states: { starting: 1, running: 1, waiting: 0, suspended: 0, ending: 0, success: 1, failed: 1 },
          deleted: 1,
          held: 3,
        });
        expect(statusText(found)).toContain(`4 Jobs in ${namespace}: 1 starting, 1 running, 1 success, 1 failed\n`);
      });

      test("tells the reaper's Lease, how far its journal is, and which ends are not told", async () => {
        const uids = await createJobs(cluster(), namespace, [
          { name: 'cds-told', status: completed(now) },
          { name: 'cds-pending', status: givenUp('2026-01-01T00:00:50Z') },
          { name: 'cds-running-by-journal', status: completed('2026-01-01T00:00:20Z') },
          { name: 'cds-unknown', status: completed('2026-01-01T00:00:40Z') },
          { name: 'cds-running', status: { active: 1, startTime: now } },
        ]);
        const uid = (name: string) => uids.get(name) ?? '';
        await writeJournal(
          [
            [uid('cds-told'), encodeEntry({ name: 'cds-told', state: 'success', attempt: 0, mark: 'held' })],
            [uid('cds-pending'), encodeEntry({ name: 'cds-pending', state: 'failed', attempt: 0, mark: 'pending' })],
            [uid('cds-running-by-journal'), encodeEntry({ name: 'cds-x', state: 'running', attempt: 0 })],
            ['note', 'of a person'],
          ],
          '42',
        );
        await writeLease({
          holderIdentity: 'reaper-1',
          leaseDurationSeconds: 15,
          renewTime: '2026-01-01T00:00:57.000000Z',
        });
        const found = await look();
        expect(found.reaper).toEqual({
          lease: { name: 'cds-reaper', holder: 'reaper-1', renewedSecondsAgo: 3, isExpired: false },
          journal: { resourceVersion: '42', jobs: 3, pending: 1 },
          resourceVersion: expect.stringMatching(/^[0-9]+$/),
          untold: { jobs: 3, seconds: 40 },
        });
        expect(statusText(found)).toContain('Lease cds-reaper: held by reaper-1, renewed 3 s ago\n');
        expect(statusText(found)).toContain('ended and not told: 3 Jobs, the first one 40 s ago\n');
      });

      test('says so where no reaper has ever run', async () => {
        const found = await look();
        expect(found.reaper).toMatchObject({
          lease: { holder: undefined, isExpired: true },
          journal: { resourceVersion: undefined, jobs: 0 },
          untold: { jobs: 0, seconds: undefined },
        });
        expect(statusText(found)).toContain('Lease cds-reaper: held by nobody\n');
        expect(statusText(found)).toContain('told up to nothing known of ');
      });

      test('says that a Lease has expired', async () => {
        await writeLease({
          holderIdentity: 'dead',
          leaseDurationSeconds: 15,
          renewTime: '2026-01-01T00:00:00.000000Z',
        });
        expect(statusText(await look())).toContain('held by dead, renewed 60 s ago, expired\n');
      });

      describe('where something does not answer', () => {
        test('tells the rest, and what it could not find out', async () => {
          await createJobs(cluster(), namespace, [{ name: 'cds-a' }]);
          const found = await look({ brokerPort: 1, redisPort: 1 });
          expect(found).toMatchObject({ jobs: { total: 1 }, broker: undefined, reaper: undefined });
          expect(found.problems).toEqual([
            expect.stringMatching(
              /^broker: connection to 127\.0\.0\.1:1: got .*ECONNREFUSED.*\[ERR_COMMAND_UNREACHABLE\]$/,
            ),
            expect.stringMatching(/^redis: connection to 127\.0\.0\.1:1: got .*ECONNREFUSED.*check REDIS_HOST/),
          ]);
          expect(statusText(found)).toMatch(/^1 Job in [\s\S]*^not known: broker: .*\nnot known: redis: /m);
        });
      });
    });
  });
});
