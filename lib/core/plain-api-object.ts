import { ApiObject, App, JsonPatch, type ApiObjectMetadataDefinition, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { plain, plainParts, sortedKeys } from './plain-data.ts';
import { printManifest } from './yaml.ts';

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
    return this.#made(plainParts);
  }

  /** The object as a document of YAML, which takes no copy; undefined where something in it is not plain data, or it was patched. */
  plainText(): string | undefined {
    return this.#made(printManifest);
  }

  /** What is made of its parts, which are in the order in which they are printed; undefined where they are not plain data, or it was patched. */
  #made<T>(make: (parts: object) => T): T | undefined {
    const special =
      this.#patched || App.of(this).resolvers.length !== builtInResolvers || process.env['CDK8S_DISABLE_SORT'];
    if (special) return undefined;
    try {
      const { apiVersion, kind, metadata: _, ...rest } = this.#props;
      const parts: Record<string, unknown> = {
        apiVersion,
        kind,
        metadata: plainMetadata(this.metadata, this.#isClusterWide),
      };
      for (const key of sortedKeys(rest)) parts[key] = rest[key];
      return make(parts);
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
  const isFlat =
    isEmpty(ownerReferences) && isEmpty(_additionalAttributes) && holdsTexts(labels) && holdsTexts(annotations);
  if (isFlat) return all;
  const copy = plain(all);
  removeEmpty(copy);
  return copy;
}

/** Whether a map holds nothing that could be empty. */
function holdsTexts(map: object): boolean {
  for (const key in map) if (typeof (map as Readonly<Record<string, unknown>>)[key] !== 'string') return false;
  return true;
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
