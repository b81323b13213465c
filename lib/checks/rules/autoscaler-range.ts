import { autoscalerKinds, fewestReplicas } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf, integerOf } from '../fields.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** @see https://keda.sh/docs/latest/reference/scaledobject-spec/ for idleReplicaCount and the defaults */
export const autoscalerRange: Rule = builtIn({
  name: 'autoscaler-range',
  summary: 'Autoscalers whose largest number of replicas is not above their smallest: they have nothing to decide.',
  kinds: autoscalerKinds,
  check(object, _all, report) {
    const spec = fieldsOf(object.manifest.spec);
    const isScaledObject = object.manifest.kind === 'ScaledObject';
    const field = isScaledObject ? 'maxReplicaCount' : 'maxReplicas';
    const fewest = fewestReplicas(object);
    // KEDA's own largest number is 100
    const most = integerOf(spec[field]) ?? (isScaledObject ? 100 : undefined);
    if (most !== undefined && most <= fewest) {
      report(
        problem(
          `spec.${field}`,
          spec[field],
          `more than ${fewest}, the smallest number`,
          'raise it or remove the autoscaler',
        ),
      );
    }
    if (!isScaledObject && fewest < 1) {
      const expected = 'at least 1; a HorizontalPodAutoscaler cannot start from none';
      report(problem('spec.minReplicas', fewest, expected, 'raise it, or use a ScaledObject of KEDA'));
    }
    const idle = integerOf(spec.idleReplicaCount);
    if (idle === undefined || idle < fewest) return;
    report(problem('spec.idleReplicaCount', idle, `less than minReplicaCount, ${fewest}`, 'lower it or leave it out'));
  },
});
