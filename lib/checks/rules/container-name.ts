import { isDnsLabel } from '../../core/names.ts';
import { builtIn } from '../built-in.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/**
 * Init and ephemeral containers count too.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container
 */
export const containerName: Rule = builtIn({
  name: 'container-name',
  summary: 'Containers of one pod that share a name, or whose name is not legal.',
  kinds: podKinds,
  check(object, _all, report) {
    const seen = new Map<string, string>();
    for (const { name, path } of podOf(object)?.containers ?? []) {
      // a container without name is a matter of the schema
      if (name === '') continue;
      const other = seen.get(name);
      if (other !== undefined)
        report(problem(`${path}.name`, name, `a name that ${other} has not`, 'rename one of them'));
      else if (!isDnsLabel(name)) {
        const expected = 'at most 63 lower-case letters, digits and dashes, such as "web"';
        report(problem(`${path}.name`, name, expected, 'rename the container'));
      }
      seen.set(name, path);
    }
  },
});
