import { probeReasonAnnotations } from '../../contract/annotations.ts';
import { builtIn } from '../built-in.ts';
import { textOf, valueAt } from '../fields.ts';
import { isServing, podOf, servingKinds } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** By this annotation an object says why its pods have no readiness probe. */
const reason = probeReasonAnnotations.readiness;

/** Jobs and sidecars need none. */
export const readinessProbe: Rule = builtIn({
  name: 'readiness-probe',
  summary: 'Containers without readiness probe: they get requests, and rollouts go on, before they can serve.',
  kinds: [...servingKinds, 'Pod'],
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined || !isServing(pod)) return;
    if (textOf(valueAt(object.manifest, 'metadata', 'annotations', reason)) !== undefined) return;
    for (const { fields, path, role } of pod.containers) {
      if (role !== 'main' || (fields.readinessProbe ?? undefined) !== undefined) continue;
      const remedy = `add one that tells whether it can be sent work now, or say why not: annotation ${reason}`;
      report(problem(`${path}.readinessProbe`, undefined, 'a probe', remedy));
    }
  },
});
