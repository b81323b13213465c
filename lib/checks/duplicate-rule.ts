import { dirname } from 'node:path';
import { apiGroupOf } from './api-group.ts';
import { scalarText } from './fields.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from './rule.ts';

/** Refuses two objects of which the one applied later would overwrite the other. */
export const duplicateRule: Rule = {
  name: 'duplicate',
  summary: 'No two objects have the same kind, namespace and name, whatever the version of their API.',
  check(object: CheckedObject, all: ObjectIndex, report: ReportProblem): undefined {
    const first = doublesIn(all).get(object);
    if (first === undefined) return;
    const { name } = object.manifest.metadata;
    const place = placeOf(first);
    const problem = `got ${JSON.stringify(name)}, the name of another object${place}; expected one object of a kind and name in a namespace`;
    const remedy = `rename or remove one of the two: the one applied later wins${isPerhapsElsewhere(first, object) ? forEach : ''}`;
    report({ path: 'metadata.name', problem, remedy });
  },
};

const forEach = '; or check the folders of different clusters with --each';

/** Whether two objects may be meant for different clusters: constructs that are checked together are for one. */
const isPerhapsElsewhere = (first: CheckedObject, { file, constructPath }: CheckedObject): boolean =>
  first.file !== undefined &&
  file !== undefined &&
  constructPath === undefined &&
  dirname(first.file) !== dirname(file);

const known = new WeakMap<ObjectIndex, ReadonlyMap<CheckedObject, CheckedObject>>();

/** The objects that came after another of the same identity, each with the first of them. */
function doublesIn(all: ObjectIndex): ReadonlyMap<CheckedObject, CheckedObject> {
  const made = known.get(all);
  if (made !== undefined) return made;
  const firsts = new Map<string, CheckedObject>();
  const doubles = new Map<CheckedObject, CheckedObject>();
  for (const object of all.objects) {
    const identity = identityOf(object);
    const first = identity === undefined ? undefined : firsts.get(identity);
    if (first !== undefined) doubles.set(object, first);
    else if (identity !== undefined) firsts.set(identity, object);
  }
  known.set(all, doubles);
  return doubles;
}

/** None where the object has no name, as the cluster then makes one. */
function identityOf({ manifest: { apiVersion, kind, metadata } }: CheckedObject): string | undefined {
  if (typeof metadata?.name !== 'string') return undefined;
  const group = apiGroupOf(apiVersion);
  // kinds of `extensions` are those of `apps` and others: Kubernetes moved them
  return `${group === 'extensions' ? (movedTo[kind] ?? group) : group} ${kind} ${scalarText(metadata.namespace ?? '')}/${metadata.name}`;
}

const movedTo: Readonly<Record<string, string>> = {
  DaemonSet: 'apps',
  Deployment: 'apps',
  ReplicaSet: 'apps',
  Ingress: 'networking.k8s.io',
  NetworkPolicy: 'networking.k8s.io',
};

function placeOf({ constructPath, file, line }: CheckedObject): string {
  if (constructPath !== undefined) return ` (${constructPath})`;
  return file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
}
