import { formats } from './formats.ts';
import type { Schema, SchemaType } from './schema.ts';

/** Finds what a `$ref` names. */
export type ResolveRef = (ref: string) => CompiledSchema;

/** A part of a schema that a value must fit beside the schema itself. */
export interface Alternatives {
  readonly rule: 'allOf' | 'anyOf' | 'oneOf' | 'not';
  readonly schemas: readonly CompiledSchema[];
}

/**
 * A schema made ready to be walked. It gets ready when a value first reaches it, so that of a schema's thousand fields only those cost time
 * that somebody uses. A malformed part of a schema is as if it were not there.
 */
export class CompiledSchema {
  readonly schema: Schema;
  /** Its type's name, such as `PodSpec`; empty where it has none. */
  readonly name: string;
  /** Whether it stands under `anyOf` and the like, which say nothing of fields that they do not name. */
  readonly isPart: boolean;

  /** Whether every value fits. */
  takesAnything = false;
  type: SchemaType | undefined;
  nullable = false;
  intOrString = false;
  properties: ReadonlyMap<string, CompiledSchema> = new Map();
  required: readonly string[] = [];
  /** The schema of fields that are not in `properties`. */
  additional: CompiledSchema | undefined;
  /** Whether fields that are neither in `properties` nor of `additional` are taken. */
  takesUnknown = false;
  items: CompiledSchema | undefined;
  enum: readonly unknown[] | undefined;
  format: (typeof formats)[string] | undefined;
  pattern: RegExp | undefined;
  mapKeys: readonly string[] = [];
  isSet = false;
  /** Whether it has rules on sizes and bounds, which few schemas have. */
  isBounded = false;
  alternatives: readonly Alternatives[] = [];

  readonly #resolve: ResolveRef;
  #isReady = false;

  constructor(schema: Schema, resolve: ResolveRef, name = '', isPart = false) {
    this.schema = schema;
    this.#resolve = resolve;
    this.name = name;
    this.isPart = isPart;
  }

  /** Itself, ready. */
  ready(): this {
    if (!this.#isReady) this.#prepare();
    return this;
  }

  #prepare(): void {
    this.#isReady = true;
    const { schema } = this;
    this.type = schema.type;
    this.nullable = schema.nullable === true;
    this.intOrString = schema['x-kubernetes-int-or-string'] === true;
    this.enum = Array.isArray(schema.enum) ? schema.enum : undefined;
    this.format =
      typeof schema.format === 'string' && Object.hasOwn(formats, schema.format) ? formats[schema.format] : undefined;
    this.pattern = readPattern(schema.pattern);
    this.isBounded = bounds.some((bound) => schema[bound] !== undefined);
    this.#prepareObject(schema);
    if (isObject(schema.items)) this.items = this.#child(schema.items);
    if (schema['x-kubernetes-list-type'] === 'map') this.mapKeys = strings(schema['x-kubernetes-list-map-keys']);
    this.isSet = schema['x-kubernetes-list-type'] === 'set';
    this.alternatives = this.#alternatives(schema);
    this.takesAnything =
      this.type === undefined &&
      !this.intOrString &&
      !this.isBounded &&
      this.properties.size === 0 &&
      this.required.length === 0 &&
      this.alternatives.length === 0 &&
      [this.format, this.enum, this.pattern, this.items, this.additional].every((part) => part === undefined);
  }

  #prepareObject(schema: Schema): void {
    const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
    const embedded = schema['x-kubernetes-embedded-resource'] === true ? ['apiVersion', 'kind', 'metadata'] : [];
    const known = new Map(properties.map(([name, property]) => [name, this.#child(property)]));
    for (const name of embedded) if (!known.has(name)) known.set(name, this.#child({}));
    this.properties = known;
    this.required = strings(schema.required).filter((name) => known.get(name)?.schema.default === undefined);
    const additional = schema.additionalProperties;
    if (isObject(additional)) this.additional = this.#child(additional);
    this.takesUnknown = additional === true || schema['x-kubernetes-preserve-unknown-fields'] === true || this.isPart;
  }

  #child(schema: Schema): CompiledSchema {
    return typeof schema.$ref === 'string'
      ? this.#resolve(schema.$ref)
      : new CompiledSchema(schema, this.#resolve, '', this.isPart);
  }

  #alternatives(schema: Schema): Alternatives[] {
    const not = isObject(schema.not) ? [schema.not] : undefined;
    const { allOf, anyOf, oneOf } = schema;
    return Object.entries({ allOf, anyOf, oneOf, not }).flatMap(([rule, schemas]) =>
      Array.isArray(schemas)
        ? [
            {
              rule: rule as Alternatives['rule'],
              schemas: schemas.map((part: Schema) => new CompiledSchema(part, this.#resolve, '', true)),
            },
          ]
        : [],
    );
  }
}

const bounds = [
  ...(['minimum', 'maximum', 'multipleOf', 'minLength', 'maxLength'] as const),
  ...(['minItems', 'maxItems', 'minProperties', 'maxProperties'] as const),
];

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function readPattern(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== 'string') return undefined;
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // a pattern of Go that JavaScript has no words for, such as (?i): the API server holds values to it, we cannot
    }
  }
  return undefined;
}
