import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, textOf } from '../fields.ts';
import { findObject, namespaceOf, refer } from '../identity.ts';
import { problem } from '../problem.ts';
import { externalSecretOf, externalSecretTarget } from '../references.ts';
import type { Rule } from '../rule.ts';

/** A ClusterSecretStore is the cluster's and is taken to exist; a SecretStore stands in the namespace of who uses it. */
export const externalSecret: Rule = builtIn({
  name: 'external-secret',
  summary: 'ExternalSecrets without their SecretStore, that make a Secret which another makes too, or a key twice.',
  kinds: ['ExternalSecret'],
  check(object, all, report) {
    const { secretStoreRef, data } = fieldsOf(object.manifest.spec);
    const { name, kind = 'SecretStore' } = fieldsOf(secretStoreRef);
    const store = textOf(name);
    const namespace = namespaceOf(object);
    if (kind === 'SecretStore' && store !== undefined && !findObject(all, 'SecretStore', namespace, store)) {
      const remedy = 'add it, or name a ClusterSecretStore by its kind';
      report(problem('spec.secretStoreRef.name', store, 'a SecretStore of the same namespace', remedy));
    }
    const target = externalSecretTarget(object);
    if (target !== undefined) {
      const other = findObject(all, 'Secret', namespace, target) ?? externalSecretOf(all, namespace, target);
      if (other !== undefined && other !== object) {
        const expected = `a Secret that ${refer(other)} does not make`;
        report(problem('spec.target.name', target, expected, 'give each Secret one source'));
      }
    }
    const seen = new Set<string>();
    for (const { fields, path } of itemsOf(data, 'spec.data')) {
      const key = textOf(fields.secretKey);
      if (key === undefined) continue;
      if (seen.has(key)) report(problem(`${path}.secretKey`, key, 'a key that is made once', 'remove one of them'));
      seen.add(key);
    }
  },
});
