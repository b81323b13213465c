import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from './addresses.ts';
import { CNI_FOLDER } from './requirements.ts';

/** The image of the container that holds a pod's namespaces. */
export const PAUSE_IMAGE = 'docker.io/berth/pause:1';

/** Files of a node, by absolute path. */
export interface NodeFiles {
  readonly containerd: string;
  readonly coredns: string;
  readonly kubelet: string;
  readonly kubeletCertificates: string;
  readonly kubeletData: string;
  /** Process id of the first process in the node's namespaces. */
  readonly sandbox: string;
}

/** Where containerd listens; in the node's own /run. */
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** Where a node keeps its files. */
function nodeFilesIn(folder: string): NodeFiles {
  return {
    containerd: join(folder, 'containerd.toml'),
    coredns: join(folder, 'Corefile'),
    kubelet: join(folder, 'kubelet.json'),
    kubeletCertificates: join(folder, 'kubelet-certificates'),
    kubeletData: join(folder, 'kubelet'),
    sandbox: join(folder, 'sandbox.pid'),
  };
}

/** Writes the configuration of everything that a node consists of. */
export async function writeNodeFiles(folder: string, addresses: Addresses, kubeconfig: string): Promise<NodeFiles> {
  const files = nodeFilesIn(folder);
  const cni = join(folder, 'cni');
  const resolvConf = join(folder, 'resolv.conf');
  await mkdir(cni);
  await Promise.all([
    writeFile(files.containerd, containerdConfig(folder, cni)),
    writeFile(join(cni, 'pods.conflist'), JSON.stringify(podNetwork(folder, addresses))),
    writeFile(files.kubelet, JSON.stringify(kubeletConfig(folder, resolvConf, addresses))),
    // Pods that ask for the node's name servers get none: what is not of the cluster is not asked of anybody.
    writeFile(resolvConf, ''),
    writeFile(files.coredns, coreFile(addresses, kubeconfig)),
  ]);
  return files;
}

/** @see https://github.com/containerd/containerd/blob/release/1.6/docs/cri/config.md; 2.x reads version 2 as well */
function containerdConfig(folder: string, cni: string): string {
  return `version = 2
root = "${folder}/containerd"
state = "/run/containerd"
[grpc]
  address = "${CONTAINERD_SOCKET}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  # a container of the machine's own may not make its processes less likely to be killed
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${CNI_FOLDER}"
    conf_dir = "${cni}"
`;
}

/** A link of its own for every pod, so that all it sends is forwarded, and filtered, by the node. */
function podNetwork(folder: string, { pods }: Addresses): object {
  const ipam = {
    type: 'host-local',
    dataDir: join(folder, 'addresses'),
    ranges: [[{ subnet: pods }]],
    routes: [{ dst: '0.0.0.0/0' }],
  };
  return { cniVersion: '0.4.0', name: 'pods', plugins: [{ type: 'ptp', ipam }] };
}

/** @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1 */
function kubeletConfig(folder: string, resolvConf: string, { node, link }: Addresses): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: node,
    healthzBindAddress: node,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    clusterDNS: [node],
    clusterDomain: 'cluster.local',
    resolvConf,
    podLogsDir: join(folder, 'pod-logs'),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${link}`,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    // The disk is the machine's, and how full it is no matter of the test's.
    evictionHard: { 'memory.available': '100Mi' },
    imageMinimumGCAge: '240h',
    // The defaults, 5 and 10, hold 50 pods that start at once to minutes.
    registryPullQPS: 0,
    kubeAPIQPS: 200,
    kubeAPIBurst: 400,
    serializeImagePulls: false,
  };
}

/** Names of the cluster from the API; any other does not exist, at once and without asking anybody. */
function coreFile({ node }: Addresses, kubeconfig: string): string {
  return `cluster.local:53 {
  bind ${node}
  kubernetes cluster.local {
    kubeconfig ${kubeconfig}
  }
  ready ${node}:8181
}
.:53 {
  bind ${node}
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;
}
