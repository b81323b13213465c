import { builtIn } from '../built-in.ts';
import { fieldsOf, scalarText, valueAt } from '../fields.ts';
import { podOf, selectingKinds } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { meets, requirementsOf, selectorText } from '../selector.ts';

/** A Job's selector is made by the API server. */
export const workloadSelector: Rule = builtIn({
  name: 'workload-selector',
  summary:
    'Workloads whose selector their own pods do not match, or that select every pod: the API server refuses them.',
  kinds: selectingKinds,
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const selector = valueAt(object.manifest, 'spec', 'selector');
    const requirements = requirementsOf(selector);
    if (requirements.length === 0) {
      report(problem('spec.selector', selector, 'labels of its pods', 'state matchLabels as in the pod template'));
      return;
    }
    for (const requirement of requirements) {
      if (meets([requirement], pod.labels)) continue;
      const expected = `what the labels at ${pod.templatePath}.metadata.labels meet: ${labelText(fieldsOf(pod.labels))}`;
      report(problemOf('spec.selector', selectorText([requirement]), expected, 'make both the same'));
    }
  },
});

function labelText(labels: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(labels).map(([key, value]) => `${key}=${scalarText(value)}`);
  return texts.length === 0 ? 'none' : texts.slice(0, 4).join(',') + (texts.length > 4 ? ',...' : '');
}
