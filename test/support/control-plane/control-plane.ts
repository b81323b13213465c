import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeAccess } from './access.ts';
import { lookUpAssets, type KubernetesVersion } from './assets.ts';
import { KeptProcesses } from './kept-processes.ts';
import { kubectlFor, type Kubectl } from './kubectl.ts';
import { Launcher } from './launcher.ts';
import { etcd, filesIn, kubeApiserver, kubeControllerManager, kubeScheduler, kwok } from './parts.ts';
import type { Files } from './parts.ts';
import { fixedPort, reservePort, type ReservedPort } from './ports.ts';
import { until } from './until.ts';

const END_TIMEOUT_MS = 10_000;

/** What kind of control plane to start. */
export interface ControlPlaneOptions {
  readonly version: KubernetesVersion;
  /** Simulated nodes: `node-1` and so on, each with 64 CPUs, 256 GiB and 1000 pods. Integer from 0. @default 1 */
  readonly nodes?: number;
  /** Added after our own, such as `--storage-media-type=application/json`. @default none */
  readonly apiServerFlags?: readonly string[];
  /** Added after our own, such as `--concurrent-job-syncs=20`. @default none */
  readonly controllerManagerFlags?: readonly string[];
  /** A file with further stages of pods beside those of `simulation.yaml`, for kwok. @default none */
  readonly simulation?: string;
  /** Folder in which the control plane makes its own. @default the system's for temporary files */
  readonly parentFolder?: string;
}

/**
 * A real Kubernetes API server with the real controllers and scheduler, and simulated nodes: pods become Ready, and
 * Jobs end, without a container. Network policies are stored and not enforced, and no storage class exists.
 */
export interface ControlPlane {
  readonly version: KubernetesVersion;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** URL of the API, such as `https://127.0.0.1:12345`. */
  readonly server: string;
  /** URL of etcd, which holds the history of every object where `--etcd-compaction-interval=0` is among the flags. */
  readonly store: string;
  /** The administrator's bearer token. */
  readonly token: string;
  readonly kubectl: Kubectl;
  /** Holds all data and a log for each process; gone after `stop`. */
  readonly folder: string;
  /** Process ids of those that run, by program: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok. */
  readonly processes: ReadonlyMap<string, number>;
  /** Ends the API server with SIGKILL; `startApiServer` brings it back. */
  killApiServer(): Promise<void>;
  /** Starts the API server again after `killApiServer`, on the same port and data. Resolves once it is ready. */
  startApiServer(): Promise<void>;
  /**
   * Ends the processes and removes the folder. May be called again. The end of the process that started the control
   * plane, whatever its cause, does the same.
   * @throws after that, when one of the processes had ended on its own, as results after its end prove nothing
   */
  stop(): Promise<void>;
}

/** Two lines of every container's log, in the format in which container runtimes write them. */
const POD_LOG = [
  '2026-01-01T00:00:00.000000000Z stdout F first line of a pod log\n',
  '2026-01-01T00:00:01.000000000Z stderr F last line of a pod log\n',
].join('');

