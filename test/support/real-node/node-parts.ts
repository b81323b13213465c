import { fileURLToPath } from 'node:url';
import type { Files, Part } from '../control-plane/parts.ts';
import { findProgram } from '../debian-packages.ts';
import type { Addresses } from './addresses.ts';
import type { NodeFiles } from './node-files.ts';

/** The name of the one node. */
export const NODE_NAME = 'node-1';

/** The namespaces that all other parts run in. */
export function sandbox(addresses: Addresses, nodeFiles: NodeFiles): Part {
  return {
    name: 'sandbox',
    program: process.execPath,
    args: [fileURLToPath(new URL('./sandbox.ts', import.meta.url)), JSON.stringify(addresses), nodeFiles.sandbox],
    ports: [],
    endsWithInput: true,
  };
}

/** Runs containers. */
export function containerd(nodeFiles: NodeFiles): Part {
  const program = findProgram('containerd');
  return { name: 'containerd', program, args: ['--config', nodeFiles.containerd], ports: [] };
}

/** Runs pods. */
export function kubelet(files: Files, nodeFiles: NodeFiles): Part {
  return {
    name: 'kubelet',
    args: [
      `--config=${nodeFiles.kubelet}`,
      `--kubeconfig=${files.kubeconfig}`,
      `--root-dir=${nodeFiles.kubeletData}`,
      `--cert-dir=${nodeFiles.kubeletCertificates}`,
      `--hostname-override=${NODE_NAME}`,
      `--node-ip=${files.address}`,
    ],
    ports: [],
    readyUrl: `http://${files.address}:10248/healthz`,
  };
}

/** Makes Services work. */
export function kubeProxy(files: Files, { pods }: Addresses): Part {
  return {
    name: 'kube-proxy',
    args: [
      `--kubeconfig=${files.kubeconfig}`,
      '--proxy-mode=nftables',
      `--cluster-cidr=${pods}`,
      `--hostname-override=${NODE_NAME}`,
      `--healthz-bind-address=${files.address}:10256`,
      `--metrics-bind-address=${files.address}:10249`,
      // Limits of the machine's kernel, which a network namespace may not set.
      '--conntrack-max-per-core=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
    ],
    ports: [],
    readyUrl: `http://${files.address}:10256/healthz`,
  };
}

/** Resolves the names of Services; it runs on the node itself, and what a pod sends to its node is not filtered. */
export function coredns(files: Files, nodeFiles: NodeFiles): Part {
  return {
    name: 'coredns',
    args: ['-conf', nodeFiles.coredns],
    ports: [],
    readyUrl: `http://${files.address}:8181/ready`,
  };
}

/** Enforces NetworkPolicies. */
export function enforcer(files: Files): Part {
  return {
    name: 'enforcer',
    program: process.execPath,
    args: [fileURLToPath(new URL('./enforcer.ts', import.meta.url)), files.kubeconfig, files.address],
    ports: [],
    readyUrl: `http://${files.address}:8282/`,
  };
}
