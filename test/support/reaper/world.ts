import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { workQueues } from '../../../lib/contract/broker.ts';
import { eventBindingKey } from '../../../lib/contract/messages.ts';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import type { Job } from '../../../runtime/reaper/job-state.ts';
import { connectKubernetes, KubernetesError, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import type { ApiServer } from '../api-server.ts';
import { until } from '../control-plane/until.ts';
import { distPath } from '../dist-cluster.ts';
import type { Rabbitmq } from '../rabbitmq.ts';
import type { Redis } from '../redis.ts';
import type { RuntimeProcess, RuntimeProcesses } from '../runtime-process.ts';
import type { WholeStatus } from './jobs.ts';

const WAIT_MS = 30_000;

/** The servers that a reaper works with, which tests share. */
export interface Servers {
  readonly cluster: ApiServer;
  readonly rabbitmq: Rabbitmq;
  readonly redis: Redis;
  readonly processes: RuntimeProcesses;
}

/** An event as a consumer gets it. */
export interface ReceivedEvent {
  readonly routingKey: string;
  readonly messageId: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Milliseconds, monotonic. */
  readonly atMs: number;
}

/** How a Job differs from an ordinary one. */
export interface JobProps {
  /** @default - ours */
  readonly finalizers?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly suspend?: boolean;
}

let worlds = 0;

/** A namespace of its own with the reaper's account and exactly the rights that `dist/local` gives it, an exchange of its own, and a consumer of its events. */
export class World {
  readonly namespace: string;
  readonly exchange: string;
  /** Everything that was received, in order. */
  readonly events: ReceivedEvent[] = [];
  readonly #servers: Servers;
  readonly #kubernetes: Kubernetes;
  readonly #kubeconfig: string;
  #connection: ChannelModel | undefined;
  #channel: Channel | undefined;

  private constructor(servers: Servers, namespace: string, kubeconfig: string) {
    this.#servers = servers;
    this.namespace = namespace;
    this.exchange = `events-${namespace}`;
    this.#kubernetes = connectKubernetes({ kubeConfig: servers.cluster.kubeconfig, namespace });
    this.#kubeconfig = kubeconfig;
  }

  static async create(servers: Servers): Promise<World> {
    worlds += 1;
    const namespace = `reaper-${worlds}`;
    const { cluster } = servers;
    const text = readFileSync(distPath('local/cds/reaper.k8s.yaml'), 'utf8');
    const manifests: readonly { readonly kind: string }[] = parseAllDocuments(text).map((document) => document.toJS());
    const rights = manifests.filter(({ kind }) => ['ServiceAccount', 'Role', 'RoleBinding'].includes(kind));
    const items = JSON.parse(JSON.stringify(rights).replaceAll('"namespace":"cds"', `"namespace":"${namespace}"`));
    await cluster.kubectl(['create', 'namespace', namespace]);
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
    const world = new World(servers, namespace, await cluster.kubeconfigOf(namespace, 'reaper'));
    await world.consume();
    return world;
  }

  /** Consumes the events of the exchange, from now on. */
  async consume(): Promise<void> {
    const { host: hostname, port, username, password } = this.#servers.rabbitmq;
    this.#connection = await connect({ hostname, port, username, password });
    this.#connection.on('error', () => undefined);
    const channel = await this.#connection.createChannel();
    channel.on('error', () => undefined);
    this.#channel = channel;
    await channel.assertExchange(this.exchange, 'topic', { durable: true });
    await channel.assertQueue(this.exchange, { durable: true });
    await this.bind();
    await channel.consume(this.exchange, (message) => message && this.#receive(message), { noAck: true });
  }

  /** From now on the consumer gets events. */
  async bind(): Promise<void> {
    await this.#channel?.bindQueue(this.exchange, this.exchange, eventBindingKey);
  }

  /** From now on nobody gets events, until `bind`. */
  async unbind(): Promise<void> {
    await this.#channel?.unbindQueue(this.exchange, this.exchange, eventBindingKey);
    await this.#channel?.unbindQueue(workQueues.events.name, this.exchange, eventBindingKey);
  }

  /** Starts a reaper. @param env further variables, which win. @param server where it reaches the API server. @default directly */
  async startReaper(env: Readonly<Record<string, string>> = {}): Promise<RuntimeProcess> {
    const { rabbitmq, redis, processes } = this.#servers;
    return processes.start('runtime/reaper/main.ts', {
      RABBITMQ_HOST: rabbitmq.host,
      RABBITMQ_PORT: String(rabbitmq.port),
      RABBITMQ_USER: rabbitmq.username,
      RABBITMQ_PASSWD: rabbitmq.password,
      REDIS_HOST: redis.host,
      REDIS_PORT: String(redis.port),
      MY_EXCHANGE: this.exchange,
      NAMESPACE: this.namespace,
      KUBE_CONFIG: this.#kubeconfig,
      LEASE_DURATION: '6',
      LOG_LEVEL: 'debug',
      ...env,
    });
  }

  /** A kubeconfig of the reaper that reaches the API server by another URL. */
  async kubeconfigVia(server: string): Promise<string> {
    return this.#servers.cluster.kubeconfigOf(this.namespace, 'reaper', server);
  }

  /** Creates a Job. @returns its uid */
  async create(
    name: string,
    { finalizers = [reportedFinalizer], annotations, suspend }: JobProps = {},
  ): Promise<string> {
    const container = { name: 'job', image: 'job:1' };
    const spec = { suspend, template: { spec: { restartPolicy: 'Never', containers: [container] } } };
    const body = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, finalizers, annotations }, spec };
    const job = await this.#kubernetes.request<Job>('POST', this.#jobs(), { body });
    return job.metadata.uid;
  }

  /** Writes a Job's status as a controller does: whole. A Job is suspended and resumed where its status says so. */
  async setStatus(name: string, status: WholeStatus): Promise<void> {
    const suspended = status.conditions?.find((condition) => condition?.type === 'Suspended');
    if (suspended !== undefined) await this.#patch(name, { spec: { suspend: suspended?.status === 'True' } });
    const absent = { startTime: null, completionTime: null, conditions: null, uncountedTerminatedPods: null };
    const zero = { active: null, ready: null, failed: null, succeeded: null, terminating: null };
    await this.#patch(`${name}/status`, { status: { ...absent, ...zero, ...status } });
  }

  async annotate(name: string, key: string, value: string): Promise<void> {
    await this.#patch(name, { metadata: { annotations: { [key]: value } } });
  }

  async setFinalizers(name: string, finalizers: readonly string[]): Promise<void> {
    await this.#patch(name, { metadata: { finalizers } });
  }

  async delete(name: string, propagationPolicy: 'Foreground' | 'Background' = 'Background'): Promise<void> {
    await this.#kubernetes.request('DELETE', this.#jobs(name), { body: { propagationPolicy } });
  }

  /** The Job as it is now; undefined when it is gone. */
  async job(name: string): Promise<Job | undefined> {
    try {
      return await this.#kubernetes.request<Job>('GET', this.#jobs(name));
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** What was told of a Job, such as `running 0`, in order. */
  toldOf(uid: string): string[] {
    return this.events.flatMap(({ messageId }) => {
      const [of, state, attempt] = messageId.split('/');
      return of === uid ? [`${state} ${attempt}`] : [];
    });
  }

  /** Takes all events out of the responder's queue. @returns those of a Job, as `toldOf` does */
  async takeOf(uid: string): Promise<string[]> {
    const taken: string[] = [];
    for (;;) {
      const message = await this.#channel?.get(workQueues.events.name, { noAck: true });
      if (!message) return taken;
      const [of, state, attempt] = String(message.properties.messageId).split('/');
      if (of === uid) taken.push(`${state} ${attempt}`);
    }
  }

  /** Waits until that was told of a Job. */
  async untilTold(uid: string, event: string): Promise<void> {
    await until(`${event} of ${uid}, of which was told ${this.toldOf(uid).join(', ')}`, WAIT_MS, () =>
      this.toldOf(uid).includes(event),
    );
  }

  /** Waits until another Job, made now, is told of: by then everything before it is, too. */
  async untilAllIsTold(): Promise<void> {
    worlds += 1;
    const uid = await this.create(`cds-mark-${worlds}`, { finalizers: [] });
    await this.untilTold(uid, 'starting 0');
  }

  /** The last event that was told of a Job. */
  lastOf(uid: string): ReceivedEvent | undefined {
    return this.events.findLast(({ messageId }) => messageId.startsWith(`${uid}/`));
  }

  async stop(): Promise<void> {
    await this.#connection?.close().catch(() => undefined); // the broker may have been restarted
    await this.#kubernetes.close();
  }

  #receive({ fields, properties, content }: ConsumeMessage): void {
    this.events.push({
      routingKey: fields.routingKey,
      messageId: String(properties.messageId),
      body: JSON.parse(content.toString()),
      headers: properties.headers ?? {},
      atMs: performance.now(),
    });
  }

  async #patch(path: string, body: object): Promise<void> {
    await this.#kubernetes.request('PATCH', this.#jobs(path), { body });
  }

  #jobs(name?: string): string {
    return `/apis/batch/v1/namespaces/${this.namespace}/jobs${name === undefined ? '' : `/${name}`}`;
  }
}
