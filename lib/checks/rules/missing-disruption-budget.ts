import { leastReplicas } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { budgetsOf } from '../disruption-budgets.ts';
import { valueAt } from '../fields.ts';
import { problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Of what is autoscaled the smallest number of replicas counts. */
export const missingDisruptionBudget: Rule = builtIn({
  name: 'missing-disruption-budget',
  summary: 'Workloads of two or more replicas without PodDisruptionBudget: draining nodes may stop all at once.',
  kinds: ['Deployment', 'StatefulSet'],
  check(object, all, report) {
    const replicas = leastReplicas(object, all);
    if (replicas < 2 || budgetsOf(object, all).length > 0) return;
    const path = valueAt(object.manifest, 'spec', 'replicas') === undefined ? 'spec' : 'spec.replicas';
    const expected = 'a PodDisruptionBudget that is for its pods';
    report(problemOf(path, `${replicas} replicas and no budget`, expected, 'add one with maxUnavailable: 1'));
  },
});
