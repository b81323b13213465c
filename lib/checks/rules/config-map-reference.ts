import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { findObject, namespaceOf } from '../identity.ts';
import { podKinds } from '../pods.ts';
import { enumeration, problem } from '../problem.ts';
import { referencesOf } from '../references.ts';
import type { Rule } from '../rule.ts';

/** ConfigMaps that the cluster puts into every namespace. */
const givenByCluster: readonly string[] = ['kube-root-ca.crt', 'openshift-service-ca.crt'];

/** A ConfigMap must be among the objects of the same check: it is part of what is deployed. */
export const configMapReference: Rule = builtIn({
  name: 'config-map-reference',
  summary:
    'ConfigMaps, and keys of them, that a pod needs and that are not among the objects: the pod would not start.',
  kinds: podKinds,
  check(object, all, report) {
    for (const { kind, name, path, keys } of referencesOf(object)) {
      if (kind !== 'ConfigMap' || givenByCluster.includes(name)) continue;
      const found = findObject(all, 'ConfigMap', namespaceOf(object), name);
      if (found === undefined) {
        const expected = `a ConfigMap of ${where(namespaceOf(object))}`;
        report(problem(path, name, expected, 'add it, correct the name, or mark the reference optional: true'));
        continue;
      }
      const { data, binaryData } = fieldsOf(found.manifest);
      const there = new Set([...Object.keys(fieldsOf(data)), ...Object.keys(fieldsOf(binaryData))]);
      for (const { key, path } of keys) {
        if (there.has(key)) continue;
        const expected =
          there.size === 0 ? `a key of ConfigMap "${name}", which has none` : `one of ${enumeration([...there])}`;
        report(problem(path, key, expected, `add the key to ConfigMap "${name}" or correct it`));
      }
    }
  },
});

const where = (namespace: string | undefined): string =>
  namespace === undefined ? 'the same namespace' : `namespace "${namespace}"`;
