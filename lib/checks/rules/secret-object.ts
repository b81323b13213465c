import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { enumeration, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Base64 hides nothing: who can read the files has the values. */
export const secretObject: Rule = builtIn({
  name: 'secret-object',
  summary: 'Secrets with their values in the checked files, which are as a rule in a repository.',
  kinds: ['Secret'],
  check({ manifest }, _all, report) {
    for (const field of ['data', 'stringData']) {
      const values = fieldsOf(manifest[field]);
      const keys = Object.keys(values).filter((key) => (values[key] ?? '') !== '');
      if (keys.length === 0) continue;
      const remedy = 'use an ExternalSecret or SealedSecret, or create the Secret apart from these files';
      report(problemOf(field, `values of ${enumeration(keys)} (not shown)`, 'no values', remedy));
    }
  },
});
