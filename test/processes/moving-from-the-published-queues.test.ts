import { afterEach, expect, test } from '@jest/globals';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deadLetterQueue, workQueues } from '../../lib/contract/broker.ts';
import { healthPaths } from '../../lib/contract/env.ts';
import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import { jobTemplate } from '../../lib/contract/job.ts';
import { exchanges, queues } from '../../lib/contract/messages.ts';
import { connectKubernetes, type Kubernetes } from '../../runtime/shared/kubernetes.ts';
import type { ApiServer } from '../support/api-server.ts';
import { depth, rawChannel } from '../support/amqp-client.ts';
import { describeOnApiServer } from '../support/api-server-suite.ts';
import { declarePublished, rabbitmqEnv } from '../support/commands.ts';
import { reservePort } from '../support/control-plane/ports.ts';
import { answersOk, until } from '../support/control-plane/until.ts';
import { folderWith } from '../support/folder.ts';
import { runProgram } from '../support/programs.ts';
import type { Rabbitmq } from '../support/rabbitmq.ts';
import { createResponderNamespace, minimalTemplate } from '../support/responder/namespace.ts';
import { describeOnRabbitmq } from '../support/server-suites.ts';

const WAIT_MS = 60_000;
const TEST_MS = 180_000;
const root = fileURLToPath(new URL('../../', import.meta.url));
const [published, ours] = [queues.requests.name, workQueues.requests.name];
const inmeta = '<meta-data><meta-group><meta name="a" value="b"/></meta-group></meta-data>';

