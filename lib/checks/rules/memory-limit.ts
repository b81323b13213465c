import { builtIn } from '../built-in.ts';
import { hasLimit } from '../container-resources.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A LimitRange of the namespace, or a limit of the whole pod, will do. */
export const memoryLimit: Rule = builtIn({
  name: 'memory-limit',
  summary: 'Containers without memory limit: one that leaks takes the memory of the others on its node.',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    for (const container of pod?.containers ?? []) {
      if (pod === undefined || container.role === 'ephemeral' || hasLimit(pod, container, 'memory', all)) continue;
      const path = `${container.path}.resources.limits.memory`;
      report(problem(path, undefined, 'an amount, such as "128Mi"', 'state the amount at which it shall be restarted'));
    }
  },
});