/**
 * Starts a control plane on free ports of 127.0.0.1; some 10 s and 650 MB. Any number may run side by side.
 * @throws when the programs are missing, with what to do; when a part does not become ready, with the end of its log,
 * and nothing is left behind then
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { version, parentFolder = tmpdir() } = options;
  const assets = lookUpAssets(version);
  if (!assets.found) throw new Error(`control plane ${version}: ${assets.reason}`);

  const ports = await reservePorts();
  const server = `https://127.0.0.1:${ports.api.number}`;
  const token = randomBytes(16).toString('hex');
  const processes = new KeptProcesses(await mkdtemp(join(resolve(parentFolder), 'berth-control-plane-')));
  const { folder } = processes;
  const files = filesIn(folder);
  const stopping = new AbortController();
  const launcher = new Launcher(processes, assets.folder, files, stopping.signal);
  const kubectl = kubectlFor(join(assets.folder, 'kubectl'), files.kubeconfig, folder, stopping.signal);

  const apiServer = (name?: string) =>
    kubeApiserver(
      files,
      fixedPort(ports.store.number),
      fixedPort(ports.api.number),
      options.apiServerFlags ?? [],
      name,
    );
  /** Names under which the API server ran; all but the last were killed. */
  const apiServers = [apiServer().name];

  async function killApiServer(): Promise<void> {
    const name = apiServers.at(-1) ?? '';
    const pid = processes.pids.get(name);
    if (pid === undefined) throw new Error('the API server does not run');
    apiServers.push(`kube-apiserver-${apiServers.length + 1}`);
    process.kill(pid, 'SIGKILL');
    await until('the end of the API server', END_TIMEOUT_MS, () => processes.ends.has(name));
  }
  async function startApiServer(): Promise<void> {
    await launcher.start(apiServer(apiServers.at(-1)));
  }
  async function stop(): Promise<void> {
    const ended = [...processes.ends.keys()].filter((name) => !apiServers.slice(0, -1).includes(name));
    const faults = await Promise.all(ended.map((name) => launcher.faultOf(name)));
    await end();
    if (faults.length > 0) throw new Error(`control plane ${version}: ${faults.join('\n')}`);
  }
  async function end(): Promise<void> {
    stopping.abort();
    await Promise.all(Object.values(ports).map((port) => port.release()));
    await processes.end();
  }

  try {
    await Promise.all([writeAccess(files, server, token), writeFile(files.podLog, POD_LOG)]);
    await startParts(launcher, files, ports, options);
    // The controllers run once a namespace has its service account, without which no pod is admitted.
    const account = `${server}/api/v1/namespaces/default/serviceaccounts/default`;
    await Promise.all([
      launcher.answer('kube-controller-manager', account, token),
      createNodes(kubectl, options.nodes ?? 1),
    ]);
  } catch (error) {
    await end();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`control plane ${version}: ${reason}`, { cause: error });
  }
  let stopped: Promise<void> | undefined;
  return {
    version,
    kubeconfig: files.kubeconfig,
    server,
    store: `http://${files.address}:${ports.store.number}`,
    token,
    kubectl,
    folder,
    processes: processes.pids,
    killApiServer,
    startApiServer,
    stop: () => (stopped ??= stop()),
  };
}

type Ports = Record<'store' | 'peers' | 'api' | 'controllers' | 'scheduler' | 'kubelets', ReservedPort>;

async function reservePorts(): Promise<Ports> {
  return {
    store: await reservePort(),
    peers: await reservePort(),
    api: await reservePort(),
    controllers: await reservePort(),
    scheduler: await reservePort(),
    kubelets: await reservePort(),
  };
}

async function startParts(launcher: Launcher, files: Files, ports: Ports, options: ControlPlaneOptions): Promise<void> {
  await launcher.start(etcd(files, ports.store, ports.peers));
  await launcher.start(kubeApiserver(files, ports.store, ports.api, options.apiServerFlags ?? []));
  await Promise.all([
    launcher.start(kubeControllerManager(files, ports.controllers, options.controllerManagerFlags ?? [])),
    launcher.start(kubeScheduler(files, ports.scheduler)),
    launcher.start(kwok(files, ports.kubelets, options.simulation)),
  ]);
}

/** Creates simulated nodes and waits until they are Ready, which kwok brings about. */
async function createNodes(kubectl: Kubectl, count: number): Promise<void> {
  if (count === 0) return;
  const size = { cpu: '64', memory: '256Gi', pods: '1000' };
  const items = Array.from({ length: count }, (_, index) => {
    const name = `node-${index + 1}`;
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } },
      status: { capacity: size, allocatable: size },
    };
  });
  await kubectl(['create', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
  await kubectl(['wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=60s']);
}
