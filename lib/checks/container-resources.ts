import { itemsOf, valueAt } from './fields.ts';
import { objectsIn } from './identity.ts';
import type { Container, Pod } from './pods.ts';
import type { ObjectIndex } from './rule.ts';

/** What a container asks for; a limit without request is its request too, and a LimitRange or the pod may say it for the container. */
export function hasRequest(pod: Pod, { fields }: Container, resource: string, all: ObjectIndex): boolean {
  return (
    isStated(fields, ['requests', 'limits'], resource) ||
    isStated(pod.spec, ['requests', 'limits'], resource) ||
    isDefault(pod, ['defaultRequest', 'default'], resource, all)
  );
}

/** Whether a container may use only so much of a resource. */
export function hasLimit(pod: Pod, { fields }: Container, resource: string, all: ObjectIndex): boolean {
  return (
    isStated(fields, ['limits'], resource) ||
    isStated(pod.spec, ['limits'], resource) ||
    isDefault(pod, ['default'], resource, all)
  );
}

function isStated(fields: unknown, kinds: readonly string[], resource: string): boolean {
  return kinds.some((kind) => (valueAt(fields, 'resources', kind, resource) ?? undefined) !== undefined);
}

function isDefault(pod: Pod, kinds: readonly string[], resource: string, all: ObjectIndex): boolean {
  for (const { manifest } of objectsIn(all, 'LimitRange', pod.namespace)) {
    for (const { fields } of itemsOf(valueAt(manifest, 'spec', 'limits'), '')) {
      if (fields.type === 'Container' && kinds.some((kind) => valueAt(fields, kind, resource) !== undefined))
        return true;
    }
  }
  return false;
}
