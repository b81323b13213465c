import { isDnsLabel } from '../../core/names.ts';
import { builtIn } from '../built-in.ts';
import { itemsOf, textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/concepts/storage/volumes/ */
export const volumeName: Rule = builtIn({
  name: 'volume-name',
  summary: 'Volumes of one pod that share a name, whose name is not legal, or that say not once what they hold.',
  kinds: podKinds,
  check(object, _all, report) {
    const pod = podOf(object);
    const seen = new Map<string, string>();
    for (const { fields, path } of itemsOf(pod?.spec.volumes, `${pod?.path}.volumes`)) {
      const sources = Object.keys(fields).filter((key) => key !== 'name');
      if (sources.length > 1) {
        report(problem(path, sources, 'one source', 'make a volume of each'));
      } else if (sources.length === 0) {
        report(problemOf(path, 'no source', 'one, such as emptyDir: {}', 'say what the volume holds'));
      }
      const name = textOf(fields.name);
      if (name === undefined) continue;
      const other = seen.get(name);
      if (other !== undefined)
        report(problem(`${path}.name`, name, `a name that ${other} has not`, 'rename one of them'));
      else if (!isDnsLabel(name)) {
        const expected = 'at most 63 lower-case letters, digits and dashes, such as "data"';
        report(problem(`${path}.name`, name, expected, 'rename the volume'));
      }
      seen.set(name, path);
    }
  },
});
