import { leastReplicas } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { itemsOf, valueAt } from '../fields.ts';
import { podOf, type Pod } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { meets, requirementsOf, selectorText } from '../selector.ts';

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
export const replicaSpread: Rule = builtIn({
  name: 'replica-spread',
  summary: 'Workloads of two or more replicas that nothing spreads over the nodes: one node may take all down.',
  kinds: ['Deployment', 'StatefulSet'],
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const constraints = itemsOf(pod.spec.topologySpreadConstraints, `${pod.path}.topologySpreadConstraints`);
    for (const { fields, path } of constraints) {
      if (isOwn(fields.labelSelector, pod)) continue;
      const got = selectorText(requirementsOf(fields.labelSelector)) || 'nothing';
      report(problemOf(`${path}.labelSelector`, got, 'labels of its own pods', 'copy them from its selector'));
    }
    const isSpread = constraints.length > 0 || antiAffinityTerms(pod).some((selector) => isOwn(selector, pod));
    if (isSpread || leastReplicas(object, all) < 2) return;
    const expected = 'constraints by kubernetes.io/hostname, or a podAntiAffinity, for its own pods';
    report(
      problemOf(`${pod.path}.topologySpreadConstraints`, 'nothing', expected, 'add a constraint with ScheduleAnyway'),
    );
  },
});

/** A selector that is missing matches no pod at all here, unlike an empty one. */
const isOwn = (selector: unknown, pod: Pod): boolean =>
  (selector ?? undefined) !== undefined && meets(requirementsOf(selector), pod.labels, pod.addedLabels);

function antiAffinityTerms({ spec }: Pod): unknown[] {
  const affinity = valueAt(spec, 'affinity', 'podAntiAffinity');
  return [
    ...itemsOf(valueAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution'), '').map(({ fields }) => fields),
    ...itemsOf(valueAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution'), '').map(
      ({ fields }) => fields.podAffinityTerm,
    ),
  ].map((term) => valueAt(term, 'labelSelector'));
}
