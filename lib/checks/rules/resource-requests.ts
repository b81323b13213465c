import { builtIn } from '../built-in.ts';
import { hasRequest } from '../container-resources.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A limit on CPU is not wanted: it slows a program while CPU lies idle. */
export const resourceRequests: Rule = builtIn({
  name: 'resource-requests',
  summary: 'Containers that do not say how much CPU and memory they need: the scheduler packs them onto full nodes.',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    for (const container of pod?.containers ?? []) {
      if (pod === undefined || container.role === 'ephemeral') continue;
      for (const [resource, example] of Object.entries({ cpu: '100m', memory: '128Mi' })) {
        if (hasRequest(pod, container, resource, all)) continue;
        const path = `${container.path}.resources.requests.${resource}`;
        report(problem(path, undefined, `an amount, such as "${example}"`, 'state what it needs when it is busy'));
      }
    }
  },
});
