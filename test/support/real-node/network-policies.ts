/** Labels, as of a pod or namespace. */
export type Labels = Readonly<Record<string, string>>;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

/** What is read of a Namespace. */
export interface Namespace {
  readonly metadata: { readonly name: string; readonly labels?: Labels };
}

/** What is read of a Pod. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Labels };
  readonly spec: {
    readonly hostNetwork?: boolean;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status: { readonly phase?: string; readonly podIP?: string };
}

interface Container {
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

/** What is read of a NetworkPolicy. @see https://kubernetes.io/docs/concepts/services-networking/network-policies */
export interface NetworkPolicy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  };
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly protocol?: string;
  /** A number, or the name of a port of the pod that is connected to. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** All that decides which connections are allowed. */
export interface ClusterState {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly policies: readonly NetworkPolicy[];
}

type Direction = 'ingress' | 'egress';
type Rule = { readonly peers?: readonly Peer[]; readonly ports?: readonly Port[] };
/** Somebody at the other end of a connection: an nftables condition on the address, and the pod if it is one. */
type OtherEnd = { readonly condition: string; readonly pod?: Pod };

const TABLE = 'policies';

/**
 * The nftables commands that replace the rules of an earlier state by those of this one, in one step. They filter what a
 * node forwards, IPv4 only: from pod to pod, to Services once those are translated, and between pods and addresses
 * outside. What a pod exchanges with its own node passes, as the node's probes must: so DNS on the node passes too. A
 * connection that stands when a policy comes stays.
 *
 * A connection that is not allowed is rejected with "administratively prohibited" (in a program EHOSTUNREACH), so that
 * it differs from a port at which nobody listens (ECONNREFUSED).
 */
export function rulesetFor(state: ClusterState): string {
  const pods = state.pods.filter(isFiltered);
  const chains = pods.flatMap((pod) => [
    ...chainFor('egress', pod, { ...state, pods }),
    ...chainFor('ingress', pod, { ...state, pods }),
  ]);
  const jumps = chains.map(({ own, name }) => `${own} jump ${name}`);
  return [
    // The empty table makes the deletion succeed also where there was none.
    `table inet ${TABLE} {}`,
    `delete table inet ${TABLE}`,
    `table inet ${TABLE} {`,
    ...chains.map(({ name, lines }) => block(`chain ${name}`, lines)),
    block('chain forward', ['type filter hook forward priority 10;', 'ct state established,related accept', ...jumps]),
    '}',
    '',
  ].join('\n');
}

/** Pods on the node's own network are the node; those that have ended have no address. */
function isFiltered({ spec, status }: Pod): boolean {
  return status.podIP !== undefined && !spec.hostNetwork && ['Pending', 'Running'].includes(status.phase ?? '');
}

function chainFor(
  direction: Direction,
  pod: Pod,
  state: ClusterState,
): readonly { readonly own: string; readonly name: string; readonly lines: readonly string[] }[] {
  const { metadata, status } = pod;
  const policies = state.policies.filter(
    (policy) =>
      policy.metadata.namespace === metadata.namespace &&
      matches(policy.spec.podSelector, metadata.labels) &&
      isolates(policy, direction),
  );
  // Only a pod that some policy isolates is restricted.
  if (policies.length === 0) return [];

  const [own, other] = direction === 'egress' ? ['ip saddr', 'ip daddr'] : ['ip daddr', 'ip saddr'];
  const allowed = policies.flatMap((policy) =>
    rulesOf(policy, direction).flatMap((rule) => conditionsOf(rule, direction, pod, policy, state, other)),
  );
  return [
    {
      own: `${own} ${status.podIP}`,
      name: `${direction}_${status.podIP?.replaceAll('.', '_')}`,
      lines: [
        // A pod cannot be kept from itself, which it reaches through its own Service.
        `${other} ${status.podIP} return`,
        ...[...new Set(allowed)].map((condition) => `${condition} return`.trim()),
        'reject with icmpx type admin-prohibited',
      ],
    },
  ];
}

function isolates({ spec }: NetworkPolicy, direction: Direction): boolean {
  const types = spec.policyTypes ?? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])];
  return types.includes(direction === 'egress' ? 'Egress' : 'Ingress');
}

function rulesOf({ spec }: NetworkPolicy, direction: Direction): readonly Rule[] {
  return direction === 'egress'
    ? (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
    : (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }));
}

function conditionsOf(
  rule: Rule,
  direction: Direction,
  pod: Pod,
  policy: NetworkPolicy,
  state: ClusterState,
  address: string,
): readonly string[] {
  return otherEnds(rule, policy.metadata.namespace, state, address).flatMap(({ condition, pod: peer }) => {
    const receivers = direction === 'ingress' ? [pod] : peer === undefined ? state.pods : [peer];
    return portConditions(rule.ports, receivers, direction === 'egress' && peer === undefined).map((port) =>
      [condition, port].filter(Boolean).join(' '),
    );
  });
}

function otherEnds(rule: Rule, namespace: string, state: ClusterState, address: string): readonly OtherEnd[] {
  // A rule that names nobody allows everybody.
  if (rule.peers === undefined || rule.peers.length === 0) return [{ condition: '' }];
  return rule.peers.flatMap(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock !== undefined)
      return ipBlock.cidr.includes(':') ? [] : [{ condition: blockCondition(ipBlock, address) }];
    const namespaces = state.namespaces
      .filter(({ metadata }) =>
        namespaceSelector === undefined ? metadata.name === namespace : matches(namespaceSelector, metadata.labels),
      )
      .map(({ metadata }) => metadata.name);
    return state.pods
      .filter(({ metadata }) => namespaces.includes(metadata.namespace) && matches(podSelector, metadata.labels))
      .map((pod) => ({ condition: `${address} ${pod.status.podIP}`, pod }));
  });
}

function blockCondition({ cidr, except = [] }: NonNullable<Peer['ipBlock']>, address: string): string {
  const but = except.length === 0 ? '' : ` ${address} != { ${except.join(', ')} }`;
  return `${address} ${cidr}${but}`;
}

/** @param anywhere whether a named port is that of any of the receivers, so their addresses belong to the condition */
function portConditions(ports: readonly Port[] | undefined, receivers: readonly Pod[], anywhere: boolean): string[] {
  if (ports === undefined || ports.length === 0) return [''];
  return ports.flatMap(({ protocol = 'TCP', port, endPort }) => {
    const transport = `meta l4proto ${protocol.toLowerCase()}`;
    if (port === undefined) return [transport];
    if (typeof port === 'number')
      return [`${transport} th dport ${endPort === undefined ? port : `${port}-${endPort}`}`];
    return receivers.flatMap((pod) => {
      const receiver = anywhere ? `ip daddr ${pod.status.podIP} ` : '';
      return numbersOf(pod, port, protocol).map((number) => `${receiver}${transport} th dport ${number}`);
    });
  });
}

function numbersOf({ spec }: Pod, name: string, protocol: string): readonly number[] {
  return [...spec.containers, ...(spec.initContainers ?? [])]
    .flatMap(({ ports = [] }) => ports)
    .filter((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)
    .map(({ containerPort }) => containerPort);
}

function matches(selector: LabelSelector = {}, labels: Labels = {}): boolean {
  const hasLabels = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    hasLabels &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
      }
    })
  );
}

function block(head: string, lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}'].join('\n');
}
