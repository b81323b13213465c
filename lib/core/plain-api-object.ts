import { ApiObject, App, Lazy, type ApiObjectProps, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

/** The resolvers that every App has: of Lazy values, of objects that resolve themselves, and of unions of number and string. */
const builtInResolvers = 3;

/**
 * An ApiObject that renders what cdk8s renders, in a fraction of the time: cdk8s looks up the App and asks its resolvers anew for each value, and copies
 * metadata twice. Objects that were patched, and what is not plain data, are left to cdk8s.
 */
export class PlainApiObject extends ApiObject {
  readonly #props: ApiObjectProps;
  #patched = false;

  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id, props);
    this.#props = props;
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.#patched = true;
    super.addJsonPatch(...operations);
  }

  override toJson(): unknown {
    const special =
      this.#patched || App.of(this).resolvers.length !== builtInResolvers || process.env['CDK8S_DISABLE_SORT'];
    return (special ? undefined : this.#plain()) ?? super.toJson();
  }

  /** The object; undefined where something in it is not plain data. */
  #plain(): object | undefined {
    try {
      const { apiVersion, kind, ...rest } = this.#props;
      const metadata = plain(this.metadata.toJson());
      return { apiVersion, kind, metadata, ...(plain({ ...rest, metadata: undefined }) as object) };
    } catch {
      // cdk8s meets the same fault and says where it stands
      return undefined;
    }
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
  if (Array.isArray(value)) return value.map(plain);
  if (value.constructor !== Object || 'resolve' in value) throw new TypeError('not plain');
  const copy: Record<string, unknown> = {};
  for (const key of sortedKeys(value)) {
    const part = plain((value as Record<string, unknown>)[key]);
    if (part !== undefined) copy[key] = part;
  }
  return copy;
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
