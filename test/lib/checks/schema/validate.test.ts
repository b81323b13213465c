import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompiledSchema } from '../../../../lib/checks/schema/compiled-schema.ts';
import type { Schema } from '../../../../lib/checks/schema/schema.ts';
import { validate, type ValidateOptions } from '../../../../lib/checks/schema/validate.ts';

const compile = (schema: Schema): CompiledSchema =>
  new CompiledSchema(schema, () => {
    throw new Error('no references here');
  });

/** What is found of a value, each as `path: problem; remedy`. */
const found = (schema: Schema, value: unknown, options?: ValidateOptions): string[] =>
  validate(compile(schema), value, options).map(({ path, problem, remedy }) => `${path}: ${problem}; ${remedy}`);

const shelf: Schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    books: {
      type: 'array',
      items: { type: 'object', properties: { title: { type: 'string' }, pages: { type: 'integer' } } },
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    width: { type: 'number' },
    isOpen: { type: 'boolean' },
  },
};

describe('the walker', () => {
  test('finds nothing in a value that fits', () => {
    const value = { name: 'a', books: [{ title: 't', pages: 1 }], labels: { 'x/y': 'z' }, width: 0.5, isOpen: false };
    expect(found(shelf, value)).toEqual([]);
  });

  test('names every fault of a value, with its path', () => {
    expect(found(shelf, { books: [{ title: 1 }, { pages: 1.5 }], labels: { 'x/y': true }, isOpen: 'no' })).toEqual([
      'books[0].title: got 1; expected a string; put it into quotes: without them YAML reads a number or a boolean',
      'books[1].pages: got 1.5; expected an integer; write a whole number',
      'labels["x/y"]: got true; expected a string; put it into quotes: without them YAML reads a number or a boolean',
      'isOpen: got "no"; expected true or false; write it without quotes',
      'name: got nothing; expected a string; add name, which is required',
    ]);
  });

  test('says what shape is meant where a list, an object or a number is another', () => {
    expect(found(shelf, { name: 'a', books: { title: 't' }, labels: 'x', width: '5' })).toEqual([
      'books: got an object; expected a list; begin each entry with a dash',
      'labels: got "x"; expected an object; write fields, each with its name, one level deeper',
      'width: got "5"; expected a number; write it without quotes',
    ]);
  });

  test('takes an undefined field for a missing one', () => {
    expect(found(shelf, { name: 'a', books: undefined })).toEqual([]);
    expect(found(shelf, { name: undefined })).toHaveLength(1);
  });

  test('refuses null unless the schema says nullable', () => {
    const remedy = 'give a value, or remove the field: Kubernetes takes null for nothing at all';
    expect(found(shelf, { name: null })).toEqual([`name: got null; expected a string; ${remedy}`]);
    expect(found({ type: 'string', nullable: true }, null)).toEqual([]);
  });
});

describe('an unknown field', () => {
  const unknown = 'got a field that is not known; expected a field';

  test('is taken for the known one that is spelt alike', () => {
    expect(found(shelf, { name: 'a', boks: [] })).toEqual([`boks: ${unknown}; rename it to books`]);
    expect(found(shelf, { name: 'a', isopen: true })).toEqual([`isopen: ${unknown}; rename it to isOpen`]);
  });

  test('is to be moved out where an object around it has a field of its name', () => {
    expect(found(shelf, { name: 'a', books: [{ labels: {} }] })).toEqual([
      `books[0].labels: ${unknown}; move it out, to labels`,
    ]);
  });

  test('is to be moved into a field that has one of its name', () => {
    expect(found(shelf, { name: 'a', pages: 3 })).toEqual([`pages: ${unknown}; move it into books[]`]);
  });

  test('is shown the fields that exist, when they are few', () => {
    expect(found(shelf, { name: 'a', colour: 'red' })).toEqual([
      `colour: ${unknown}; remove it, or use a field that exists: name, books, labels, width, isOpen`,
    ]);
  });

  test('is taken where the schema keeps unknown fields, and held to the schema of the known ones', () => {
    const open: Schema = { ...shelf, 'x-kubernetes-preserve-unknown-fields': true };
    expect(found(open, { name: 'a', colour: 'red' })).toEqual([]);
    expect(found(open, { name: 1 })).toHaveLength(1);
    expect(found({ type: 'object', additionalProperties: true }, { any: 1 })).toEqual([]);
    expect(found({ type: 'object', additionalProperties: false }, { any: 1 })).toHaveLength(1);
  });

  test('is not looked for under anyOf, which says nothing of other fields', () => {
    const schema: Schema = {
      type: 'object',
      properties: { a: {}, b: {} },
      anyOf: [{ required: ['a'], properties: { a: { type: 'string' } } }],
    };
    expect(found(schema, { a: 'x', b: 1 })).toEqual([]);
  });
});

