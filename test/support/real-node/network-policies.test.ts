import { describe, expect, test } from '@jest/globals';
import { rulesetFor, type Labels, type Namespace, type NetworkPolicy, type Pod } from './network-policies.ts';

type Spec = NetworkPolicy['spec'];

const namespaces: readonly Namespace[] = [
  { metadata: { name: 'shop', labels: { team: 'shop' } } },
  { metadata: { name: 'ops', labels: { team: 'ops' } } },
];

const web = pod('web', '10.0.0.1');
const db = pod('db', '10.0.0.2', { ports: [{ name: 'redis', containerPort: 6379 }] });
const probe = pod('probe', '10.0.0.3', { namespace: 'ops', labels: { app: 'probe', tier: 'test' } });

describe('the nftables rules of NetworkPolicies', () => {
  test('replace those before in one step, and restrict nobody without a policy', () => {
    expect(rulesetFor({ namespaces, pods: [web, db], policies: [] })).toBe(
      [
        'table inet policies {}',
        'delete table inet policies',
        'table inet policies {',
        'chain forward {',
        '  type filter hook forward priority 10;',
        '  ct state established,related accept',
        '}',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('reject all but itself to and from a pod that is isolated without a rule', () => {
    const rules = rulesOf({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'] });
    expect(rules).toEqual({
      egress_10_0_0_1: ['ip daddr 10.0.0.1 return', 'reject with icmpx type admin-prohibited'],
      ingress_10_0_0_1: ['ip saddr 10.0.0.1 return', 'reject with icmpx type admin-prohibited'],
      forward: ['ip saddr 10.0.0.1 jump egress_10_0_0_1', 'ip daddr 10.0.0.1 jump ingress_10_0_0_1'],
    });
  });

  test('isolate all pods of the namespace, and none of another, by an empty selector', () => {
    const { forward } = rulesOf({ podSelector: {}, policyTypes: ['Ingress'] });
    expect(forward).toEqual(['ip daddr 10.0.0.1 jump ingress_10_0_0_1', 'ip daddr 10.0.0.2 jump ingress_10_0_0_2']);
  });

  test.each<[string, Partial<Spec>, readonly string[]]>([
    ['ingress', { ingress: [] }, ['ingress_10_0_0_1', 'forward']],
    ['both ways when there is an egress', { egress: [{}] }, ['egress_10_0_0_1', 'ingress_10_0_0_1', 'forward']],
  ])('isolate %s by a policy without types', (_title, spec, chains) => {
    expect(Object.keys(rulesOf({ podSelector: { matchLabels: { app: 'web' } }, ...spec }))).toEqual(chains);
  });

  test.each<[string, NonNullable<Spec['egress']>[number], readonly string[]]>([
    ['everybody', {}, ['return']],
    [
      'a pod of the same namespace',
      { to: [{ podSelector: { matchLabels: { app: 'db' } } }] },
      ['ip daddr 10.0.0.2 return'],
    ],
    ['nobody of that name elsewhere', { to: [{ podSelector: { matchLabels: { app: 'probe' } } }] }, []],
    [
      'every pod of a namespace',
      { to: [{ namespaceSelector: { matchLabels: { team: 'ops' } } }] },
      ['ip daddr 10.0.0.3 return'],
    ],
    [
      'only those pods of a namespace that both selectors match',
      { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } }] },
      ['ip daddr 10.0.0.2 return'],
    ],
    [
      'addresses but for some',
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16'] } }] },
      ['ip daddr 0.0.0.0/0 ip daddr != { 10.0.0.0/8, 192.168.0.0/16 } return'],
    ],
    ['no address of IPv6', { to: [{ ipBlock: { cidr: 'fd00::/8' } }] }, []],
    [
      'ports, ranges and protocols',
      { ports: [{ port: 53, protocol: 'UDP' }, { port: 8000, endPort: 8999 }, { protocol: 'TCP' }] },
      ['meta l4proto udp th dport 53 return', 'meta l4proto tcp th dport 8000-8999 return', 'meta l4proto tcp return'],
    ],
    [
      'a named port, of each pod that has it',
      { ports: [{ port: 'redis' }] },
      ['ip daddr 10.0.0.2 meta l4proto tcp th dport 6379 return'],
    ],
    [
      'a named port of the pod that is named',
      { to: [{ podSelector: {} }], ports: [{ port: 'redis' }] },
      ['ip daddr 10.0.0.2 meta l4proto tcp th dport 6379 return'],
    ],
  ])('let a pod connect to %s', (_title, egress, allowed) => {
    const selector = { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] };
    expect(rulesOf({ ...selector, egress: [egress] })['egress_10_0_0_1']).toEqual([
      'ip daddr 10.0.0.1 return',
      ...allowed,
      'reject with icmpx type admin-prohibited',
    ]);
  });

  test('let a pod be connected to at its own named port', () => {
    const ingress = [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 'redis' }] }];
    const rules = rulesOf({ podSelector: { matchLabels: { app: 'db' } }, ingress });
    expect(rules['ingress_10_0_0_2']).toContain('ip saddr 10.0.0.1 meta l4proto tcp th dport 6379 return');
  });

  test.each<[string, NonNullable<Spec['podSelector']>, readonly string[]]>([
    ['In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }, ['10_0_0_1', '10_0_0_2']],
    ['NotIn', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] }, ['10_0_0_1']],
    [
      'NotIn without the label',
      { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x'] }] },
      ['10_0_0_1', '10_0_0_2'],
    ],
    ['Exists', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, []],
    ['DoesNotExist', { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, ['10_0_0_1', '10_0_0_2']],
  ])('select pods by %s', (_title, podSelector, selected) => {
    const chains = Object.keys(rulesOf({ podSelector })).filter((name) => name !== 'forward');
    expect(chains).toEqual(selected.map((address) => `ingress_${address}`));
  });

  test('add up what several policies allow', () => {
    const allow = (port: number): Spec => ({
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ ports: [{ port }] }],
    });
    expect(rulesOf(allow(80), allow(81))['ingress_10_0_0_1']).toEqual([
      'ip saddr 10.0.0.1 return',
      'meta l4proto tcp th dport 80 return',
      'meta l4proto tcp th dport 81 return',
      'reject with icmpx type admin-prohibited',
    ]);
  });

  test('leave out pods without an address, on the network of the node, or that have ended', () => {
    const others = [
      { ...web, status: { phase: 'Pending' } },
      { ...web, spec: { ...web.spec, hostNetwork: true } },
      { ...web, status: { ...web.status, phase: 'Succeeded' } },
    ];
    const policies = [policy({ podSelector: {} })];
    expect(rulesetFor({ namespaces, pods: others, policies })).toBe(rulesetFor({ namespaces, pods: [], policies: [] }));
  });
});

