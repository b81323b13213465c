import { leastReplicas } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf, integerOf } from '../fields.ts';
import { problem } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';
import { shareOf } from '../share.ts';

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
export const rollout: Rule = builtIn({
  name: 'rollout',
  summary: 'Rollouts that stop all replicas at once, or that can never go on.',
  kinds: ['Deployment', 'DaemonSet'],
  check(object, all, report) {
    const spec = fieldsOf(object.manifest.spec);
    const isDaemonSet = object.manifest.kind === 'DaemonSet';
    const path = isDaemonSet ? 'spec.updateStrategy' : 'spec.strategy';
    const { type = 'RollingUpdate', rollingUpdate } = fieldsOf(isDaemonSet ? spec.updateStrategy : spec.strategy);
    const replicas = isDaemonSet ? undefined : leastReplicas(object, all);
    if (type === 'Recreate') {
      if (rollingUpdate !== undefined) {
        report(problem(`${path}.rollingUpdate`, rollingUpdate, 'none with type Recreate', 'leave one of them out'));
      }
      if (replicas === undefined || replicas < 2) return;
      report(
        problem(
          `${path}.type`,
          type,
          `"RollingUpdate", for there are ${replicas} replicas`,
          'state it; Recreate stops all',
        ),
      );
      return;
    }
    if (type === 'RollingUpdate')
      checkRollingUpdate(fieldsOf(rollingUpdate), replicas, `${path}.rollingUpdate`, report);
    const deadline = integerOf(spec.progressDeadlineSeconds) ?? 600;
    const minReady = integerOf(spec.minReadySeconds) ?? 0;
    if (isDaemonSet || minReady < deadline) return;
    const expected = `less than progressDeadlineSeconds, ${deadline}`;
    report(problem('spec.minReadySeconds', minReady, expected, 'lower it or raise the deadline'));
  },
});

/** @param replicas undefined where the nodes decide */
function checkRollingUpdate(
  { maxUnavailable, maxSurge }: Readonly<Record<string, unknown>>,
  replicas: number | undefined,
  path: string,
  report: ReportProblem,
): void {
  const whole = replicas ?? 100;
  const stopped = shareOf(maxUnavailable, whole);
  if (stopped === undefined) return;
  const isAll = replicas === undefined ? maxUnavailable === '100%' : replicas > 0 && stopped >= replicas;
  if (isAll) {
    const expected = replicas === undefined ? 'less than all' : `less than the least number of replicas, ${replicas}`;
    report(
      problem(
        `${path}.maxUnavailable`,
        maxUnavailable,
        expected,
        'lower it and state maxSurge: 1; Recreate says that a gap is meant',
      ),
    );
  }
  if (stopped !== 0 || shareOf(maxSurge, whole) !== 0) return;
  report(problem(path, { maxSurge, maxUnavailable }, 'one above 0', 'state maxSurge: 1'));
}
