import { withObjectMeta, type SchemaFile } from './catalog.ts';
import type { Schema } from './schema.ts';

/** What is read of a CustomResourceDefinition. @see https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/ */
interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: 'Cluster' | 'Namespaced';
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** Schemas shorter than this, as JSON, are repeated rather than shared. */
const minSharedCharacters = 150;
const dropped = new Set([
  'description',
  'example',
  'externalDocs',
  'title',
  'x-kubernetes-validations',
  'x-kubernetes-map-type',
]);

/**
 * Turns CustomResourceDefinitions into schema files, by API version. Served versions only. Schemas that a file holds more than once become types
 * `T1`, `T2` and so on.
 */
export function customResourceFiles(documents: readonly unknown[], source: string): Map<string, SchemaFile> {
  const definitions = documents as readonly (CustomResourceDefinition | null)[];
  const files = new Map<string, { kinds: [string, { namespaced: boolean }][]; types: [string, Schema][] }>();
  for (const definition of definitions) {
    if (definition?.kind !== 'CustomResourceDefinition') continue;
    const { group, scope, names, versions } = definition.spec;
    for (const { name, served, schema } of versions) {
      if (!served) continue;
      const file = files.get(`${group}/${name}`) ?? { kinds: [], types: [] };
      files.set(`${group}/${name}`, file);
      file.kinds.push([names.kind, { namespaced: scope === 'Namespaced' }]);
      file.types.push([names.kind, withObjectMeta(stripped(schema.openAPIV3Schema))]);
    }
  }
  return new Map(
    [...files].map(([apiVersion, { kinds, types }]) => [
      apiVersion,
      { source, kinds: Object.fromEntries(kinds.sort(([a], [b]) => (a < b ? -1 : 1))), types: shared(types) },
    ]),
  );
}

/**
 * A schema without what is not checked, its fields sorted.
 *
 * @param keys fields whose defaults count, as they tell the entries of a list apart
 */
function stripped(schema: Schema, keys: readonly string[] = []): Schema {
  const words = Object.entries(schema).filter(([word]) => !dropped.has(word));
  return Object.fromEntries(words.map(([word, value]) => [word, strippedWord(schema, word, value, keys)]).sort(byName));
}

function strippedWord(schema: Schema, word: string, value: unknown, keys: readonly string[]): unknown {
  switch (word) {
    case 'properties': {
      const withDefault = new Set([...keys, ...(schema.required ?? [])]);
      const properties = Object.entries(value as Readonly<Record<string, Schema>>).map(
        ([name, property]): [string, Schema] => {
          const { default: initial, ...others } = stripped(property);
          return [name, initial === undefined || !withDefault.has(name) ? others : { ...others, default: initial }];
        },
      );
      return Object.fromEntries(properties.sort(byName));
    }
    case 'items':
      return stripped(value as Schema, schema['x-kubernetes-list-map-keys']);
    case 'additionalProperties':
    case 'not':
      return typeof value === 'object' ? stripped(value as Schema) : value;
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return (value as readonly Schema[]).map((part) => stripped(part));
    default:
      return value;
  }
}

const byName = ([a]: readonly unknown[], [b]: readonly unknown[]): number => (String(a) < String(b) ? -1 : 1);

/** Types, and further types for the schemas that occur in them more than once. */
function shared(types: readonly (readonly [string, Schema])[]): Record<string, Schema> {
  const counts = new Map<string, number>();
  const count = (schema: Schema): void => {
    const text = JSON.stringify(schema);
    const seen = counts.get(text) ?? 0;
    counts.set(text, seen + 1);
    if (seen === 0) for (const child of childrenOf(schema)) count(child);
  };
  for (const [, schema] of types) for (const child of childrenOf(schema)) count(child);

  const names = new Map<string, string>();
  const extracted: [string, Schema][] = [];
  const share = (schema: Schema): Schema => {
    const text = JSON.stringify(schema);
    // defaults belong to the field, not to the type
    if ((counts.get(text) ?? 0) < 2 || text.length < minSharedCharacters || schema.default !== undefined)
      return mapChildren(schema, share);
    let name = names.get(text);
    if (name === undefined) {
      name = `T${names.size + 1}`;
      names.set(text, name);
      extracted.push([name, mapChildren(schema, share)]);
    }
    return { $ref: `#${name}` };
  };
  const own = types.map(([name, schema]): [string, Schema] => [name, mapChildren(schema, share)]);
  return Object.fromEntries([...own, ...extracted]);
}

function childrenOf({ properties = {}, items, additionalProperties }: Schema): Schema[] {
  return [
    ...Object.values(properties),
    ...(items === undefined ? [] : [items]),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ];
}

function mapChildren(schema: Schema, change: (child: Schema) => Schema): Schema {
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(items === undefined ? {} : { items: change(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: change(additionalProperties) } : {}),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, change(child)])) }),
  };
}
