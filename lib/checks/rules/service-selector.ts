import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { namespaceOf } from '../identity.ts';
import { selectedPods } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { labelRequirements, selectorText } from '../selector.ts';

/** A Service without selector is left alone: its endpoints are written by hand. */
export const serviceSelector: Rule = builtIn({
  name: 'service-selector',
  summary: 'Services whose selector no pod of their namespace matches: they would answer nobody.',
  kinds: ['Service'],
  check(object, all, report) {
    const { selector, type } = fieldsOf(object.manifest.spec);
    const requirements = labelRequirements(selector);
    if (requirements.length === 0 || type === 'ExternalName') return;
    if (selectedPods(all, namespaceOf(object), requirements).length > 0) return;
    const expected = 'labels that the pods of a workload in the same namespace have';
    report(
      problemOf(
        'spec.selector',
        selectorText(requirements),
        expected,
        "copy them from the labels of the workload's pod template",
      ),
    );
  },
});