const children: ChildProcess[] = [];
const producers: Producer[] = [];
afterEach(async () => {
  for (const producer of producers.splice(0)) await producer.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Publishes requests without a pause, every other one with a messageId; each is known by its `online_id`. */
class Producer {
  readonly ids: string[] = [];
  readonly #channel: ConfirmChannel;
  #isStopping = false;
  readonly #ended: Promise<void>;

  constructor(channel: ConfirmChannel) {
    this.#channel = channel;
    producers.push(this);
    this.#ended = this.#run();
  }

  /** Waits until that many more are published. */
  async more(count: number): Promise<void> {
    const goal = this.ids.length + count;
    await until(`${count} more requests`, WAIT_MS, () => this.ids.length >= goal);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const id = `VX-${this.ids.length}`;
      await publish(this.#channel, id, this.ids.length % 2 === 0 ? id : undefined);
      this.ids.push(id);
      // the pace of a busy producer: 50 a second
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A request goes out as producers send them: mandatory, so that it shows when no queue takes it. */
async function publish(channel: ConfirmChannel, id: string, messageId?: string): Promise<void> {
  const body = Buffer.from(JSON.stringify({ inmeta, routename: 'test.xml', online_id: id }));
  channel.publish(exchanges.requests.name, 'deliverables.syndication.x.upload', body, { messageId, mandatory: true });
  await channel.waitForConfirms();
}

/** Stands in for the published responder: takes all there is, and makes a Job under a name of its own of each request, one at a time. */
async function startPublished(rabbitmq: Rabbitmq, cluster: ApiServer, namespace: string) {
  const kubernetes = connectKubernetes({ kubeConfig: cluster.kubeconfig, namespace });
  const channel = await rawChannel(rabbitmq);
  let inHand = Promise.resolve();
  let isStopping = false;
  const handle = async (message: ConsumeMessage) => {
    if (isStopping) return;
    const { online_id: id } = JSON.parse(message.content.toString()) as { online_id: string };
    await createJob(kubernetes, id);
    channel.ack(message);
  };
  await channel.consume(published, (message) => {
    if (message !== null) inHand = inHand.then(() => handle(message));
  });
  return {
    /** Ends after the request in hand, as if its queue had been looked at before; all others go back. */
    stop: async () => {
      isStopping = true;
      await inHand;
      await channel.close();
      await kubernetes.close();
    },
  };
}

async function createJob(kubernetes: Kubernetes, id: string): Promise<void> {
  const metadata = { generateName: 'cds-published-', labels: { 'online-id': id } };
  const pod = { restartPolicy: 'Never', containers: [{ name: 'job', image: 'job:1' }] };
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: { spec: pod } } };
  await kubernetes.request('POST', `/apis/batch/v1/namespaces/${kubernetes.namespace}/jobs`, { body: job });
}

/** The request of each Job. */
async function requestsOfJobs({ kubectl }: ApiServer, namespace: string): Promise<readonly string[]> {
  const output = 'jsonpath={range .items[*]}{.metadata.labels.online-id}{"\\n"}{end}';
  const { stdout } = await kubectl(['get', 'jobs', '-n', namespace, '-o', output]);
  return stdout.split('\n').filter((id) => id !== '');
}

/** Starts our responder with the rights of its ServiceAccount, and waits until it is ready. */
async function startOurs(rabbitmq: Rabbitmq, namespace: string, kubeConfig: string, inmetaFolder: string) {
  const port = await reservePort();
  const env = {
    ...rabbitmqEnv(rabbitmq),
    PATH: process.env['PATH'],
    NAMESPACE: namespace,
    KUBE_CONFIG: kubeConfig,
    INMETA_PATH: inmetaFolder,
    TEMPLATES_PATH: folderWith({ [jobTemplate.fileName]: minimalTemplate }),
    HTTP_PORT: String(port.number),
    LOG_LEVEL: 'error',
  };
  await port.release();
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'runtime/responder/main.ts')], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port.number}${healthPaths.ready}`;
  await until('our responder to be ready', WAIT_MS, async () => {
    if (child.exitCode !== null) throw new Error(`our responder ended with ${child.exitCode}`);
    return answersOk(url);
  });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    },
  };
}

/** The counts of each, sorted: every one once is `[1, 1, ...]`. */
const tally = (ids: readonly string[]) => {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
};

describeOnRabbitmq('moving from the published queues', (rabbitmq) => {
  describeOnApiServer('and back', (cluster) => {
    const berth = async (...args: readonly string[]) => {
      const ended = await runProgram('node', ['bin/berth.ts', 'runtime', ...args], { env: rabbitmqEnv(rabbitmq()) });
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      return ended.stdout;
    };
    const emptied = async (channel: ConfirmChannel, queue: string) =>
      until(`${queue} to be empty`, WAIT_MS, async () => (await depth(channel, queue)) === 0);

    test(
      'gives every request exactly one Job, while requests come without a pause',
      async () => {
        const raw = await rawChannel(rabbitmq());
        const returned: unknown[] = [];
        const namespace = 'moving';
        const kubeConfig = await createResponderNamespace(cluster(), namespace);
        const inmetaFolder = folderWith();
        const start = () => startOurs(rabbitmq(), namespace, kubeConfig, inmetaFolder);
        await declarePublished(raw);
        const theirs = await startPublished(rabbitmq(), cluster(), namespace);
        raw.on('return', (message) => returned.push(message));
        const producer = new Producer(raw);
        const admin = await rawChannel(rabbitmq());

        await producer.more(20);
        await theirs.stop();
        expect(await rabbitmq().rabbitmqctl('list_queues', 'name', 'messages')).toContain(`${queues.events.name}\t0\n`);
        await producer.more(20);
        const first = await start();
        await producer.more(20);
        await berth('unbind', published);
        await berth('unbind', queues.events.name);
        await producer.more(20);
        await emptied(admin, ours);
        await first.stop();
        const second = await start();
        await producer.more(20);
        const moved = await berth('requeue', '--from', published, '--all');
        await producer.more(20);
        await producer.stop();

        expect(Number(/^([0-9]+) messages moved/m.exec(moved)?.[1])).toBeGreaterThanOrEqual(40);
        await emptied(admin, published);
        await rabbitmq().rabbitmqctl('delete_queue', published, '--if-empty');
        await until('a Job for every request', WAIT_MS, async () => {
          const jobs = await requestsOfJobs(cluster(), namespace);
          return jobs.length >= producer.ids.length && (await depth(admin, ours)) === 0;
        });
        // whatever is in hand still would make a second Job now
        await second.stop();
        expect(tally(await requestsOfJobs(cluster(), namespace))).toEqual(tally(producer.ids));
        expect([await depth(admin, ours), await depth(admin, deadLetterQueue.name), returned]).toEqual([0, 0, []]);
      },
      TEST_MS,
    );

    test(
      'goes back: what waited is moved, and what came into both queues is left for a person',
      async () => {
        const raw = await rawChannel(rabbitmq());
        const admin = await rawChannel(rabbitmq());
        const namespace = 'moving-back';
        const kubeConfig = await createResponderNamespace(cluster(), namespace);
        const responder = await startOurs(rabbitmq(), namespace, kubeConfig, folderWith());
        for (const queue of [published, queues.events.name]) await admin.deleteQueue(queue);
        await publish(raw, 'VX-done');
        await until('its Job', WAIT_MS, async () => (await requestsOfJobs(cluster(), namespace)).length === 1);
        await responder.stop();
        for (const id of ['VX-a', 'VX-b']) await publish(raw, id);
        const waiting = await depth(admin, ours);
        await declarePublished(admin);
        await publish(raw, 'VX-both', 'both');
        await berth('unbind', ours);
        await berth('unbind', workQueues.events.name);
        await publish(raw, 'VX-after');
        await berth('requeue', '--from', ours, '--to', published, '--all', '--limit', String(waiting));
        const left = await berth('requeue', '--from', ours, '--to', published, '--all', '--dry-run');
        expect(left.split('\n')).toHaveLength(3);
        expect(left).toContain('messageId both');
        const theirs = await startPublished(rabbitmq(), cluster(), namespace);
        await until('the published queue to be worked through', WAIT_MS, async () => {
          return (await requestsOfJobs(cluster(), namespace)).length >= 5;
        });
        await theirs.stop();
        expect(tally(await requestsOfJobs(cluster(), namespace))).toEqual(
          tally(['VX-done', 'VX-a', 'VX-b', 'VX-both', 'VX-after']),
        );

        const env = { KUBE_CONFIG: cluster().kubeconfig, NAMESPACE: namespace };
        const { stdout } = await runProgram('node', ['bin/berth.ts', 'runtime', 'unstick', '--yes'], { env });
        expect(stdout).toMatch(/finalizer taken off 1 Job in moving-back\n$/);
        const { stdout: jobs } = await cluster().kubectl(['get', 'jobs', '-n', namespace, '-o', 'yaml']);
        expect(jobs).not.toContain(reportedFinalizer);
        await admin.deleteQueue(ours);
      },
      TEST_MS,
    );
  });
});
