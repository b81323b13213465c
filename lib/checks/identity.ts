import { isBuiltIn } from './built-in.ts';
import { fieldsOf, scalarText, textOf, valueAt } from './fields.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';

/** The object's name; empty where it has none. */
export const nameOf = ({ manifest }: CheckedObject): string => textOf(valueAt(manifest, 'metadata', 'name')) ?? '';

/** The object's namespace; undefined where it states none, so that the one of the kubectl context is taken. */
export const namespaceOf = ({ manifest }: CheckedObject): string | undefined =>
  textOf(valueAt(manifest, 'metadata', 'namespace'));

/** Whether two objects are one to the cluster: of one kind, namespace and name. */
export const isSame = (one: CheckedObject, other: CheckedObject): boolean =>
  one === other ||
  (one.manifest.kind === other.manifest.kind &&
    namespaceOf(one) === namespaceOf(other) &&
    nameOf(one) !== '' &&
    nameOf(one) === nameOf(other));

/** How a problem of one object names another, such as `Service "api"`. */
export const refer = (object: CheckedObject): string =>
  `${scalarText(fieldsOf(object.manifest).kind)} ${JSON.stringify(nameOf(object))}`;

type ByName = ReadonlyMap<string, CheckedObject>;

const known = new WeakMap<ObjectIndex, Map<string, Map<string | undefined, Map<string, CheckedObject>>>>();
const nobody: ByName = new Map();

/** The objects of a kind in one namespace by name, without those of another project's kind of the same name. */
function byName(all: ObjectIndex, kind: string, namespace: string | undefined): ByName {
  let kinds = known.get(all);
  if (kinds === undefined) known.set(all, (kinds = new Map()));
  let namespaces = kinds.get(kind);
  if (namespaces === undefined) {
    kinds.set(kind, (namespaces = new Map()));
    for (const object of all.ofKind(kind)) {
      if (!isBuiltIn(object)) continue;
      const names = namespaces.get(namespaceOf(object)) ?? new Map<string, CheckedObject>();
      namespaces.set(namespaceOf(object), names.set(nameOf(object), object));
    }
  }
  return namespaces.get(namespace) ?? nobody;
}

/** The object of a kind, namespace and name; the namespace is undefined for objects that state none and for those of the cluster. */
export function findObject(
  all: ObjectIndex,
  kind: string,
  namespace: string | undefined,
  name: string,
): CheckedObject | undefined {
  return byName(all, kind, namespace).get(name);
}

/** The objects of a kind in one namespace; undefined is where those stand that state none. */
export function objectsIn(all: ObjectIndex, kind: string, namespace: string | undefined): Iterable<CheckedObject> {
  return byName(all, kind, namespace).values();
}

const namespaces = new WeakMap<ObjectIndex, ReadonlySet<string | undefined>>();

/** Whether any object of the check stands in a namespace; what is referred to in others is taken to exist. */
export function isNamespaceKnown(all: ObjectIndex, namespace: string | undefined): boolean {
  let named = namespaces.get(all);
  if (named === undefined) namespaces.set(all, (named = new Set(all.objects.map(namespaceOf))));
  return named.has(namespace);
}
