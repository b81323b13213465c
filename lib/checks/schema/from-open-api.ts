import type { SchemaFile } from './catalog.ts';
import type { Schema } from './schema.ts';

/** An OpenAPI v3 document of an API server, as `/openapi/v3/apis/apps/v1` answers. */
export interface OpenApiDocument {
  readonly paths?: Readonly<
    Record<string, { readonly post?: { readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind } }>
  >;
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

type OpenApiSchema = Omit<Schema, 'properties' | 'items' | 'additionalProperties'> & {
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
};

/** What OpenAPI says too little of: types whose JSON is made by code of their own. */
const inlined: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { format: 'quantity' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

/** Lists of pods and Services whose doubles are found by rules of their own, which say more. */
const listsWithRules = new Set(['containers', 'env', 'initContainers', 'ports', 'volumeMounts', 'volumes']);

const withoutKeys = ({
  'x-kubernetes-list-type': _,
  'x-kubernetes-list-map-keys': __,
  ...list
}: OpenApiSchema): OpenApiSchema => list;

const kept = ['type', 'format', 'enum', 'nullable', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys'] as const;
const refPrefix = '#/components/schemas/';

/**
 * Turns the OpenAPI documents of an API server into schema files, by API version. Each type stands in the file of its own API version, once. Of
 * the versions that a server serves only the stable ones are taken, and of the kinds those that can be created.
 */
export function kubernetesFiles(documents: readonly OpenApiDocument[], source: string): Map<string, SchemaFile> {
  return new Conversion(documents).files(source);
}

class Conversion {
  readonly #schemas = new Map<string, OpenApiSchema>();
  /** The API version of each Go package, such as `rbac.authorization.k8s.io/v1` of `io.k8s.api.rbac.v1`. */
  readonly #apiVersions = new Map([['io.k8s.apimachinery.pkg.apis.meta.v1', 'meta/v1']]);
  readonly #kinds = new Map<string, Map<string, { readonly namespaced: boolean; readonly type: string }>>();
  readonly #types = new Map<string, Map<string, Schema>>();
  readonly #requires = new Map<string, boolean>();

  constructor(documents: readonly OpenApiDocument[]) {
    for (const { components } of documents) {
      for (const [name, schema] of Object.entries(components?.schemas ?? {})) this.#schemas.set(name, schema);
    }
    const names = new Map<string, string>();
    for (const [name, schema] of this.#schemas) {
      const [gvk, ...others] = schema['x-kubernetes-group-version-kind'] ?? [];
      // DeleteOptions and the like are of every API version
      if (gvk === undefined || others.length > 0 || !name.startsWith('io.k8s.')) continue;
      names.set(`${apiVersionOf(gvk)} ${gvk.kind}`, name);
      if (!name.startsWith('io.k8s.apimachinery.')) this.#apiVersions.set(packageOf(name), apiVersionOf(gvk));
    }
    for (const { paths } of documents) {
      for (const [path, { post }] of Object.entries(paths ?? {})) this.#addKind(path, post, names);
    }
  }

  files(source: string): Map<string, SchemaFile> {
    for (const kinds of this.#kinds.values()) for (const { type } of kinds.values()) this.#addType(type);
    return new Map(
      [...this.#types].map(([apiVersion, types]) => [
        apiVersion,
        {
          source,
          kinds: Object.fromEntries(
            [...(this.#kinds.get(apiVersion) ?? [])]
              .map(([kind, { namespaced }]) => [kind, { namespaced }] as const)
              .sort(([a], [b]) => (a < b ? -1 : 1)),
          ),
          types: Object.fromEntries(types),
        },
      ]),
    );
  }

  #addKind(
    path: string,
    post: { readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind } | undefined,
    names: ReadonlyMap<string, string>,
  ): void {
    const gvk = post?.['x-kubernetes-group-version-kind'];
    // a collection, such as /apis/apps/v1/namespaces/{namespace}/deployments; what comes below a name is a part of an object
    if (gvk === undefined || path.includes('{name}') || !/^v\d+$/.test(gvk.version)) return;
    const apiVersion = apiVersionOf(gvk);
    const type = names.get(`${apiVersion} ${gvk.kind}`);
    if (type === undefined) return;
    const kinds =
      this.#kinds.get(apiVersion) ?? new Map<string, { readonly namespaced: boolean; readonly type: string }>();
    this.#kinds.set(apiVersion, kinds.set(gvk.kind, { namespaced: path.includes('{namespace}'), type }));
  }

  #addType(name: string): void {
    const apiVersion = this.#apiVersionOfType(name);
    const types = this.#types.get(apiVersion) ?? new Map<string, Schema>();
    this.#types.set(apiVersion, types);
    const type = typeName(name);
    if (types.has(type)) return;
    types.set(type, {});
    types.set(type, this.#convert(this.#schemaOf(name), apiVersion, name));
  }

  #convert(schema: OpenApiSchema, apiVersion: string, name = ''): Schema {
    const ref = refOf(schema);
    if (ref !== undefined) return this.#reference(ref, apiVersion);
    const { properties, items, additionalProperties } = schema;
    const required = this.#requiredOf(schema);
    return {
      ...Object.fromEntries(kept.flatMap((word) => (schema[word] === undefined ? [] : [[word, schema[word]]]))),
      ...(required.length > 0 ? { required } : {}),
      ...(items === undefined ? {} : { items: this.#convert(items, apiVersion) }),
      ...(additionalProperties === undefined
        ? {}
        : {
            additionalProperties:
              typeof additionalProperties === 'object'
                ? this.#convert(additionalProperties, apiVersion)
                : additionalProperties,
          }),
      ...(properties === undefined ? {} : { properties: this.#properties(name, properties, apiVersion) }),
    };
  }

  #properties(
    name: string,
    properties: Readonly<Record<string, OpenApiSchema>>,
    apiVersion: string,
  ): Record<string, Schema> {
    const isKind = this.#schemas.get(name)?.['x-kubernetes-group-version-kind'] !== undefined;
    return Object.fromEntries(
      Object.entries(properties)
        .map(([field, property]): [string, Schema] => {
          // nobody applies a status, and managed fields are the server's own
          if ((isKind && field === 'status') || field === 'managedFields') return [field, {}];
          const converted = this.#convert(listsWithRules.has(field) ? withoutKeys(property) : property, apiVersion);
          // kubectl and controller-gen write it as null
          return [field, field === 'creationTimestamp' ? { ...converted, nullable: true } : converted];
        })
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  #reference(name: string, apiVersion: string): Schema {
    if (Object.hasOwn(inlined, name)) return inlined[name] ?? {};
    if (this.#schemaOf(name).properties === undefined) return this.#convert(this.#schemaOf(name), apiVersion);
    this.#addType(name);
    const of = this.#apiVersionOfType(name);
    return { $ref: `${of === apiVersion ? '' : of.replace('/', '_')}#${typeName(name)}` };
  }

  /** Fields that are required, and those whose own required fields are asked for although the field is missing: structs of Go that are no pointers. */
  #requiredOf({ required = [], properties = {} }: OpenApiSchema): string[] {
    const structs = Object.entries(properties).flatMap(([field, property]) => {
      const ref = refOf(property);
      const isStruct = property.default !== undefined && JSON.stringify(property.default) === '{}';
      return field !== 'status' && isStruct && ref !== undefined && this.#requiresFields(ref) ? [field] : [];
    });
    return [...new Set([...required, ...structs])].sort();
  }

  #requiresFields(name: string): boolean {
    const known = this.#requires.get(name);
    if (known !== undefined) return known;
    this.#requires.set(name, false);
    const requires = this.#requiredOf(this.#schemaOf(name)).length > 0;
    this.#requires.set(name, requires);
    return requires;
  }

  #schemaOf(name: string): OpenApiSchema {
    const schema = this.#schemas.get(name);
    if (schema === undefined) throw new Error(`OpenAPI: got a reference to ${name}; expected a schema of that name`);
    return schema;
  }

  #apiVersionOfType(name: string): string {
    const apiVersion = this.#apiVersions.get(packageOf(name));
    if (apiVersion === undefined)
      throw new Error(`OpenAPI: got the type ${name}; expected an API version of its package`);
    return apiVersion;
  }
}

const apiVersionOf = ({ group, version }: GroupVersionKind): string => (group === '' ? version : `${group}/${version}`);
const packageOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));
const typeName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** The type that a schema names, alone or as the one part of `allOf`, where OpenAPI puts it to set a description or default beside it. */
function refOf(schema: OpenApiSchema): string | undefined {
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  return ref?.slice(refPrefix.length);
}
