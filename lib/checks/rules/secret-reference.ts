import { builtIn } from '../built-in.ts';
import { namespaceOf } from '../identity.ts';
import { podKinds } from '../pods.ts';
import { enumeration, problem } from '../problem.ts';
import { referencesOf, secretKeys } from '../references.ts';
import type { Rule } from '../rule.ts';

/**
 * Secrets are not kept in files, so one that is not among the objects is taken to exist with every key. Where a Secret, ExternalSecret or SealedSecret
 * says which keys there are, those are held to.
 */
export const secretReference: Rule = builtIn({
  name: 'secret-reference',
  summary: 'Keys that the Secret, ExternalSecret or SealedSecret of that name does not have: the pod would not start.',
  kinds: [...podKinds, 'TriggerAuthentication'],
  *check(object, all) {
    for (const { kind, name, keys } of referencesOf(object)) {
      const there = kind === 'Secret' ? secretKeys(all, namespaceOf(object), name) : undefined;
      if (there === undefined || there === 'unknown') continue;
      for (const { key, path } of keys) {
        if (there.has(key)) continue;
        const expected =
          there.size === 0 ? `a key of Secret "${name}", which has none` : `one of ${enumeration([...there])}`;
        yield problem(path, key, expected, `add the key to what makes Secret "${name}", or correct it`);
      }
    }
  },
});
