import { autoscalersOf } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { valueAt } from '../fields.ts';
import { refer } from '../identity.ts';
import { replicatedKinds } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/**
 * @see
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
 */
export const autoscaledReplicas: Rule = builtIn({
  name: 'autoscaled-replicas',
  summary: 'Workloads with a fixed number of replicas and an autoscaler: each apply undoes what the autoscaler did.',
  kinds: replicatedKinds,
  check(object, all, report) {
    const replicas = valueAt(object.manifest, 'spec', 'replicas') ?? undefined;
    const [autoscaler] = autoscalersOf(object, all);
    if (replicas === undefined || autoscaler === undefined) return;
    report(problem('spec.replicas', replicas, `none, for ${refer(autoscaler)} sets them`, 'leave it out'));
  },
});
