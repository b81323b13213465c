import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { reportFault } from './faults.ts';
import { isNetwork, networkShape, type CidrBlock } from './networks.ts';
import { isPortNumber } from './port.ts';

/** What an environment is for. It decides which shortcuts are refused: placeholder secrets in production. */
export type Purpose = 'production' | 'test' | 'local';

const purposes: readonly Purpose[] = ['production', 'test', 'local'];

/** Where the cluster's own parts are, which a NetworkPolicy has to name. */
export interface ClusterSettings {
  /** The DNS domain of Services. @default cluster.local */
  readonly domain?: string;
  /**
   * Networks and ports at which pods reach the API server. These are the addresses of its endpoints (`kubectl get endpointslices -l
   * kubernetes.io/service-name=kubernetes`), not that of the Service.
   */
  readonly apiServer: { readonly cidrs: readonly CidrBlock[]; readonly ports: readonly number[] };
  /** Networks of pods, which are kept out where the outside is let in. */
  readonly podCidrs: readonly CidrBlock[];
  /** The ingress controller: its class, and the pods that its requests come from. */
  readonly ingress: {
    readonly className: string;
    readonly namespace: string;
    readonly podLabels: Readonly<Record<string, string>>;
    /**
     * The ClusterIP of its Service, such as `10.96.0.80`. Pods that dial public hosts find them there, whatever names resolve to.
     *
     * @default - the cluster's DNS leads to the controller
     */
    readonly address?: string;
  };
  /** The namespace and labels of KEDA's operator, which asks the queues it scales by. @default - `keda`, `app: keda-operator`, as its Helm chart has it */
  readonly keda?: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> };
  /**
   * The namespace and labels of Prometheus, which reads metrics from pods. @default - `monitoring`, `app.kubernetes.io/name: prometheus`, as the Prometheus
   * operator labels it
   */
  readonly prometheus?: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> };
  /** The namespace and labels of the cluster's DNS pods. @default - `kube-system`, `k8s-app: kube-dns`, as kubeadm, kind, minikube, EKS and GKE have it */
  readonly dns?: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> };
}

/** What every environment has, whatever the fleet. */
export interface EnvironmentBase {
  /** The environment's name; the name of its file and of its folder in `dist/`. A DNS label. */
  readonly name: string;
  readonly purpose: Purpose;
  readonly cluster: ClusterSettings;
}

/** Records a fault unless a purpose is known: an unknown one would refuse as little as the most lenient. */
export function checkPurpose(root: IConstruct, purpose: Purpose): void {
  if (purposes.includes(purpose)) return;
  reportFault(root, {
    code: 'ERR_ENVIRONMENT_VALUE',
    property: 'purpose',
    got: purpose,
    expected: `one of ${purposes.map((known) => `"${known}"`).join(', ')}`,
    remedy: 'correct it in the environment; it decides which shortcuts are refused',
  });
}

const clusterKey = 'berth/cluster';

/** Tells a construct tree about its cluster (undefined where a value came past the compiler). To be called before the tree has children. */
export function setCluster(root: IConstruct, cluster: ClusterSettings | undefined): void {
  checkCluster(root, cluster);
  root.node.setContext(clusterKey, cluster);
}

/** The cluster of a construct tree; undefined where nobody said, as in a plain cdk8s App. */
export function clusterOf(scope: IConstruct): ClusterSettings | undefined {
  return scope.node.tryGetContext(clusterKey) as ClusterSettings | undefined;
}

/** The namespace of a construct's chart; a chart without one is a fault. */
export function namespaceOf(scope: IConstruct): string {
  const { namespace } = Chart.of(scope);
  if (namespace === undefined) {
    reportFault(scope, {
      code: 'ERR_NAMESPACE_MISSING',
      property: 'namespace',
      expected: 'the namespace of the chart, such as "workers"',
      remedy: 'give it to the Chart: new Chart(app, id, { namespace })',
    });
  }
  return namespace ?? 'default';
}

const apiServerShape = 'the networks and ports of the API server, such as { cidrs: ["10.20.1.0/28"], ports: [443] }';

function checkCluster(root: IConstruct, cluster: ClusterSettings | undefined): void {
  const fault = (property: string, got: unknown, expected: string) =>
    reportFault(root, {
      code: 'ERR_CLUSTER',
      property: `cluster.${property}`,
      got,
      expected,
      remedy: 'correct it in the environment',
    });
  if (cluster === undefined) {
    fault('apiServer', undefined, apiServerShape);
    return;
  }
  // parts that are missing came past the compiler
  const { apiServer, podCidrs, ingress }: Partial<ClusterSettings> = cluster;
  if (apiServer === undefined) fault('apiServer', apiServer, apiServerShape);
  if (podCidrs === undefined) fault('podCidrs', podCidrs, 'the networks of pods, such as ["10.244.0.0/16"]');
  const networks = { 'apiServer.cidrs': apiServer?.cidrs ?? [], podCidrs: podCidrs ?? [] };
  for (const [property, cidrs] of Object.entries(networks)) {
    for (const cidr of cidrs.filter((each) => !isNetwork(each))) fault(property, cidr, networkShape);
  }
  const address = ingress?.address;
  if (address !== undefined && !isNetwork(`${address}/${address.includes(':') ? 128 : 32}`))
    fault('ingress.address', address, 'an IP address, such as "10.96.0.80"');
  if (apiServer?.cidrs.length === 0) fault('apiServer.cidrs', [], 'at least one network, such as "10.20.1.0/28"');
  if (apiServer?.ports.length === 0) fault('apiServer.ports', [], 'at least one port, such as 6443');
  for (const port of (apiServer?.ports ?? []).filter((each) => !isPortNumber(each)))
    fault('apiServer.ports', port, 'a port from 1 to 65535');
}
