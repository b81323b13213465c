import { builtIn } from '../built-in.ts';
import { itemsOf } from '../fields.ts';
import { mustKeep } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const allowed: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const volumeType: Rule = builtIn({
  name: 'volume-type',
  summary: "Volumes that are the node's files (Pod Security baseline), or of a kind that restricted refuses.",
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || !mustKeep('baseline', pod, all)) return;
    const isRestricted = mustKeep('restricted', pod, all);
    for (const { fields, path } of itemsOf(pod.spec.volumes, `${pod.path}.volumes`)) {
      const sources = Object.keys(fields).filter((key) => key !== 'name' && (fields[key] ?? undefined) !== undefined);
      const refused = sources.filter((source) => source === 'hostPath' || (isRestricted && !allowed.includes(source)));
      for (const source of refused) {
        const expected = source === 'hostPath' ? "a volume that is not the node's" : `one of ${allowed.join(', ')}`;
        const remedy =
          source === 'hostPath'
            ? "use emptyDir, or a claim; what has to be the node's needs a namespace of the level privileged"
            : 'make a PersistentVolume of it and claim that';
        report(problem(`${path}.${source}`, fields[source], expected, remedy));
      }
    }
  },
});
