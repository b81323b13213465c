import { builtIn } from '../built-in.ts';
import { valueAt } from '../fields.ts';
import { isSame, namespaceOf } from '../identity.ts';
import { podName, selectedPods, selectingKinds } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { requirementsOf, selectorText } from '../selector.ts';

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector */
export const selectorOverlap: Rule = builtIn({
  name: 'selector-overlap',
  summary:
    "Workloads whose selector also matches another workload's pods: they would be counted and scaled as its own.",
  kinds: selectingKinds,
  check(object, all, report) {
    const requirements = requirementsOf(valueAt(object.manifest, 'spec', 'selector'));
    if (requirements.length === 0) return;
    for (const pod of selectedPods(all, namespaceOf(object), requirements)) {
      // of an object that stands twice, the rule `duplicate` says what is wrong
      if (isSame(pod.object, object) || !selectingKinds.includes(pod.kind)) continue;
      const expected = `labels that the pods of ${podName(pod)} have not`;
      const remedy = 'add a label to selector and pod template that only this workload has';
      report(problemOf('spec.selector', selectorText(requirements), expected, remedy));
    }
  },
});