describe('a value', () => {
  test('is one of an enumeration, and the one meant is named', () => {
    const schema: Schema = { type: 'string', enum: ['', 'Always', 'IfNotPresent', 'Never'] };
    const expected = 'expected "Always", "IfNotPresent" or "Never"';
    expect(found(schema, 'always')).toEqual([`: got "always"; ${expected}; write "Always"`]);
    expect(found(schema, 'Sometimes')).toEqual([`: got "Sometimes"; ${expected}; use one of them`]);
  });

  test('is within its bounds', () => {
    const number: Schema = { type: 'number', minimum: 1, maximum: 3, exclusiveMaximum: true, multipleOf: 0.5 };
    expect(found(number, 0.7)).toEqual([
      ': got 0.7; expected at least 1; change the value',
      ': got 0.7; expected a multiple of 0.5; change the value',
    ]);
    expect(found(number, 3)).toEqual([': got 3; expected less than 3; change the value']);
    expect(found(number, 2.5)).toEqual([]);
    // two code points, four UTF-16 code units
    expect(found({ type: 'string', maxLength: 2 }, '🚢🚢')).toEqual([]);
    expect(found({ type: 'array', minItems: 1 }, [])).toEqual([
      ': got a list; expected at least 1 entries; add entries',
    ]);
    expect(found({ type: 'object', maxProperties: 0, additionalProperties: true }, { a: 1 })).toHaveLength(1);
  });

  test('matches a pattern, unless JavaScript cannot read it', () => {
    expect(found({ type: 'string', pattern: '^[a-z]+$' }, 'A1')).toEqual([
      ': got "A1"; expected a string that matches ^[a-z]+$; correct the value',
    ]);
    expect(found({ type: 'string', pattern: '(?<broken' }, 'A1')).toEqual([]);
  });

  test('of a set or of keyed list entries comes once', () => {
    expect(found({ type: 'array', 'x-kubernetes-list-type': 'set' }, ['a', 'b', 'a'])).toEqual([
      '[2]: got a second entry with "a"; expected each once; rename or remove one of the two',
    ]);
    const keyed: Schema = {
      type: 'array',
      items: {
        type: 'object',
        properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
    };
    expect(found(keyed, [{ port: 53 }, { port: 53, protocol: 'UDP' }])).toEqual([]);
    expect(found(keyed, [{ port: 53 }, { port: 53, protocol: 'TCP' }])).toEqual([
      '[1]: got a second entry with port 53, protocol "TCP"; expected each once; rename or remove one of the two',
    ]);
  });

  test('may be missing although it is required, where there is a default', () => {
    const schema: Schema = { type: 'object', required: ['a'], properties: { a: { type: 'string', default: 'b' } } };
    expect(found(schema, {})).toEqual([]);
  });

  test('fits the alternatives of its schema', () => {
    const properties = { a: { type: 'string' }, b: { type: 'string' } } as const;
    const parts: Schema[] = [{ required: ['a'] }, { required: ['b'] }];
    const object = { type: 'object', properties } as const;
    expect(found({ ...object, anyOf: parts }, {})[0]).toContain('expected at least one of the fields a, b');
    expect(found({ ...object, oneOf: parts }, { a: '', b: '' })[0]).toContain(
      'expected exactly one of the fields a, b',
    );
    expect(found({ ...object, not: { required: ['a'] } }, { a: '' })[0]).toContain('expected none of the fields a');
    expect(found({ ...object, allOf: parts }, { a: '' })[0]).toContain('b: got nothing');
    expect(found({ ...object, oneOf: parts, anyOf: parts, not: { required: ['c'] } }, { a: '' })).toEqual([]);
  });

  test('that is secret is never shown', () => {
    const isSecret = (): boolean => true;
    expect(found({ type: 'string' }, 12345, { isSecret })[0]).toContain('got a number; expected a string');
    expect(found({ type: 'string', pattern: '^x' }, 'hunter2', { isSecret })[0]).not.toContain('hunter2');
    expect(found({ type: 'string', enum: ['a'] }, 'hunter2', { isSecret })[0]).not.toContain('hunter2');
    expect(
      found({ type: 'array', 'x-kubernetes-list-type': 'set' }, ['hunter2', 'hunter2'], { isSecret })[0],
    ).not.toContain('hunter2');
  });

  test('that is long is cut', () => {
    expect(found({ type: 'integer' }, 'x'.repeat(1000))[0]?.length).toBeLessThan(200);
  });
});

describe('schemas of any kind', () => {
  test('are walked to the end with values of any kind', () => {
    const schema: fc.Arbitrary<Schema> = fc.object({
      key: fc.constantFrom('type', 'properties', 'items', 'required', 'enum', 'pattern', 'anyOf', 'a', 'format', 'not'),
      values: [fc.constantFrom('object', 'array', 'string', 'integer', 'a', 'byte'), fc.boolean(), fc.integer()],
      maxDepth: 4,
    });
    fc.assert(fc.property(schema, fc.jsonValue(), (any, value) => Array.isArray(validate(compile(any), value))));
  });

  test('find every value that is not of the type of their own', () => {
    const types: Record<string, (value: unknown) => boolean> = {
      object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      array: Array.isArray,
      string: (value) => typeof value === 'string',
      integer: Number.isInteger,
      number: (value) => typeof value === 'number',
      boolean: (value) => typeof value === 'boolean',
    };
    const anything = { additionalProperties: true };
    fc.assert(
      fc.property(fc.constantFrom(...Object.entries(types)), fc.jsonValue(), ([type, isType], value) => {
        expect(found({ type, ...anything } as Schema, value).length).toBe(isType(value) ? 0 : 1);
      }),
    );
  });
});
