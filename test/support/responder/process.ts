import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workQueues } from '../../../lib/contract/broker.ts';
import { exchanges } from '../../../lib/contract/messages.ts';
import { cdsLayout } from '../../../runtime/shared/layout.ts';
import type { ApiServer } from '../api-server.ts';
import { until } from '../control-plane/until.ts';
import type { Rabbitmq } from '../rabbitmq.ts';
import { RuntimeProcesses, type RuntimeProcess } from '../runtime-process.ts';
import { TcpProxy } from '../tcp-proxy.ts';
import { createResponderNamespace, minimalTemplate } from './namespace.ts';

const WAIT_MS = 40_000;

/** An event as a consumer gets it. */
export interface ReceivedEvent {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly messageId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A Job as a test reads it. */
export interface StoredJob {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly backoffLimit: number };
}

export const inmeta =
  '<meta-data><meta-group type="movie meta"><meta name="title" value="A title"/></meta-group></meta-data>';

/** What surrounds responders: a broker and an API server behind networks that go bad on request, a namespace, a shared folder, producers and consumers. */
export class Surroundings {
  readonly namespace: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'berth-responder-'));
  /** Between responders and broker. */
  readonly broker: TcpProxy;
  /** Between responders and API server. */
  readonly api: TcpProxy;
  readonly cluster: ApiServer;
  readonly rabbitmq: Rabbitmq;
  /** All that was published to the exchange of events. */
  readonly events: ReceivedEvent[] = [];
  readonly #kubeconfig: string;
  readonly #processes = new RuntimeProcesses();
  #connection: ChannelModel | undefined;
  #channel: ConfirmChannel | undefined;

  private constructor(cluster: ApiServer, rabbitmq: Rabbitmq, parts: Parts) {
    this.cluster = cluster;
    this.rabbitmq = rabbitmq;
    this.namespace = parts.namespace;
    this.broker = parts.broker;
    this.api = parts.api;
    this.#kubeconfig = parts.kubeconfig;
  }

  /** Makes them anew: empty queues, a new namespace, an empty folder with the small template. */
  static async create(cluster: ApiServer, rabbitmq: Rabbitmq, namespace: string): Promise<Surroundings> {
    const broker = await TcpProxy.start({ port: rabbitmq.port });
    const api = await TcpProxy.start({ port: Number(new URL(cluster.server).port) });
    const kubeconfig = await createResponderNamespace(cluster, namespace, `https://127.0.0.1:${api.port}`);
    const made = new Surroundings(cluster, rabbitmq, { namespace, broker, api, kubeconfig });
    made.writeTemplate(minimalTemplate);
    await made.connect();
    return made;
  }

  /** Connects the producer and a consumer of all events; the responders' queues are declared, and emptied. */
  async connect(): Promise<void> {
    const { port, username, password } = this.rabbitmq;
    this.#connection = await connect({ hostname: '127.0.0.1', port, username, password });
    this.#connection.on('error', () => undefined);
    const channel = await this.#connection.createConfirmChannel();
    channel.on('error', () => undefined);
    this.#channel = channel;
    const layout = cdsLayout();
    for (const { name, type, durable } of layout.exchanges) await channel.assertExchange(name, type, { durable });
    for (const { name, arguments: args, binding } of layout.queues) {
      await channel.assertQueue(name, { durable: true, arguments: args });
      if (binding !== undefined) await channel.bindQueue(name, binding.exchange, binding.key);
    }
    const probe = `probe-${this.namespace}`;
    await channel.assertQueue(probe, { durable: true, arguments: { 'x-queue-type': 'classic' } });
    await channel.bindQueue(probe, exchanges.events.name, '#');
    await channel.consume(probe, (message) => message && this.events.push(eventOf(message)), { noAck: true });
  }

  /** The producer's channel. */
  get channel(): ConfirmChannel {
    if (this.#channel === undefined) throw new Error('the producer is not connected');
    return this.#channel;
  }

  writeTemplate(text: string): void {
    writeFileSync(join(this.folder, 'cdsjob.yaml'), text);
  }

  /** Starts a responder. @param env in addition or instead */
  async start(env: Readonly<Record<string, string>> = {}): Promise<RuntimeProcess> {
    return this.#processes.start('runtime/responder/main.ts', { ...this.environment(), ...env });
  }

  /** Starts a responder and waits until it is ready. */
  async startReady(env: Readonly<Record<string, string>> = {}): Promise<RuntimeProcess> {
    const responder = await this.start(env);
    await responder.untilReady();
    return responder;
  }

  environment(): Readonly<Record<string, string>> {
    return {
      RABBITMQ_HOST: '127.0.0.1',
      RABBITMQ_PORT: String(this.broker.port),
      RABBITMQ_USER: this.rabbitmq.username,
      RABBITMQ_PASSWD: this.rabbitmq.password,
      KUBE_CONFIG: this.#kubeconfig,
      NAMESPACE: this.namespace,
      INMETA_PATH: this.folder,
      TEMPLATES_PATH: this.folder,
      POD_LOGS_BASEPATH: join(this.folder, 'pods'),
    };
  }

  /** Publishes a request; resolves once the broker has it. @param options.body bytes instead of fields */
  async request(
    fields: Readonly<Record<string, unknown>>,
    options: { readonly messageId?: string; readonly headers?: object; readonly body?: Buffer } = {},
  ): Promise<void> {
    const body = options.body ?? Buffer.from(JSON.stringify({ inmeta, routename: 'test.xml', ...fields }));
    const { messageId, headers } = options;
    await this.#publish(exchanges.requests.name, 'deliverables.syndication.youtube.upload', body, {
      messageId,
      headers,
    });
  }

  /** Publishes an event as the reaper does. */
  async event(key: string, job: StoredJob, fields: object = {}): Promise<void> {
    const { name, uid } = job.metadata;
    const body = { 'job-id': uid, 'job-name': name, 'job-namespace': this.namespace, 'retry-count': 0, ...fields };
    await this.#publish(exchanges.events.name, key, Buffer.from(JSON.stringify(body)), {});
  }

  async jobs(): Promise<readonly StoredJob[]> {
    const { stdout } = await this.cluster.kubectl(['get', 'jobs', '-n', this.namespace, '-o', 'json']);
    return (JSON.parse(stdout) as { items: StoredJob[] }).items;
  }

  /** Waits until there are that many Jobs, or more. */
  async untilJobs(count: number): Promise<readonly StoredJob[]> {
    let jobs: readonly StoredJob[] = [];
    await until(`${count} Jobs`, WAIT_MS, async () => {
      jobs = await this.jobs();
      return jobs.length >= count;
    });
    return jobs;
  }

  /** Waits until that many events with a key have come, or more. */
  async untilEvents(key: string, count: number): Promise<readonly ReceivedEvent[]> {
    const matching = () => this.events.filter((event) => event.key === key);
    await until(`${count} events ${key}`, WAIT_MS, () => matching().length >= count).catch((cause: unknown) => {
      throw new Error(`got ${matching().length} events ${key}, of ${this.events.length}`, { cause });
    });
    return matching();
  }

  /** How many messages wait in a queue; those in hand do not count. */
  async depth(queue: string): Promise<number> {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  /** Waits until no request waits or is in hand: none is left once no responder is there. */
  async requestsLeft(): Promise<number> {
    return this.depth(workQueues.requests.name);
  }

  /** Ends the responders, whatever they do, and removes all; the API server is thawed. */
  async stop(): Promise<void> {
    this.cluster.thaw();
    await this.#processes.end();
    const channel = this.#channel;
    for (const { name } of cdsLayout().queues) await channel?.deleteQueue(name).catch(() => undefined);
    await channel?.deleteQueue(`probe-${this.namespace}`).catch(() => undefined);
    await this.#connection?.close().catch(() => undefined);
    await this.broker.stop();
    await this.api.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #publish(exchange: string, key: string, body: Buffer, options: object): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const settle = (error: Error | null) => (error === null ? resolve() : reject(error));
      this.channel.publish(exchange, key, body, { persistent: true, ...options }, settle);
    });
  }
}

interface Parts {
  readonly namespace: string;
  readonly broker: TcpProxy;
  readonly api: TcpProxy;
  readonly kubeconfig: string;
}

function eventOf({ fields, properties, content }: ConsumeMessage): ReceivedEvent {
  return {
    key: fields.routingKey,
    body: JSON.parse(content.toString()),
    messageId: properties.messageId as string | undefined,
    headers: properties.headers ?? {},
  };
}
