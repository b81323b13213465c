import { builtIn } from '../built-in.ts';
import { valueAt } from '../fields.ts';
import { namespaceOf } from '../identity.ts';
import { selectedPods } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { requirementsOf, selectorText } from '../selector.ts';

/** Pods that programs make at run time are not seen: waive it for a policy of theirs. */
export const networkPolicySelector: Rule = builtIn({
  name: 'network-policy-selector',
  summary: 'NetworkPolicies that select no pod of their namespace: what they were meant to protect stays open.',
  kinds: ['NetworkPolicy'],
  check(object, all, report) {
    const requirements = requirementsOf(valueAt(object.manifest, 'spec', 'podSelector'));
    // {} selects every pod there will ever be
    if (requirements.length === 0 || selectedPods(all, namespaceOf(object), requirements).length > 0) return;
    const expected = 'labels that the pods of a workload in the same namespace have';
    report(
      problemOf('spec.podSelector', selectorText(requirements), expected, "copy them from the workload's pod template"),
    );
  },
});
