import { builtIn } from '../built-in.ts';
import { valueAt } from '../fields.ts';
import { namespaceOf, objectsIn } from '../identity.ts';
import { podKinds, podOf, selectedPods } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { CheckedObject, ObjectIndex, Rule } from '../rule.ts';
import { requirementsOf } from '../selector.ts';

/**
 * A namespace without any NetworkPolicy is left alone: whether pods are isolated there is decided elsewhere, such as in a service
 * mesh.
 */
export const unisolatedPod: Rule = builtIn({
  name: 'unisolated-pod',
  summary: 'Pods that no NetworkPolicy selects in a namespace where others are isolated: anyone may call them.',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    const isolated = isolatedPods(all, namespaceOf(object));
    if (pod === undefined || isolated === 'nobody' || isolated.has(object)) return;
    const path = pod.templatePath === '' ? 'metadata.labels' : `${pod.templatePath}.metadata.labels`;
    const expected = 'labels that a NetworkPolicy of the namespace selects';
    const remedy = 'add a NetworkPolicy for it, or one for all: podSelector: {}';
    report(problemOf(path, 'labels that none selects', expected, remedy));
  },
});

type Isolated = ReadonlySet<CheckedObject> | 'nobody';

const known = new WeakMap<ObjectIndex, Map<string | undefined, Isolated>>();

/** The objects of a namespace whose pods a NetworkPolicy selects; `nobody` where there is no NetworkPolicy. */
function isolatedPods(all: ObjectIndex, namespace: string | undefined): Isolated {
  const namespaces = known.get(all) ?? new Map<string | undefined, Isolated>();
  known.set(all, namespaces);
  let isolated = namespaces.get(namespace);
  if (isolated === undefined) {
    const policies = [...objectsIn(all, 'NetworkPolicy', namespace)];
    const selectors = policies.map(({ manifest }) => requirementsOf(valueAt(manifest, 'spec', 'podSelector')));
    const pods = selectors.flatMap((selector) => selectedPods(all, namespace, selector));
    isolated = policies.length === 0 ? 'nobody' : new Set(pods.map(({ object }) => object));
    namespaces.set(namespace, isolated);
  }
  return isolated;
}
