import { ApiObject, App, JsonPatch, Lazy, type ApiObjectMetadataDefinition, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';

/** The resolvers that every App has: of Lazy values, of objects that resolve themselves, and of unions of number and string. */
const builtInResolvers = 3;

/**
 * An ApiObject that renders what cdk8s renders, in a fraction of the time: cdk8s looks up the App and asks its resolvers anew for each value, and copies
 * metadata twice. Objects that were patched, and what is not plain data, are left to cdk8s.
 */
export class PlainApiObject extends ApiObject {
  readonly #props: ApiObjectProps;
  readonly #isClusterWide: boolean;
  #patched = false;

  /** @param isClusterWide it is in no namespace, also where its chart has one. @default false */
  constructor(scope: Construct, id: string, props: ApiObjectProps, isClusterWide = false) {
    super(scope, id, props);
    this.#props = props;
    this.#isClusterWide = isClusterWide;
    if (isClusterWide && this.metadata.namespace !== undefined)
      super.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }

  /** Whether it is one. cdk8s has `instanceof` ask for an ApiObject of any kind. */
  static is(object: ApiObject): object is PlainApiObject {
    return #props in object;
  }

  /** Whether somebody patches it. */
  get isPatched(): boolean {
    return this.#patched;
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.#patched = true;
    super.addJsonPatch(...operations);
  }

  override toJson(): unknown {
    return this.plainJson() ?? super.toJson();
  }

  /** The object, in which nothing is null; undefined where something in it is not plain data, or it was patched. */
  plainJson(): object | undefined {
    const special =
      this.#patched || App.of(this).resolvers.length !== builtInResolvers || process.env['CDK8S_DISABLE_SORT'];
    if (special) return undefined;
    try {
      const { apiVersion, kind, ...rest } = this.#props;
      const metadata = plainMetadata(this.metadata, this.#isClusterWide);
      return { apiVersion, kind, metadata, ...(plain({ ...rest, metadata: undefined }) as object) };
    } catch {
      // cdk8s meets the same fault and says where it stands
      return undefined;
    }
  }
}

/** What cdk8s keeps of metadata; all but the first two to itself. */
interface MetadataFields {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels: object;
  readonly annotations: object;
  readonly finalizers: readonly unknown[];
  readonly ownerReferences: readonly unknown[];
  readonly _additionalAttributes: object;
}

/** @throws TypeError when cdk8s keeps it in another way, and as `plain` does */
function plainMetadata(metadata: ApiObjectMetadataDefinition, isClusterWide: boolean): unknown {
  const { name, namespace, labels, annotations, finalizers, ownerReferences, _additionalAttributes } =
    metadata as unknown as MetadataFields;
  for (const kept of [labels, annotations, finalizers, ownerReferences, _additionalAttributes])
    if (typeof kept !== 'object') throw new TypeError('not the metadata of cdk8s 2');
  const all = {
    ..._additionalAttributes,
    name,
    namespace: isClusterWide ? undefined : namespace,
    annotations: orNothing(annotations),
    finalizers: orNothing(finalizers),
    ownerReferences: orNothing(ownerReferences),
    labels: orNothing(labels),
  };
  const copy = plain(all);
  removeEmpty(copy);
  return copy;
}

const orNothing = (value: object): object | undefined => (isEmpty(value) ? undefined : value);

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

/** Takes lists and maps that are empty out of what `plain` made, at any depth. @throws TypeError where a list has one, for cdk8s keeps its place */
function removeEmpty(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const parts = value as Record<string, unknown>;
  for (const key of Object.keys(parts)) {
    const part = parts[key];
    if (typeof part !== 'object' || part === null) continue;
    const wasEmpty = isEmpty(part);
    removeEmpty(part);
    if (!(Array.isArray(part) ? wasEmpty : isEmpty(part))) continue;
    if (Array.isArray(value)) throw new TypeError('a list with null in it');
    delete parts[key];
  }
}

/**
 * A copy of plain data with sorted keys and produced Lazy values, without what is null or undefined.
 *
 * @throws TypeError when something in it is not plain data
 */
function plain(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') throw new TypeError('not data');
  if (value instanceof Lazy) return plain(value.produce());
  if (Array.isArray(value)) return value.map(item);
  if (value.constructor !== Object || 'resolve' in value) throw new TypeError('not plain');
  const copy: Record<string, unknown> = {};
  for (const key of sortedKeys(value)) {
    const part = plain((value as Record<string, unknown>)[key]);
    if (part !== undefined) copy[key] = part;
  }
  return copy;
}

/** An item of a list: cdk8s keeps the place of one that is null. */
function item(value: unknown): unknown {
  const part = plain(value);
  if (part === undefined) throw new TypeError('a list with null in it');
  return part;
}

/** The keys of an object as `sort()` orders them, which takes room for a copy even where there is nothing to do. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length > 32) return keys.sort();
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] ?? '';
    let at = end;
    for (let before = keys[at - 1] ?? ''; at > 0 && before > key; before = keys[at - 1] ?? '') {
      keys[at] = before;
      at -= 1;
    }
    keys[at] = key;
  }
  return keys;
}
