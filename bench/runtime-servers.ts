import { connect, type ChannelModel } from 'amqplib';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { workQueues } from '../lib/contract/broker.ts';
import { jobTemplate } from '../lib/contract/job.ts';
import { connectKubernetes, type Kubernetes } from '../runtime/shared/kubernetes.ts';
import { ApiServer } from '../test/support/api-server.ts';
import { Rabbitmq } from '../test/support/rabbitmq.ts';
import { Redis } from '../test/support/redis.ts';
import { renderedTemplate } from '../test/support/responder/namespace.ts';
import { createRuntimeNamespace, type RuntimeKubeconfigs } from '../test/support/runtime-namespace.ts';
import { RuntimeProcesses, type RuntimeProcess } from '../test/support/runtime-process.ts';
import { nodeFlagsOf } from './entry-point.ts';
import { makeFolder } from './folder.ts';

const root = join(import.meta.dirname, '..');

/** What is measured. */
export type ProcessName = 'responder' | 'reaper';

/** Real servers on this machine, and the processes of the runtime as images hold them. */
export class Servers {
  readonly api: Pick<ApiServer, 'kubectl' | 'kubeconfig' | 'folder'>;
  readonly broker: Rabbitmq;
  readonly redis: Redis;
  /** For the benchmark's own files; gone at the end. */
  readonly folder: string;
  readonly #processes = new RuntimeProcesses();
  readonly #clients: Kubernetes[] = [];
  #amqp: ChannelModel | undefined;

  constructor(api: Servers['api'], broker: Rabbitmq, redis: Redis, folder: string) {
    this.api = api;
    this.broker = broker;
    this.redis = redis;
    this.folder = folder;
  }

  /** Creates a namespace with the processes' own accounts. */
  async createNamespace(name: string): Promise<BenchNamespace> {
    return { name, kubeconfigs: await createRuntimeNamespace(this.api, name) };
  }

  /** The API server as its administrator, with at most 32 connections. */
  connect(namespace: BenchNamespace): Kubernetes {
    const client = connectKubernetes({ kubeConfig: this.api.kubeconfig, namespace: namespace.name, env: {} });
    this.#clients.push(client);
    return client;
  }

  /** Starts a process as its image does, from its bundle. @param more variables of its own */
  start(what: ProcessName, { name, kubeconfigs }: BenchNamespace, more: Variables = {}): Promise<RuntimeProcess> {
    const { broker, redis } = this;
    const own = {
      responder: () => this.#responderFolders(name),
      reaper: () => ({ REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) }),
    };
    const env = {
      KUBE_CONFIG: kubeconfigs[what],
      NAMESPACE: name,
      RABBITMQ_HOST: broker.host,
      RABBITMQ_PORT: String(broker.port),
      RABBITMQ_USER: broker.username,
      RABBITMQ_PASSWD: broker.password,
      ...own[what](),
      ...more,
    };
    const flags = [...nodeFlagsOf(what), ...profilerFlags()];
    return this.#processes.start(join(this.folder, 'bundle', `${what}.js`), env, flags);
  }

  /** How many events wait in the responder's queue. */
  async waitingEvents(): Promise<number> {
    this.#amqp ??= await this.#connectToBroker();
    const channel = await this.#amqp.createChannel();
    const { messageCount } = await channel.checkQueue(workQueues.events.name);
    await channel.close();
    return messageCount;
  }

  /** Ends all that was started. */
  async stop(): Promise<void> {
    await this.#amqp?.close();
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.#processes.end();
  }

  async #connectToBroker(): Promise<ChannelModel> {
    const { host: hostname, port, username, password } = this.broker;
    const connection = await connect({ hostname, port, username, password });
    connection.on('error', () => undefined);
    return connection;
  }

  #responderFolders(namespace: string): Variables {
    const [inmeta, templates] = ['inmeta', 'templates'].map((name) => join(this.folder, namespace, name)) as [
      string,
      string,
    ];
    for (const folder of [inmeta, templates]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(templates, jobTemplate.fileName), renderedTemplate(namespace));
    return { INMETA_PATH: inmeta, TEMPLATES_PATH: templates };
  }
}

/** A namespace in which something is measured. */
export interface BenchNamespace {
  readonly name: string;
  readonly kubeconfigs: RuntimeKubeconfigs;
}

type Variables = Readonly<Record<string, string>>;

/** Starts RabbitMQ, Redis and an API server without controllers, hands them out, and ends them. */
export async function withServers(use: (servers: Servers, api: ApiServer) => Promise<void>): Promise<void> {
  await withParts(() => ApiServer.create(), use);
}

/** The same with an API server of another kind. */
export async function withParts<A extends Servers['api'] & { stop(): Promise<void> }>(
  startApi: () => Promise<A>,
  use: (servers: Servers, api: A) => Promise<void>,
): Promise<void> {
  const folder = makeFolder();
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  try {
    const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const started = await starting;
      stops.push(() => started.stop());
      return started;
    };
    execFileSync(process.execPath, ['bundle.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    // Whoever bundles meanwhile makes that folder anew.
    cpSync(join(root, 'bundle'), join(folder, 'bundle'), { recursive: true });
    // Without it Node reads each bundle twice, to find out what kind of module it is.
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const [api, broker, redis] = await Promise.all([keep(startApi()), keep(Rabbitmq.create()), keep(Redis.create())]);
    const servers = await keep(Promise.resolve(new Servers(api, broker, redis, folder)));
    await use(servers, api);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** Prints what was measured as one line of JSON, with the load of the machine: the mean number of processes that wanted a CPU in the last minute. */
export function print(what: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'runtime', what, ...figures, load: Math.round(loadavg()[0] ?? 0) }));
}

/** `BENCH_CPU_PROF` names a folder for profiles of the processes. @see https://nodejs.org/api/cli.html#--cpu-prof */
function profilerFlags(): readonly string[] {
  const folder = process.env['BENCH_CPU_PROF'];
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}
