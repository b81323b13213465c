import type { Step } from '../paths.ts';
import type { Problem } from '../rule.ts';
import type { Alternatives, CompiledSchema } from './compiled-schema.ts';
import { SchemaWalk } from './schema-walk.ts';

/** What `validate` is told beside schema and value. */
export interface ValidateOptions {
  /** Whether the value at a path is a secret, whose value then is not shown. @default - shows all values */
  readonly isSecret?: (path: readonly Step[]) => boolean;
}

/**
 * Finds everything in a value that its schema refuses, unknown fields included, as the API server does under strict field validation. It is
 * stricter with null, which the API server drops from built-in kinds without a word, and with doubled list entries, of which `kubectl apply`
 * loses all but one. It does not evaluate rules in CEL (`x-kubernetes-validations`).
 *
 * @param value parsed from JSON or YAML; undefined fields count as missing
 */
export function validate(schema: CompiledSchema, value: unknown, options: ValidateOptions = {}): Problem[] {
  const walk = new SchemaWalk(options.isSecret ?? (() => false));
  visit(schema, value, walk);
  return walk.problems;
}

function visit(schema: CompiledSchema, value: unknown, walk: SchemaWalk): void {
  const node = schema.ready();
  if (node.takesAnything) return;
  if (value === null) {
    if (!node.nullable) walk.nullValue(node);
    return;
  }
  if (!hasType(node, value)) {
    walk.wrongType(node, value);
    return;
  }
  if (typeof value === 'object') {
    if (Array.isArray(value)) visitList(node, value, walk);
    else visitObject(node, value as Readonly<Record<string, unknown>>, walk);
  } else {
    visitScalar(node, value, walk);
  }
  if (node.enum !== undefined && !isOneOf(node.enum, value)) walk.notInEnum(node, value);
  if (node.isBounded) walk.outOfBounds(node.schema, value);
  for (const alternatives of node.alternatives) visitAlternatives(alternatives, value, walk);
}

function hasType({ type, intOrString, format }: CompiledSchema, value: unknown): boolean {
  if (intOrString) return typeof value === 'string' || Number.isInteger(value);
  switch (type) {
    case undefined:
      return format === undefined || typeof value === 'string' || typeof value === 'number';
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
  }
}

function visitObject(node: CompiledSchema, value: Readonly<Record<string, unknown>>, walk: SchemaWalk): void {
  walk.enter(node);
  for (const name in value) {
    const part = value[name];
    if (part === undefined) continue;
    const schema = node.properties.get(name) ?? node.additional;
    if (schema !== undefined) {
      walk.path.push(name);
      visit(schema, part, walk);
      walk.path.pop();
    } else if (!node.takesUnknown) {
      walk.unknownField(node, name);
    }
  }
  for (const name of node.required) if (value[name] === undefined) walk.missingField(node, name);
  walk.leave();
}

function visitList(node: CompiledSchema, value: readonly unknown[], walk: SchemaWalk): void {
  if (node.items !== undefined) {
    const last = walk.path.push(0) - 1;
    for (let index = 0; index < value.length; index++) {
      walk.path[last] = index;
      visit(node.items, value[index], walk);
    }
    walk.path.pop();
  }
  if (value.length > 1 && (node.isSet || node.mapKeys.length > 0)) visitDoubles(node, value, walk);
}

function visitDoubles(node: CompiledSchema, value: readonly unknown[], walk: SchemaWalk): void {
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const key = node.isSet ? JSON.stringify(item) : mapKey(node, item);
    if (key === undefined) continue;
    if (seen.has(key)) walk.doubledEntry(index, key);
    seen.add(key);
  }
}

/** The key of a list's entry, such as `containerPort 8080, protocol "TCP"`; none where a part of it is missing. */
function mapKey(node: CompiledSchema, item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  let text = '';
  for (const key of node.mapKeys) {
    const part = (item as Readonly<Record<string, unknown>>)[key] ?? node.items?.properties.get(key)?.schema.default;
    if (part === undefined) return undefined;
    text += `${text === '' ? '' : ', '}${key} ${JSON.stringify(part)}`;
  }
  return text;
}

function visitScalar(node: CompiledSchema, value: unknown, walk: SchemaWalk): void {
  if (node.format !== undefined && !node.format.fits(value as string | number)) walk.wrongFormat(node.format, value);
  if (node.pattern !== undefined && typeof value === 'string' && !node.pattern.test(value))
    walk.wrongPattern(node, value);
}

function visitAlternatives({ rule, schemas }: Alternatives, value: unknown, walk: SchemaWalk): void {
  if (rule === 'allOf') {
    for (const schema of schemas) visit(schema, value, walk);
    return;
  }
  const fitting = schemas.filter((schema) => validate(schema, value).length === 0).length;
  const fits = rule === 'anyOf' ? fitting > 0 : rule === 'oneOf' ? fitting === 1 : fitting === 0;
  if (!fits) walk.noAlternative(rule, schemas, value);
}

function isOneOf(allowed: readonly unknown[], value: unknown): boolean {
  if (allowed.includes(value)) return true;
  return typeof value === 'object' && allowed.some((item) => JSON.stringify(item) === JSON.stringify(value));
}
