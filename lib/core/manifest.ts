import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { commonLabels } from './labels.ts';
import { PlainApiObject } from './plain-api-object.ts';

/** An object of the Kubernetes API as it will be applied, typed by its kind, such as `IDeployment` of kubernetes-models. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

/**
 * Adds an object to its chart. Nothing of it is dropped, and `addJsonPatch` on the result loses nothing either: cdk8s filters the fields of its
 * generated `Kube*` classes, not those of an ApiObject. Common labels are added.
 */
export function addManifest<T extends Manifest>(scope: Construct, id: string, manifest: T): ApiObject {
  return new PlainApiObject(scope, id, labelled(scope, manifest));
}

/** Adds an object that belongs to no namespace; cdk8s would write the chart's namespace on it. */
export function addClusterManifest<T extends Manifest>(scope: Construct, id: string, manifest: T): ApiObject {
  return new PlainApiObject(scope, id, labelled(scope, manifest), true);
}

function labelled<T extends Manifest>(scope: Construct, manifest: T): T {
  const labels = { ...commonLabels(scope), ...manifest.metadata?.labels };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
}

/** The paths at which a rendered object holds null, such as `/spec/replicas`: the mark of a value that a patch or a model lost. */
export function nullPaths(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [path];
  if (typeof value !== 'object' || !holdsNull(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => nullPaths(part, `${path}/${key}`));
}

/** Whether an object has null anywhere; asked of every object, so it makes no paths. Undefined in a list is printed as null. */
function holdsNull(value: object): boolean {
  if (Array.isArray(value)) return value.some(isOrHoldsNull);
  for (const key in value) if (isOrHoldsNull((value as Record<string, unknown>)[key])) return true;
  return false;
}

const isOrHoldsNull = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && holdsNull(value));