/** The lines of each chain, but for those that every `forward` has. */
function rulesOf(...specs: readonly Spec[]): Record<string, string[]> {
  const ruleset = rulesetFor({ namespaces, pods: [web, db, probe], policies: specs.map(policy) });
  const chains = [...ruleset.matchAll(/^chain (\w+) \{\n(.*?)^\}/gms)].map(([, name = '', body = '']) => [
    name,
    body
      .split('\n')
      .map((line) => line.trim())
      .filter(
        (line) => !['', 'type filter hook forward priority 10;', 'ct state established,related accept'].includes(line),
      ),
  ]);
  return Object.fromEntries(chains) as Record<string, string[]>;
}

function policy(spec: Spec): NetworkPolicy {
  return { metadata: { name: 'policy', namespace: 'shop' }, spec };
}

function pod(
  name: string,
  podIP: string,
  {
    namespace = 'shop',
    labels = { app: name },
    ports = [] as NonNullable<Pod['spec']['containers'][0]['ports']>,
  }: {
    namespace?: string;
    labels?: Labels;
    ports?: NonNullable<Pod['spec']['containers'][0]['ports']>;
  } = {},
): Pod {
  const spec = { containers: [{ ports }] };
  return { metadata: { name, namespace, labels }, spec, status: { phase: 'Running', podIP } };
}
