import { isNetwork, isWithin, networkShape } from '../../core/networks.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, textOf, valueAt, type Fields } from '../fields.ts';
import { namespaceOf } from '../identity.ts';
import { podsIn, selectedPods } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from '../rule.ts';
import { requirementsOf, selectorText } from '../selector.ts';

/** The label that every namespace has. */
const nameLabel = 'kubernetes.io/metadata.name';

/** Peers in namespaces of which there are no pods among the objects are taken to exist. */
export const networkPolicyPeer: Rule = builtIn({
  name: 'network-policy-peer',
  summary:
    'Peers of NetworkPolicies that no pod matches, so that what they should allow is refused, and networks that are not legal.',
  kinds: ['NetworkPolicy'],
  check(object, all, report) {
    const { ingress, egress } = fieldsOf(object.manifest.spec);
    const peers = [
      ...itemsOf(ingress, 'spec.ingress').flatMap(({ fields, path }) => itemsOf(fields.from, `${path}.from`)),
      ...itemsOf(egress, 'spec.egress').flatMap(({ fields, path }) => itemsOf(fields.to, `${path}.to`)),
    ];
    for (const { fields, path } of peers) {
      checkNetworks(fieldsOf(fields.ipBlock), `${path}.ipBlock`, report);
      const requirements = requirementsOf(fields.podSelector);
      const namespace = peerNamespace(object, all, fields);
      if (requirements.length === 0 || namespace === 'unknown') continue;
      if (selectedPods(all, namespace.name, requirements).length > 0) continue;
      const expected = `labels that the pods of a workload in ${namespace.text} have`;
      report(
        problemOf(
          `${path}.podSelector`,
          selectorText(requirements),
          expected,
          "copy them from the workload's pod template",
        ),
      );
    }
  },
});

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#ip-block */
function checkNetworks({ cidr, except }: Fields, path: string, report: ReportProblem): void {
  const outer = textOf(cidr);
  const remedy = 'write its first address and its prefix length';
  if (outer !== undefined && !isNetwork(outer)) report(problem(`${path}.cidr`, outer, networkShape, remedy));
  for (const [index, inner] of (Array.isArray(except) ? except : []).entries()) {
    const at = `${path}.except[${index}]`;
    if (typeof inner !== 'string') continue;
    if (!isNetwork(inner)) report(problem(at, inner, networkShape, remedy));
    else if (outer !== undefined && isNetwork(outer) && !isWithin(inner, outer)) {
      report(
        problem(
          at,
          inner,
          `a network within ${JSON.stringify(outer)} and smaller than it`,
          'correct it or leave it out',
        ),
      );
    }
  }
}

function peerNamespace(
  object: CheckedObject,
  all: ObjectIndex,
  peer: Fields,
): { readonly name: string | undefined; readonly text: string } | 'unknown' {
  if (peer.namespaceSelector === undefined) return { name: namespaceOf(object), text: 'the same namespace' };
  const labels = fieldsOf(valueAt(peer.namespaceSelector, 'matchLabels'));
  const name = textOf(labels[nameLabel]);
  const isNamed = name !== undefined && requirementsOf(peer.namespaceSelector).length === 1;
  return isNamed && podsIn(all, name).length > 0 ? { name, text: `namespace "${name}"` } : 'unknown';
}
