import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeAccess } from '../control-plane/access.ts';
import { KeptProcesses } from '../control-plane/kept-processes.ts';
import { kubectlFor, type Kubectl, type KubectlResult } from '../control-plane/kubectl.ts';
import { Launcher } from '../control-plane/launcher.ts';
import { etcd, filesIn, kubeApiserver, kubeControllerManager, kubeScheduler } from '../control-plane/parts.ts';
import type { Files } from '../control-plane/parts.ts';
import { fixedPort } from '../control-plane/ports.ts';
import { freeAddresses, type Addresses } from './addresses.ts';
import { Images } from './images.ts';
import { writeNodeFiles, type NodeFiles } from './node-files.ts';
import { containerd, coredns, enforcer, kubelet, kubeProxy, NODE_NAME, sandbox } from './node-parts.ts';
import { lookUpRealNode } from './requirements.ts';
import { takeTurn } from './turn.ts';

/** What kind of node to start. */
export interface RealNodeOptions {
  /** Folder in which the node makes its own. @default the system's for temporary files */
  readonly parentFolder?: string;
  /** Added to kube-apiserver's after our own. @default none */
  readonly apiServerFlags?: readonly string[];
  /** How long to wait for the node of another process on this machine to stop. @default 0, that is an error */
  readonly waitMs?: number;
}

/**
 * A cluster of one real node, apart from the machine: containers run, Services and their names work, NetworkPolicies are
 * enforced some milliseconds after a change. There is no registry, storage class, Ingress controller or metrics server,
 * and no name outside the cluster exists.
 */
export interface RealNode {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** URL of the API. */
  readonly server: string;
  /** The administrator's bearer token. */
  readonly token: string;
  readonly kubectl: Kubectl;
  /** An address of this machine that pods reach, for a test's own servers. */
  readonly outsideAddress: string;
  /** The node's address; node ports are there, and this machine reaches pods at their own. */
  readonly nodeAddress: string;
  /** Holds all data and a log for each process; gone after `stop`. For hostPath volumes too. */
  readonly folder: string;
  /**
   * Makes an image known to the node.
   * @param name as in a pod, such as `redis:6.2`; there with `imagePullPolicy: Never` or `IfNotPresent`
   * @param rootfs the files: a folder, or a tar of one
   * @param entrypoint program and first arguments
   * @param user as `ImageConfig.user`. @default root
   */
  loadImage(name: string, rootfs: string, entrypoint: readonly string[], user?: string): Promise<void>;
  /**
   * Makes the images of an archive known to the node.
   * @param archive what `docker save` or an `ImageBuilder` wrote; images are known by the names in it
   */
  loadArchive(archive: string): Promise<void>;
  /**
   * Runs a command in a pod's first container; every exit code is a result.
   * @param pod its name, or `deployment/NAME` for one of a Deployment's
   */
  exec(namespace: string, pod: string, command: readonly string[]): Promise<KubectlResult>;
  /**
   * Ends the node and all on it, and removes the folder. May be called again. The end of the process that started it,
   * whatever its cause, does the same.
   * @throws after that, when one of the node's processes had ended on its own, as results after its end prove nothing
   */
  stop(): Promise<void>;
}

const API_PORT = 6443;

/**
 * Starts a real node, one at a time on a machine; some 12 s and 1 GB.
 * @throws when something that it needs is missing, with what to do; when a part does not become ready, with the end of
 * its log, and nothing is left behind then
 */
