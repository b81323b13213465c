import { quote } from '../../contract/faults.ts';
import { pathText, type Step } from '../paths.ts';
import type { Problem } from '../rule.ts';
import type { Alternatives, CompiledSchema } from './compiled-schema.ts';
import type { formats } from './formats.ts';
import { nearest } from './nearest.ts';
import type { Schema } from './schema.ts';

const maxListedFields = 12;

/**
 * Where a walk stands, and what it has found so far, in words.
 */
export class SchemaWalk {
  readonly path: Step[] = [];
  readonly problems: Problem[] = [];
  /** The objects that the walk is in, from the outside in, each with the length of its path. */
  readonly #objects: { readonly node: CompiledSchema; readonly depth: number }[] = [];
  readonly #isSecret: (path: readonly Step[]) => boolean;

  constructor(isSecret: (path: readonly Step[]) => boolean) {
    this.#isSecret = isSecret;
  }

  enter(node: CompiledSchema): void {
    this.#objects.push({ node, depth: this.path.length });
  }

  leave(): void {
    this.#objects.pop();
  }

  nullValue(node: CompiledSchema): void {
    const remedy = 'give a value, or remove the field: Kubernetes takes null for nothing at all';
    this.#report([], `got null; expected ${typeOf(node)}`, remedy);
  }

  wrongType(node: CompiledSchema, value: unknown): void {
    this.#report([], `got ${this.#shown(value)}; expected ${typeOf(node)}`, typeRemedy(node, value));
  }

  unknownField(node: CompiledSchema, name: string): void {
    const of = node.name === '' ? '' : ` of ${node.name}`;
    this.#report([name], `got a field that is not known; expected a field${of}`, this.#fieldRemedy(node, name));
  }

  missingField(node: CompiledSchema, name: string): void {
    const property = node.properties.get(name)?.ready();
    const expected = property === undefined ? 'a value' : typeOf(property);
    this.#report([name], `got nothing; expected ${expected}`, `add ${name}, which is required`);
  }

  notInEnum(node: CompiledSchema, value: unknown): void {
    const allowed = (node.enum ?? []).filter((item) => item !== '');
    const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
    const remedy = near === undefined ? 'use one of them' : `write ${JSON.stringify(near)}`;
    this.#report([], `got ${this.#shown(value)}; expected ${listed(allowed)}`, remedy);
  }

  wrongFormat({ shape, remedy }: (typeof formats)[string], value: unknown): void {
    this.#report([], `got ${this.#shown(value)}; expected ${shape}`, remedy);
  }

  wrongPattern(node: CompiledSchema, value: unknown): void {
    const expected = `a string that matches ${node.schema.pattern}`;
    this.#report([], `got ${this.#shown(value)}; expected ${expected}`, 'correct the value');
  }

  doubledEntry(index: number, key: string): void {
    const shown = this.#isSecret([...this.path, index]) ? 'the same' : key;
    this.#report([index], `got a second entry with ${shown}; expected each once`, 'rename or remove one of the two');
  }

  outOfBounds(schema: Schema, value: unknown): void {
    for (const { isOut, expected, remedy } of boundsOf(schema, value)) {
      if (isOut) this.#report([], `got ${this.#shown(value)}; expected ${expected}`, remedy);
    }
  }

  noAlternative(rule: Alternatives['rule'], schemas: readonly CompiledSchema[], value: unknown): void {
    const fields = schemas.flatMap((schema) => schema.ready().required);
    const count = { allOf: 'all of', anyOf: 'at least one of', oneOf: 'exactly one of', not: 'none of' }[rule];
    const forms = fields.length > 0 ? `the fields ${fields.join(', ')}` : `${schemas.length} forms`;
    this.#report([], `got ${this.#shown(value)}; expected ${count} ${forms}`, "see the kind's documentation");
  }

