/**
 * A structural schema, in the words of OpenAPI v3 as Kubernetes uses them. What is not named here is not looked at.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface Schema {
  /** `<file>#<type>`, such as `v1#PodSpec`, or `#<type>` of the same file. Nothing else stands beside it. */
  readonly $ref?: string;
  /** None where any value is taken, or where `format` or an extension says which. */
  readonly type?: SchemaType;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** The schema of the values of a map. Without it, or with false, other fields than `properties` are unknown. */
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  /** What it means stands in formats.ts; those that are not there are not looked at. */
  readonly format?: string;
  /** A regular expression of Go; where JavaScript cannot read it, it is not looked at. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly nullable?: boolean;
  /** A required field with a default may be missing. */
  readonly default?: unknown;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** The types of JSON that a schema can ask for. */
export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
