import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, textOf, valueAt } from '../fields.ts';
import { findObject } from '../identity.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import { isClaimOfStatefulSet } from '../references.ts';
import type { Rule } from '../rule.ts';

/** Claims that a StatefulSet makes count, whatever its number of replicas. */
export const claimReference: Rule = builtIn({
  name: 'claim-reference',
  summary: 'PersistentVolumeClaims that a pod mounts and that are not among the objects: the pod would stay Pending.',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    const { volumeClaimTemplates } = fieldsOf(object.manifest.spec);
    // a volume of the name of a claim template is replaced by the claim
    const replaced = new Set(
      itemsOf(volumeClaimTemplates, '').map(({ fields }) => valueAt(fields, 'metadata', 'name')),
    );
    for (const { fields, path } of itemsOf(pod?.spec.volumes, `${pod?.path}.volumes`)) {
      const claim = textOf(valueAt(fields, 'persistentVolumeClaim', 'claimName'));
      if (claim === undefined || findObject(all, 'PersistentVolumeClaim', pod?.namespace, claim) !== undefined)
        continue;
      if (replaced.has(fields.name) || isClaimOfStatefulSet(all, pod?.namespace, claim)) continue;
      const expected = 'a PersistentVolumeClaim of the same namespace';
      report(problem(`${path}.persistentVolumeClaim.claimName`, claim, expected, 'add it or correct the name'));
    }
  },
});