export async function startRealNode(options: RealNodeOptions = {}): Promise<RealNode> {
  const { apiServerFlags = [], parentFolder = tmpdir(), waitMs = 0 } = options;
  const assets = lookUpRealNode();
  if (!assets.found) throw new Error(`real node: ${assets.reason}`);

  const endTurn = await takeTurn('berth-real-node', waitMs);
  const addresses = freeAddresses();
  const server = `https://${addresses.node}:${API_PORT}`;
  const token = randomBytes(16).toString('hex');
  const processes = new KeptProcesses(await mkdtemp(join(resolve(parentFolder), 'berth-real-node-')));
  const { folder } = processes;
  const files = filesIn(folder, addresses.node);
  const stopping = new AbortController();
  const launcher = new Launcher(processes, assets.folder, files, stopping.signal);
  const kubectl = kubectlFor(join(assets.folder, 'kubectl'), files.kubeconfig, folder, stopping.signal);

  async function stop(): Promise<void> {
    const faults = await Promise.all([...processes.ends.keys()].map((name) => launcher.faultOf(name)));
    await end();
    if (faults.length > 0) throw new Error(`real node: ${faults.join('\n')}`);
  }
  async function end(): Promise<void> {
    stopping.abort();
    try {
      await processes.end();
    } finally {
      endTurn();
    }
  }

  let images: Images;
  try {
    await writeAccess(files, server, token);
    const nodeFiles = await writeNodeFiles(folder, addresses, files.kubeconfig);
    const prefix = await startSandbox(launcher, addresses, nodeFiles);
    images = new Images(folder, prefix, stopping.signal);
    const inside = launcher.by(prefix);
    await Promise.all([startApi(inside, files, apiServerFlags), startContainerd(inside, nodeFiles, images)]);
    await startOthers(inside, files, nodeFiles, addresses);
    // The controllers run once a namespace has its service account, without which no pod is admitted.
    const account = `${server}/api/v1/namespaces/default/serviceaccounts/default`;
    await Promise.all([
      launcher.answer('kube-controller-manager', account, token),
      kubectl(['wait', '--for=condition=Ready', `node/${NODE_NAME}`, '--timeout=60s']),
    ]);
  } catch (error) {
    await end();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`real node: ${reason}`, { cause: error });
  }
  let stopped: Promise<void> | undefined;
  return {
    kubeconfig: files.kubeconfig,
    server,
    token,
    kubectl,
    outsideAddress: addresses.outside,
    nodeAddress: addresses.node,
    folder,
    loadImage: (...image) => images.load(...image),
    loadArchive: (archive) => images.loadArchive(archive),
    exec: (namespace, pod, command) =>
      kubectl(['exec', '--namespace', namespace, pod, '--', ...command], { allowFailure: true }),
    stop: () => (stopped ??= stop()),
  };
}

/** @returns a program with arguments that runs what follows it inside the node */
async function startSandbox(launcher: Launcher, addresses: Addresses, nodeFiles: NodeFiles): Promise<string[]> {
  await launcher.start(sandbox(addresses, nodeFiles));
  await launcher.waitFor('sandbox', 'its first process', () => existsSync(nodeFiles.sandbox));
  const first = await readFile(nodeFiles.sandbox, 'utf8');
  return ['nsenter', '--target', first, '--net', '--mount', '--pid', '--'];
}

async function startApi(launcher: Launcher, files: Files, flags: readonly string[]): Promise<void> {
  const store = fixedPort(2379);
  await launcher.start(etcd(files, store, fixedPort(2380)));
  // Pods reach the API by the Service `kubernetes`, whose endpoint this keeps.
  const withEndpoint = ['--endpoint-reconciler-type=lease', ...flags];
  await launcher.start(kubeApiserver(files, store, fixedPort(API_PORT), withEndpoint));
}

async function startContainerd(launcher: Launcher, nodeFiles: NodeFiles, images: Images): Promise<void> {
  await launcher.start(containerd(nodeFiles));
  await launcher.waitFor('containerd', 'its answer', () => images.isReady());
  await images.loadPause();
}

async function startOthers(
  launcher: Launcher,
  files: Files,
  nodeFiles: NodeFiles,
  addresses: Addresses,
): Promise<void> {
  const parts = [
    kubeControllerManager(files, fixedPort(10257), []),
    kubeScheduler(files, fixedPort(10259)),
    kubelet(files, nodeFiles),
    kubeProxy(files, addresses),
    coredns(files, nodeFiles),
    enforcer(files),
  ];
  await Promise.all(parts.map((part) => launcher.start(part)));
}
