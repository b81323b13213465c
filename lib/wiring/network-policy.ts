import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { ClusterSettings } from '../core/environment.ts';
import { unitLabels } from '../core/labels.ts';
import type { Network } from '../core/networks.ts';
import { ExternalService } from './external.ts';
import { Endpoint, type Connection, type OutsideSource, type WiredUnit } from './target.ts';

type Spec = NonNullable<INetworkPolicy['spec']>;
type EgressRule = NonNullable<Spec['egress']>[number];
type IngressRule = NonNullable<Spec['ingress']>[number];
type Peer = NonNullable<EgressRule['to']>[number];
type Port = NonNullable<EgressRule['ports']>[number];

const namespaceLabel = 'kubernetes.io/metadata.name';
const kedaOperator = { namespace: 'keda', podLabels: { app: 'keda-operator' } };
const prometheusServer = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const kubeDns = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } };

/** The NetworkPolicy of a unit: both directions are closed but for the declared connections, and DNS where anything is dialled. */
export function networkPolicySpec(unit: WiredUnit, cluster: ClusterSettings | undefined): Spec {
  const egress = byText(unit.connections.flatMap((connection) => egressRules(unit, connection, cluster)));
  const ingress = byText([
    ...[...unit.endpoints.values()].flatMap((endpoint) => callerRules(unit, endpoint)),
    ...[...unit.endpoints.values(), ...(unit.sidePorts ?? [])].flatMap((endpoint) => outsideRules(endpoint, cluster)),
  ]);
  // an empty list means the same as none, and the API server drops it, so that it would differ for ever
  return {
    podSelector: { matchLabels: unitLabels(unit.name) },
    policyTypes: ['Ingress', 'Egress'],
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress: [dnsRule(cluster), ...egress] } : {}),
  };
}

function egressRules(unit: WiredUnit, { target }: Connection, cluster: ClusterSettings | undefined): EgressRule[] {
  if (target === 'api-server') {
    if (cluster === undefined) return [];
    const { cidrs, ports } = cluster.apiServer;
    // to Kubernetes an empty list of peers or ports means all of them
    if (cidrs.length === 0 || ports.length === 0) return [];
    return [
      { to: cidrs.map((cidr) => networkPeer({ cidr })), ports: ports.map((port) => ({ port, protocol: 'TCP' })) },
    ];
  }
  if (target instanceof ExternalService) {
    const { networks, port, throughIngress } = target.settings;
    const ingress = throughIngress ? podsOf('ingress', cluster) : undefined;
    const to = [...networks.map(networkPeer), ...(ingress ? [podPeer(ingress.namespace, ingress.podLabels)] : [])];
    // to Kubernetes an empty list of peers means all of them
    return to.length === 0 ? [] : [{ to, ports: [{ port, protocol: 'TCP' }] }];
  }
  if (!(target instanceof Endpoint)) return [];
  return [{ to: [unitPeer(unit, target.unit)], ports: [portOf(target)] }];
}

function callerRules(unit: WiredUnit, endpoint: Endpoint): IngressRule[] {
  return [...endpoint.callers].map((caller) => ({ from: [unitPeer(unit, caller)], ports: [portOf(endpoint)] }));
}

function outsideRules(endpoint: Endpoint, cluster: ClusterSettings | undefined): IngressRule[] {
  const ports = [portOf(endpoint)];
  return [...endpoint.outside].flatMap((way) => {
    const source = typeof way === 'object' && 'source' in way ? way.source : way;
    if (typeof source === 'object') return [{ from: [networkPeer(source)], ports }];
    const pods = podsOf(source, cluster);
    return pods ? [{ from: [podPeer(pods.namespace, pods.podLabels)], ports }] : [];
  });
}

function podsOf(source: Exclude<OutsideSource, Network>, cluster: ClusterSettings | undefined) {
  switch (source) {
    case 'keda':
      return cluster?.keda ?? kedaOperator;
    case 'prometheus':
      return cluster?.prometheus ?? prometheusServer;
    case 'ingress':
      return cluster?.ingress;
  }
}

function dnsRule(cluster: ClusterSettings | undefined): EgressRule {
  const { namespace, podLabels } = cluster?.dns ?? kubeDns;
  const ports: Port[] = [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ];
  return { to: [podPeer(namespace, podLabels)], ports };
}

const portOf = ({ number, protocol }: Endpoint): Port => ({ port: number, protocol });

const networkPeer = ({ cidr, except }: Network): Peer => ({
  ipBlock: { cidr, ...(except ? { except: [...except] } : {}) },
});

const podPeer = (namespace: string, podLabels: Readonly<Record<string, string>>): Peer => ({
  namespaceSelector: { matchLabels: { [namespaceLabel]: namespace } },
  podSelector: { matchLabels: { ...podLabels } },
});

const unitPeer = (own: WiredUnit, other: WiredUnit): Peer =>
  own.namespace === other.namespace
    ? { podSelector: { matchLabels: unitLabels(other.name) } }
    : podPeer(other.namespace, unitLabels(other.name));

/** Each rule once, in an order that does not depend on the order of declaration, so that moving a variable changes nothing. */
function byText<Rule>(rules: readonly Rule[]): Rule[] {
  const byKey = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}
