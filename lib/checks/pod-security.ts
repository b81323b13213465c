import { valueAt } from './fields.ts';
import { findObject, namespaceOf } from './identity.ts';
import type { Pod } from './pods.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';

/** A level of the Pod Security Standards; each refuses all that the one before it refuses. */
type Level = 'privileged' | 'baseline' | 'restricted';

const levels: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** The label by which a namespace says its level. @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** The level of an object's namespace, as its Namespace says; `restricted` where that is not among the objects or does not say. */
function podSecurityLevel(object: CheckedObject, all: ObjectIndex): Level {
  const namespace = namespaceOf(object);
  const found = namespace === undefined ? undefined : findObject(all, 'Namespace', undefined, namespace);
  const level = valueAt(found?.manifest, 'metadata', 'labels', enforceLabel);
  return levels.find((known) => known === level) ?? 'restricted';
}

/** Whether a pod has to keep to a level. */
export function mustKeep(level: Level, pod: Pod, all: ObjectIndex): boolean {
  return levels.indexOf(podSecurityLevel(pod.object, all)) >= levels.indexOf(level);
}

/** Whether the pod runs on Windows, where capabilities, seccomp and privilege escalation do not exist. */
export const isWindows = ({ spec }: Pod): boolean => valueAt(spec, 'os', 'name') === 'windows';

/** Whether the pod has users of its own, so that its root is nobody on the node. */
export const hasOwnUsers = ({ spec }: Pod): boolean => spec.hostUsers === false;
