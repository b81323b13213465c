import { builtIn } from '../built-in.ts';
import { namespaceOf } from '../identity.ts';
import { podKinds } from '../pods.ts';
import { enumeration, problem, problemOf } from '../problem.ts';
import { referencesOf, secretKeys } from '../references.ts';
import type { Rule } from '../rule.ts';

/**
 * Secrets are not kept in files, so one that is not among the objects is taken to exist with every key. Where a Secret, ExternalSecret or SealedSecret
 * says which keys there are, those are held to.
 */
export const secretReference: Rule = builtIn({
  name: 'secret-reference',
  summary: 'Keys that the Secret, ExternalSecret or SealedSecret of that name does not have: the pod would not start.',
  kinds: [...podKinds, 'Ingress', 'ServiceAccount', 'TriggerAuthentication'],
  check(object, all, report) {
    for (const reference of referencesOf(object)) {
      const { kind, name, keys } = reference;
      const there = kind === 'Secret' ? secretKeys(all, namespaceOf(object), name) : undefined;
      if (there === undefined || there === 'unknown') continue;
      const known = enumeration([...there]);
      for (const { key, path } of keys) {
        if (there.has(key)) continue;
        if (path === reference.path) {
          const got = known === '' ? 'no keys' : `the keys ${known}`;
          report(problemOf(path, got, `a Secret with the key "${key}"`, `add it to what makes Secret "${name}"`));
        } else {
          const expected = known === '' ? `a key of Secret "${name}", which has none` : `one of ${known}`;
          report(problem(path, key, expected, `add the key to what makes Secret "${name}", or correct it`));
        }
      }
    }
  },
});
