import { scalarText } from './fields.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';

const none: readonly CheckedObject[] = [];

/** What is known of the objects of one kind. */
interface OfKind {
  readonly all: CheckedObject[];
  readonly byNamespace: Map<string | undefined, CheckedObject[]>;
  /** By `<namespace>/<name>`; of two objects of one name the first. */
  readonly byName: Map<string, CheckedObject>;
}

/** Makes objects findable by identity. Time and memory grow with their number only. */
export function indexObjects(objects: readonly CheckedObject[]): ObjectIndex {
  const kinds = new Map<string, OfKind>();
  for (const object of objects) {
    const { kind, metadata } = object.manifest;
    let ofKind = kinds.get(kind);
    if (ofKind === undefined) kinds.set(kind, (ofKind = { all: [], byNamespace: new Map(), byName: new Map() }));
    ofKind.all.push(object);
    // an object without metadata or name is there, but nothing can refer to it
    const namespace = metadata?.namespace;
    const inNamespace = ofKind.byNamespace.get(namespace);
    if (inNamespace === undefined) ofKind.byNamespace.set(namespace, [object]);
    else inNamespace.push(object);
    const key = keyOf(namespace, metadata?.name);
    if (!ofKind.byName.has(key)) ofKind.byName.set(key, object);
  }
  return {
    objects,
    find: (kind, namespace, name) => kinds.get(kind)?.byName.get(keyOf(namespace, name)),
    ofKind: (kind, namespace) =>
      (namespace === undefined ? kinds.get(kind)?.all : kinds.get(kind)?.byNamespace.get(namespace)) ?? none,
  };
}

const keyOf = (namespace: unknown, name: unknown): string => `${scalarText(namespace ?? '')}/${scalarText(name)}`;