  #report(steps: readonly Step[], problem: string, remedy: string): void {
    this.problems.push({ path: pathText([...this.path, ...steps]), problem, remedy });
  }

  #shown(value: unknown): string {
    const isSecret = this.#isSecret(this.path);
    return Array.isArray(value) || (typeof value === 'object' && value !== null) || isSecret
      ? kindOfValue(value)
      : quote(value);
  }

  #fieldRemedy({ properties }: CompiledSchema, name: string): string {
    const near = nearest(name, [...properties.keys()]);
    if (near !== undefined) return `rename it to ${near}`;
    const outer = this.#objects.slice(0, -1).findLast(({ node }) => node.properties.has(name));
    if (outer !== undefined) return `move it out, to ${pathText([...this.path.slice(0, outer.depth), name])}`;
    const inner = [...properties].find(([, property]) => fieldsIn(property).has(name));
    if (inner !== undefined)
      return `move it into ${pathText([...this.path, inner[0]])}${inner[1].ready().type === 'array' ? '[]' : ''}`;
    const known =
      properties.size > 0 && properties.size <= maxListedFields ? `: ${[...properties.keys()].join(', ')}` : '';
    return `remove it, or use a field that exists${known}`;
  }
}

function fieldsIn(node: CompiledSchema): ReadonlyMap<string, CompiledSchema> {
  const { type, items, properties } = node.ready();
  return type === 'array' && items !== undefined ? items.ready().properties : properties;
}

function typeOf(node: CompiledSchema): string {
  if (node.enum !== undefined) return listed(node.enum);
  if (node.intOrString) return 'an integer or a string';
  if (node.type === undefined) return node.format?.shape ?? 'a value';
  return { object: 'an object', array: 'a list', ...articles }[node.type];
}

const articles = { string: 'a string', integer: 'an integer', number: 'a number', boolean: 'true or false' };

function typeRemedy({ type }: CompiledSchema, value: unknown): string {
  if (type === 'string' && typeof value !== 'object')
    return 'put it into quotes: without them YAML reads a number or a boolean';
  if (type === 'boolean' || ((type === 'integer' || type === 'number') && typeof value === 'string'))
    return 'write it without quotes';
  if (type === 'integer') return 'write a whole number';
  if (type === 'array') return 'begin each entry with a dash';
  if (type === 'object') return 'write fields, each with its name, one level deeper';
  return 'give a value of that type';
}

function kindOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function listed(values: readonly unknown[]): string {
  const texts = values.filter((value) => value !== '').map((value) => JSON.stringify(value));
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

function* boundsOf(
  schema: Schema,
  value: unknown,
): Generator<{ readonly isOut: boolean; readonly expected: string; readonly remedy: string }> {
  const change = 'change the value';
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, multipleOf = 0 } = schema;
    const isBelow = exclusiveMinimum === true ? value <= minimum : value < minimum;
    const isAbove = exclusiveMaximum === true ? value >= maximum : value > maximum;
    yield { isOut: isBelow, expected: `${exclusiveMinimum ? 'more than' : 'at least'} ${minimum}`, remedy: change };
    yield { isOut: isAbove, expected: `${exclusiveMaximum ? 'less than' : 'at most'} ${maximum}`, remedy: change };
    yield {
      isOut: multipleOf > 0 && value % multipleOf !== 0,
      expected: `a multiple of ${multipleOf}`,
      remedy: change,
    };
    return;
  }
  const [size, unit, min, max] = sizeOf(schema, value);
  yield { isOut: size < (min ?? 0), expected: `at least ${min} ${unit}`, remedy: `add ${unit}` };
  yield { isOut: size > (max ?? Infinity), expected: `at most ${max} ${unit}`, remedy: `remove ${unit}` };
}

function sizeOf(schema: Schema, value: unknown): [number, string, number | undefined, number | undefined] {
  // characters as Kubernetes counts them: code points
  if (typeof value === 'string') return [[...value].length, 'characters', schema.minLength, schema.maxLength];
  if (Array.isArray(value)) return [value.length, 'entries', schema.minItems, schema.maxItems];
  if (typeof value !== 'object' || value === null) return [0, '', undefined, undefined];
  return [Object.keys(value).length, 'fields', schema.minProperties, schema.maxProperties];
}
