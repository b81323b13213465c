import { apiGroupOf } from './api-group.ts';
import { fieldsOf, integerOf, textOf } from './fields.ts';
import { nameOf, namespaceOf } from './identity.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';

/** The kinds that set the replicas of others. */
export const autoscalerKinds: readonly string[] = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** What an autoscaler scales. */
export interface ScaleTarget {
  readonly kind: string;
  readonly name: string;
  /** The group of its apiVersion; undefined where none is stated. */
  readonly group: string | undefined;
}

/** What an autoscaler scales; undefined where it names nothing. */
export function targetOf({ manifest }: CheckedObject): ScaleTarget | undefined {
  const { kind, name, apiVersion } = fieldsOf(fieldsOf(manifest.spec).scaleTargetRef);
  const target = textOf(name);
  if (target === undefined) return undefined;
  const group = textOf(apiVersion) === undefined ? undefined : apiGroupOf(apiVersion);
  return { kind: textOf(kind) ?? 'Deployment', name: target, group };
}

/** The fewest replicas an autoscaler leaves; the defaults are those of the API server and of KEDA. */
export function fewestReplicas({ manifest }: CheckedObject): number {
  const { minReplicas, minReplicaCount } = fieldsOf(manifest.spec);
  return manifest.kind === 'ScaledObject' ? (integerOf(minReplicaCount) ?? 0) : (integerOf(minReplicas) ?? 1);
}

const known = new WeakMap<ObjectIndex, ReadonlyMap<string, readonly CheckedObject[]>>();

/** The autoscalers of an object, in the order of the objects. */
export function autoscalersOf(object: CheckedObject, all: ObjectIndex): readonly CheckedObject[] {
  const key = targetKey(namespaceOf(object), object.manifest.kind, nameOf(object));
  return autoscalersByTarget(all).get(key) ?? [];
}

/** The autoscalers of what an autoscaler scales, itself among them. */
export function autoscalersLike(autoscaler: CheckedObject, all: ObjectIndex): readonly CheckedObject[] {
  const target = targetOf(autoscaler);
  if (target === undefined) return [];
  return autoscalersByTarget(all).get(targetKey(namespaceOf(autoscaler), target.kind, target.name)) ?? [];
}

function autoscalersByTarget(all: ObjectIndex): ReadonlyMap<string, readonly CheckedObject[]> {
  const built = known.get(all);
  if (built !== undefined) return built;
  const byTarget = new Map<string, CheckedObject[]>();
  for (const autoscaler of autoscalerKinds.flatMap((kind) => all.ofKind(kind))) {
    const target = targetOf(autoscaler);
    if (target === undefined) continue;
    const key = targetKey(namespaceOf(autoscaler), target.kind, target.name);
    byTarget.set(key, [...(byTarget.get(key) ?? []), autoscaler]);
  }
  known.set(all, byTarget);
  return byTarget;
}

const targetKey = (namespace: string | undefined, kind: string, name: string): string =>
  JSON.stringify([namespace, kind, name]);

/** The replicas a workload has at the least: those of its autoscaler, else those it states, else one. */
export function leastReplicas(object: CheckedObject, all: ObjectIndex): number {
  const [autoscaler] = autoscalersOf(object, all);
  if (autoscaler !== undefined) return fewestReplicas(autoscaler);
  return integerOf(fieldsOf(object.manifest.spec).replicas) ?? 1;
}
