import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { startControlPlane, type ControlPlane } from '../support/control-plane/control-plane.ts';
import { KeptProcesses } from '../support/control-plane/kept-processes.ts';
import { reservePort } from '../support/control-plane/ports.ts';
import { distPath } from '../support/dist-cluster.ts';
import { Rabbitmq } from '../support/rabbitmq.ts';
import { Redis } from '../support/redis.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { links, type FaultKind, type LinkName, type PlannedFault } from './faults.ts';
import { jobFates, routeOf } from './requests.ts';
import { Supervised } from './supervised.ts';

const namespace = 'cds';

const template = `apiVersion: batch/v1
kind: Job
spec:
  backoffLimit: 1
  template:
    metadata: { annotations: { simulation/outcome: hang } }
    spec:
      restartPolicy: Never
      containers: [{ name: cds, image: 'registry.example.com/cds:1', command: [x] }]
`;

/** Everything a run needs: servers, a cluster, the processes of the runtime, and a bad network between them. */
export interface World {
  readonly broker: Rabbitmq;
  readonly redis: Redis;
  readonly cluster: ControlPlane;
  readonly responders: readonly Supervised[];
  readonly reapers: readonly Supervised[];
  /** Does a fault; resolves once it is over. */
  inject(fault: PlannedFault): Promise<void>;
  /** Whether there is a log of some pod of a Job, with what the pod wrote. */
  hasLogs(jobName: string): boolean;
  /** Copies the logs that the processes of the runtime have written so far into a folder, which is made. */
  copyLogs(folder: string): void;
  stop(): Promise<void>;
}

/** Starts all of it; some 15 s. */
export async function startWorld(options: { readonly responders: number; readonly reapers: number }): Promise<World> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    const [broker, redis, cluster] = await Promise.all([
      keep(stops, Rabbitmq.create()),
      keep(stops, Redis.create()),
      keep(stops, startCluster()),
    ]);
    const proxies = await startProxies(broker, redis, cluster);
    stops.push(async () => void (await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()))));
    await createNamespace(cluster);
    const processes = new KeptProcesses(await mkdtemp(join(tmpdir(), 'berth-chaos-')));
    stops.push(() => processes.end());
    const folders = makeFolders(processes.folder);
    const start = (what: 'responder' | 'reaper', env: Record<string, string>, count: number) =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const port = await reservePort();
          await port.release();
          const own = { ...env, HTTP_PORT: String(port.number), HOSTNAME: `${what}-${index}` };
          return new Supervised(processes, `${what}-${index}`, `runtime/${what}/main.ts`, own);
        }),
      );
    const rabbitmq = { RABBITMQ_HOST: '127.0.0.1', RABBITMQ_USER: broker.username, RABBITMQ_PASSWD: broker.password };
    const responders = await start(
      'responder',
      {
        ...rabbitmq,
        ...folders.variables,
        RABBITMQ_PORT: String(proxies['responder-broker'].port),
        KUBE_CONFIG: await kubeconfigOf(cluster, 'responder', proxies['responder-api']),
      },
      options.responders,
    );
    const reapers = await start(
      'reaper',
      {
        ...rabbitmq,
        RABBITMQ_PORT: String(proxies['reaper-broker'].port),
        KUBE_CONFIG: await kubeconfigOf(cluster, 'reaper', proxies['reaper-api']),
        REDIS_HOST: '127.0.0.1',
        REDIS_PORT: String(proxies['reaper-redis'].port),
      },
      options.reapers,
    );
    stops.push(async () => void (await Promise.all([...responders, ...reapers].map((each) => each.stop()))));
    const parts = { broker, redis, cluster, responders, reapers, proxies };
    return {
      ...parts,
      inject: (fault) => effects[fault.kind](parts, fault),
      hasLogs: (jobName) => hasLogs(folders.logs, jobName),
      copyLogs: (folder) => copyLogs(processes.folder, folder),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keep<T extends { stop(): Promise<void> }>(
  stops: (() => Promise<void>)[],
  starting: Promise<T>,
): Promise<T> {
  const started = await starting;
  stops.push(() => started.stop());
  return started;
}

function startCluster(): Promise<ControlPlane> {
  return startControlPlane({
    version: '1.36',
    nodes: 20,
    simulation: join(import.meta.dirname, 'stages.yaml'),
    apiServerFlags: ['--storage-media-type=application/json', '--event-ttl=1m'],
    controllerManagerFlags: ['--kube-api-qps=2000', '--kube-api-burst=2000', '--concurrent-job-syncs=50'],
  });
}

type Proxies = Readonly<Record<LinkName, TcpProxy>>;

async function startProxies(broker: Rabbitmq, redis: Redis, cluster: ControlPlane): Promise<Proxies> {
  const ports = { broker: broker.port, redis: redis.port, api: Number(new URL(cluster.server).port) };
  const started = links.map(async (link) => {
    const target = link.slice(link.indexOf('-') + 1) as keyof typeof ports;
    return [link, await TcpProxy.start({ port: ports[target] })] as const;
  });
  return Object.fromEntries(await Promise.all(started)) as unknown as Proxies;
}

/** The namespace with the service accounts and exactly the rights that `dist/local` gives them. */
async function createNamespace({ kubectl }: ControlPlane): Promise<void> {
  const kinds = ['ServiceAccount', 'Role', 'RoleBinding'];
  const items = ['responder', 'reaper'].flatMap((unit) =>
    parseAllDocuments(readFileSync(distPath(`local/cds/${unit}.k8s.yaml`), 'utf8'))
      .map((document) => document.toJS() as { readonly kind: string })
      .filter(({ kind }) => kinds.includes(kind)),
  );
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['create', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
}

async function kubeconfigOf(cluster: ControlPlane, serviceAccount: string, proxy: TcpProxy): Promise<string> {
  const { stdout } = await cluster.kubectl(['create', 'token', serviceAccount, '-n', namespace, '--duration=24h']);
  const config = JSON.parse(await readFile(cluster.kubeconfig, 'utf8'));
  config.clusters[0].cluster.server = `https://127.0.0.1:${proxy.port}`;
  config.contexts[0].context.namespace = namespace;
  config.users[0].user = { token: stdout.trim() };
  const path = join(cluster.folder, `${serviceAccount}.kubeconfig`);
  await writeFile(path, JSON.stringify(config));
  return path;
}

function makeFolders(folder: string) {
  const [inmeta, templates, routes, logs] = ['inmeta', 'templates', 'routes', 'logs'].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string, string];
  writeFileSync(join(templates, 'cdsjob.yaml'), template);
  for (const fate of jobFates) writeFileSync(join(routes, routeOf(fate)), '<route/>');
  const variables = { INMETA_PATH: inmeta, TEMPLATES_PATH: templates, ROUTES_PATH: routes, POD_LOGS_BASEPATH: logs };
  return { logs, variables };
}

function copyLogs(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) if (name.endsWith('.log')) copyFileSync(join(from, name), join(to, name));
}

