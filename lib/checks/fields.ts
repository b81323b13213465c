/** A map of YAML. Its values may be of any type. */
export type Fields = Readonly<Record<string, unknown>>;

/** A map in a list, and the path at which it stands, such as `spec.ports[0]`. */
export interface Item {
  readonly fields: Fields;
  readonly path: string;
}

const noFields: Fields = Object.freeze({});
const noItems: readonly Item[] = Object.freeze([]);

/** The value as a map; an empty one where it is anything else. */
export function fieldsOf(value: unknown): Fields {
  return isMap(value) ? value : noFields;
}

/** The value as a list; an empty one where it is anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text that is not empty; undefined where it is anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A scalar as it is written, such as `80` and `true`; empty for maps and lists, which may not even be made a text. */
export function scalarText(value: unknown): string {
  return typeof value === 'object' ? '' : String(value);
}

/** The value as a whole number; undefined where it is anything else. */
export function integerOf(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}

/** What stands below a value, key by key; undefined where the way ends. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let part = value;
  for (const key of keys) {
    if (!isMap(part) || !Object.hasOwn(part, key)) return undefined;
    part = part[key];
  }
  return part;
}

/** The maps of a list; what else stands in it is left out, and keeps its place in the count. */
export function itemsOf(list: unknown, path: string): readonly Item[] {
  if (!Array.isArray(list) || list.length === 0) return noItems;
  const items: Item[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const value: unknown = list[index];
    if (isMap(value)) items.push({ fields: value, path: `${path}[${index}]` });
  }
  return items;
}

/** The texts of a map, by key; what else stands in it is left out. */
export function textsOf(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

/**
 * The path of a key below a path: `spec.replicas`, and `metadata.labels["app.kubernetes.io/name"]` for a key that is no plain word.
 */
export function pathTo(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
