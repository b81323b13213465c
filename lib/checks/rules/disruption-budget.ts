import { leastReplicas } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { budgetedPods, budgetsOf } from '../disruption-budgets.ts';
import { fieldsOf } from '../fields.ts';
import { refer } from '../identity.ts';
import { podName, replicatedKinds } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from '../rule.ts';
import { requirementsOf, selectorText } from '../selector.ts';
import { shareOf } from '../share.ts';

/** @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export const disruptionBudget: Rule = builtIn({
  name: 'disruption-budget',
  summary:
    'PodDisruptionBudgets that never let a pod be evicted, so that no node can be drained, or that are for no pod.',
  kinds: ['PodDisruptionBudget'],
  check(object, all, report) {
    const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy, selector } = fieldsOf(object.manifest.spec);
    if ((minAvailable === undefined) === (maxUnavailable === undefined)) {
      const got = minAvailable === undefined ? 'neither' : 'both';
      report(problemOf('spec', got, 'either maxUnavailable or minAvailable', 'state maxUnavailable: 1'));
    } else if (maxUnavailable !== undefined && shareOf(maxUnavailable, 100) === 0) {
      report(
        problem('spec.maxUnavailable', maxUnavailable, 'at least 1', 'state maxUnavailable: 1, or remove the budget'),
      );
    } else if (minAvailable !== undefined) {
      checkMinAvailable(object, all, minAvailable, report);
    }
    if (unhealthyPodEvictionPolicy !== 'AlwaysAllow') {
      const expected = '"AlwaysAllow", for pods that never get ready would keep their node from being drained';
      report(problem('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, expected, 'state it'));
    }
    const pods = budgetedPods(object, all);
    const requirements = requirementsOf(selector);
    if (pods.length === 0 && (requirements.length > 0 || selector === undefined)) {
      const expected = 'labels that the pods of a workload in the same namespace have';
      const got = requirements.length === 0 ? 'nothing' : selectorText(requirements);
      report(problemOf('spec.selector', got, expected, "copy them from the workload's pod template"));
    }
    for (const pod of pods) {
      const [first] = budgetsOf(pod.object, all);
      if (first === undefined || first === object) continue;
      const expected = `pods that ${refer(first)} is not for: ${podName(pod)} has both, and its pods cannot be evicted at all`;
      report(problemOf('spec.selector', selectorText(requirements), expected, 'keep one of them'));
    }
  },
});

function checkMinAvailable(
  object: CheckedObject,
  all: ObjectIndex,
  minAvailable: unknown,
  report: ReportProblem,
): void {
  if (minAvailable === '100%') {
    report(problem('spec.minAvailable', minAvailable, 'less than all', 'state maxUnavailable: 1 instead'));
    return;
  }
  const pods = budgetedPods(object, all).filter(({ kind }) => replicatedKinds.includes(kind));
  const replicas = pods.reduce((sum, pod) => sum + leastReplicas(pod.object, all), 0);
  const share = shareOf(minAvailable, replicas);
  if (pods.length === 0 || replicas === 0 || share === undefined || share < replicas) return;
  const expected = `less than the least number of replicas, ${replicas}`;
  report(problem('spec.minAvailable', minAvailable, expected, 'state maxUnavailable: 1 instead'));
}