function hasLogs(folder: string, jobName: string): boolean {
  const own = join(folder, jobName);
  try {
    return readdirSync(own).some((name) => readFileSync(join(own, name), 'utf8').includes('last line of a pod log'));
  } catch {
    // no folder: no log
    return false;
  }
}

interface Parts extends Pick<World, 'broker' | 'redis' | 'cluster' | 'responders' | 'reapers'> {
  readonly proxies: Proxies;
}

const wait = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));
const chosen = (processes: readonly Supervised[], { process }: PlannedFault) => processes[process % processes.length]!;

/** What each kind of fault does. */
const effects: Readonly<Record<FaultKind, (parts: Parts, fault: PlannedFault) => Promise<void>>> = {
  'responder killed': async ({ responders }, fault) => chosen(responders, fault).kill(),
  'reaper killed': async ({ reapers }, fault) => chosen(reapers, fault).kill(),
  'responder frozen': async ({ responders }, fault) => chosen(responders, fault).freeze(fault.durationMs),
  'reaper frozen': async ({ reapers }, fault) => chosen(reapers, fault).freeze(fault.durationMs),
  'broker restarted': ({ broker }) => broker.restart(),
  'broker killed': async ({ broker }) => {
    await broker.kill();
    await broker.start();
  },
  'api server killed': async ({ cluster }, { durationMs }) => {
    await cluster.killApiServer();
    await wait(durationMs);
    await cluster.startApiServer();
  },
  'redis wiped': ({ redis }) => redis.wipe(),
  'redis killed': async ({ redis }, { durationMs }) => {
    await redis.kill();
    await wait(durationMs);
    await redis.start();
  },
  'connections cut': async ({ proxies }, { link }) => proxies[link].cut(),
  'connections frozen': async ({ proxies }, { link, durationMs }) => {
    proxies[link].freeze();
    await wait(durationMs);
    proxies[link].thaw();
  },
  'connections delayed': async ({ proxies }, { link, durationMs }) => {
    proxies[link].delay(300);
    await wait(durationMs);
    proxies[link].delay(0);
  },
  'connections refused': async ({ proxies }, { link, durationMs }) => {
    await proxies[link].refuse();
    await wait(durationMs);
    await proxies[link].accept();
  },
};
