import { readFileSync } from 'node:fs';
import { apiGroupOf } from '../api-group.ts';
import type { ManifestObject } from '../rule.ts';
import { CompiledSchema } from './compiled-schema.ts';
import type { Schema } from './schema.ts';

/** A file of `data/`: the kinds of one API version and the types they are made of. Types are named after their kind where they are one. */
export interface SchemaFile {
  /** What it was generated from: `Kubernetes 1.36`, or the address of the CRDs. */
  readonly source: string;
  /** Every kind that can be created, and whether its objects are in a namespace. */
  readonly kinds: Readonly<Record<string, { readonly namespaced: boolean }>>;
  readonly types: Readonly<Record<string, Schema>>;
}

/** `data/index.json`: the kinds of every API version. */
export type SchemaIndex = Readonly<Record<string, readonly string[]>>;

/** The name of an API version's file in `data/`, without its extension: `apps_v1`. */
export const schemaFileName = (apiVersion: string): string => apiVersion.replace('/', '_');

/** The Kubernetes whose schemas are in `data/`. Fields that are newer are unknown to it. */
export const kubernetesVersion = '1.36';

const folder = new URL('./data/', import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

const files = new Map<string, SchemaFile>();
const types = new Map<string, CompiledSchema>();
let index: SchemaIndex | undefined;

const loadIndex = (): SchemaIndex => (index ??= readJson('index') as SchemaIndex);

function loadFile(name: string): SchemaFile {
  const file = files.get(name) ?? (readJson(name) as SchemaFile);
  files.set(name, file);
  return file;
}

/** A type by its file and name, such as `v1#PodSpec`. It is compiled once a process. */
function typeByRef(ref: string): CompiledSchema {
  const known = types.get(ref);
  if (known !== undefined) return known;
  const [file = '', name = ''] = ref.split('#');
  const schema = loadFile(file).types[name];
  if (schema === undefined) throw new Error(`lib/checks/schema/data/${file}.json: no type ${name}`);
  const title = /^T\d+$/.test(name) ? '' : name;
  const compiled = new CompiledSchema(
    schema,
    (inner) => typeByRef(inner.startsWith('#') ? file + inner : inner),
    title,
  );
  types.set(ref, compiled);
  return compiled;
}

/** The schemas of all kinds: those of `data/`, and those of CustomResourceDefinitions, which win. */
export class SchemaCatalog {
  readonly #custom = new Map<string, CompiledSchema>();
  /** The served API versions of a kind that have a CustomResourceDefinition. */
  readonly #customVersions = new Map<string, string[]>();
  /** Groups with a kind whose versions its CustomResourceDefinition lists in full. */
  readonly #customKinds = new Set<string>();

  constructor(customResourceDefinitions: readonly ManifestObject[]) {
    for (const definition of customResourceDefinitions) this.#addDefinition(definition);
  }

  /** The schema of a kind; none where it is not known. */
  find(apiVersion: string, kind: string): CompiledSchema | undefined {
    const custom = this.#custom.get(`${apiVersion} ${kind}`);
    if (custom !== undefined || this.#customKinds.has(`${apiGroupOf(apiVersion)} ${kind}`)) return custom;
    const kinds = loadIndex();
    if (!Object.hasOwn(kinds, apiVersion) || kinds[apiVersion]?.includes(kind) !== true) return undefined;
    return typeByRef(`${schemaFileName(apiVersion)}#${kind}`);
  }

  /** Every API version that has a kind, those of CustomResourceDefinitions first. */
  apiVersionsOf(kind: string): string[] {
    const known = Object.entries(loadIndex()).flatMap(([apiVersion, kinds]) =>
      kinds.includes(kind) ? [apiVersion] : [],
    );
    return [...new Set([...(this.#customVersions.get(kind) ?? []), ...known])];
  }

  #addDefinition(definition: ManifestObject): void {
    const { group, names, versions, validation } = asRecord(definition['spec']);
    const kind = asRecord(names)['kind'];
    if (typeof group !== 'string' || typeof kind !== 'string' || !Array.isArray(versions)) return;
    this.#customKinds.add(`${group} ${kind}`);
    for (const version of versions.map(asRecord)) {
      if (version['served'] === false) continue;
      const apiVersion = `${group}/${String(version['name'])}`;
      const schema = asRecord(version['schema'] ?? validation)['openAPIV3Schema'];
      this.#custom.set(`${apiVersion} ${kind}`, customResourceSchema(schema));
      this.#customVersions.set(kind, [...(this.#customVersions.get(kind) ?? []), apiVersion]);
    }
  }
}

const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/** The schema of a custom resource with what every object has, which CustomResourceDefinitions leave out. */
function customResourceSchema(schema: unknown): CompiledSchema {
  const withObjectFields = withObjectMeta(Object.keys(asRecord(schema)).length > 0 ? (schema as Schema) : anything);
  return new CompiledSchema(withObjectFields, typeByRef);
}

/** Adds what every object has to the schema of a custom resource. The status is not looked at: nobody applies it. */
export function withObjectMeta(schema: Schema): Schema {
  const { status: _, ...properties } = asRecord(schema.properties) as Readonly<Record<string, Schema>>;
  const own: Record<string, Schema> = { apiVersion: string, kind: string, metadata: { $ref: 'meta_v1#ObjectMeta' } };
  return { ...schema, type: 'object', properties: { ...properties, ...own, status: {} } };
}

const string: Schema = { type: 'string' };

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
