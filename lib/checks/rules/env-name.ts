import { builtIn } from '../built-in.ts';
import { itemsOf, textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** What every supported version takes; from 1.32 on it is any printable ASCII but "=". @see kubernetes/enhancements KEP-4369 */
const legal = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Variables that envFrom brings are not known here; env overrides them. */
export const envName: Rule = builtIn({
  name: 'env-name',
  summary: 'Environment variables that are set twice in one container, or whose name is not legal.',
  kinds: podKinds,
  check(object, _all, report) {
    for (const container of podOf(object)?.containers ?? []) {
      const seen = new Map<string, string>();
      for (const { fields, path } of itemsOf(container.fields.env, `${container.path}.env`)) {
        const name = textOf(fields.name);
        if (name === undefined) continue;
        const other = seen.get(name);
        if (other !== undefined) {
          const expected = `a name that ${other} has not, for only the last one counts`;
          report(problem(`${path}.name`, name, expected, 'remove one of them'));
        } else if (!legal.test(name)) {
          const expected = 'letters, digits, "_", "-" and ".", not beginning with a digit, such as "LOG_LEVEL"';
          report(problem(`${path}.name`, name, expected, 'rename the variable'));
        }
        if (textOf(fields.value) !== undefined && fields.valueFrom !== undefined) {
          report(problem(path, Object.keys(fields), 'either value or valueFrom', 'remove one of them'));
        }
        seen.set(name, path);
      }
    }
  },
});
