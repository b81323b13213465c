import { join } from 'node:path';
import type { ReservedPort } from './ports.ts';

/** One process of a control plane. */
export interface Part {
  /** Its program's file name, if no `program` is given; its log's too. */
  readonly name: string;
  /** Its program's file name among those of the control plane. @default `name` */
  readonly programName?: string;
  /** Absolute path of its program. @default the file called `programName` */
  readonly program?: string;
  readonly args: readonly string[];
  /** Ports that it listens on. */
  readonly ports: readonly ReservedPort[];
  /** Answers 200 once the part is ready; https with `Files.certificate`. @default none does */
  readonly readyUrl?: string;
  /** As `StartRequest.endsWithInput`. @default false */
  readonly endsWithInput?: boolean;
}

/** Files of a control plane, by absolute path, and where its parts listen. */
export interface Files {
  /** The address that every part listens on, and is reached by. */
  readonly address: string;
  readonly certificates: string;
  /** kube-apiserver writes it when it starts, for `address`, and it is its own authority; the other parts serve it too. */
  readonly certificate: string;
  readonly certificateKey: string;
  readonly etcdData: string;
  readonly kubeconfig: string;
  readonly podLog: string;
  readonly serviceAccountKey: string;
  readonly simulation: string;
  readonly tokens: string;
}

/**
 * Where a control plane keeps its files.
 * @param address as `Files.address`. @default 127.0.0.1
 */
export function filesIn(folder: string, address = '127.0.0.1'): Files {
  const certificates = join(folder, 'certificates');
  return {
    address,
    certificates,
    certificate: join(certificates, 'apiserver.crt'),
    certificateKey: join(certificates, 'apiserver.key'),
    etcdData: join(folder, 'etcd'),
    kubeconfig: join(folder, 'kubeconfig'),
    podLog: join(folder, 'pod.log'),
    serviceAccountKey: join(folder, 'service-account.key'),
    simulation: join(import.meta.dirname, 'simulation.yaml'),
    tokens: join(folder, 'tokens.csv'),
  };
}

/** The store; nothing is flushed to disk, as it does not outlive the test. */
export function etcd(files: Files, clients: ReservedPort, peers: ReservedPort): Part {
  const clientUrl = `http://${files.address}:${clients.number}`;
  const peerUrl = `http://${files.address}:${peers.number}`;
  return {
    name: 'etcd',
    args: [
      `--data-dir=${files.etcdData}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${clientUrl}`,
      `--advertise-client-urls=${clientUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
    ],
    ports: [clients, peers],
    readyUrl: `${clientUrl}/health`,
  };
}

/**
 * The API: RBAC, Pod Security admission, and tokens for service accounts.
 * @param name of another start of the same. @default - that of the program
 */
export function kubeApiserver(
  files: Files,
  store: ReservedPort,
  port: ReservedPort,
  flags: readonly string[],
  name?: string,
): Part {
  return {
    name: name ?? 'kube-apiserver',
    programName: 'kube-apiserver',
    args: [
      `--etcd-servers=http://${files.address}:${store.number}`,
      `--bind-address=${files.address}`,
      `--advertise-address=${files.address}`,
      `--secure-port=${port.number}`,
      `--cert-dir=${files.certificates}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=PodSecurity',
      // Whether a pod may be privileged is its namespace's decision.
      '--allow-privileged=true',
      `--token-auth-file=${files.tokens}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${files.serviceAccountKey}`,
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      // An endpoint on the loopback address, which the Service `kubernetes` would otherwise get, is refused.
      '--endpoint-reconciler-type=none',
      '--kubelet-preferred-address-types=InternalIP',
      ...flags,
    ],
    ports: [port],
    readyUrl: `https://${files.address}:${port.number}/readyz`,
  };
}

/** The controllers, each with its own service account as in production; faster than by default, which tests wait for. */
export function kubeControllerManager(files: Files, port: ReservedPort, flags: readonly string[]): Part {
  return {
    name: 'kube-controller-manager',
    args: [
      ...servingFlags(files, port),
      `--root-ca-file=${files.certificate}`,
      '--use-service-account-credentials',
      `--service-account-private-key-file=${files.serviceAccountKey}`,
      // The defaults, 20 and 30, hold Jobs to some 3 a second.
      '--kube-api-qps=200',
      '--kube-api-burst=400',
      ...flags,
    ],
    ports: [port],
    readyUrl: `https://${files.address}:${port.number}/healthz`,
  };
}

/** Puts pods on nodes. */
export function kubeScheduler(files: Files, port: ReservedPort): Part {
  return {
    name: 'kube-scheduler',
    args: servingFlags(files, port),
    ports: [port],
    readyUrl: `https://${files.address}:${port.number}/healthz`,
  };
}

/** Plays the kubelet of every node, as `simulation.yaml` says, and a further file of stages. */
export function kwok(files: Files, port: ReservedPort, stages?: string): Part {
  return {
    name: 'kwok',
    args: [
      `--kubeconfig=${files.kubeconfig}`,
      `--config=${files.simulation}`,
      ...(stages === undefined ? [] : [`--config=${stages}`]),
      '--manage-all-nodes',
      `--node-ip=${files.address}`,
      `--node-port=${port.number}`,
      `--server-address=${files.address}:${port.number}`,
      `--tls-cert-file=${files.certificate}`,
      `--tls-private-key-file=${files.certificateKey}`,
      '--cidr=10.224.0.1/16',
      '--node-lease-duration-seconds=40',
    ],
    ports: [port],
    readyUrl: `https://${files.address}:${port.number}/healthz`,
  };
}

function servingFlags(files: Files, port: ReservedPort): string[] {
  return [
    `--kubeconfig=${files.kubeconfig}`,
    `--bind-address=${files.address}`,
    `--secure-port=${port.number}`,
    `--tls-cert-file=${files.certificate}`,
    `--tls-private-key-file=${files.certificateKey}`,
    '--leader-elect=false',
  ];
}
