import { describe, expect, test } from '@jest/globals';
import { expectedOf, printVariable } from '../../../lib/config/variable-printers.ts';
import type { VariableSpec } from '../../../lib/contract/variables.ts';

const types: readonly VariableSpec['type'][] = [
  'text',
  'path',
  'host',
  'url',
  'public-url',
  'port',
  'integer',
  'boolean',
  'seconds',
  'milliseconds',
  'bytes',
  'list',
  'number',
  'duration',
  'timestamp',
  'regexp',
  'host-port',
  'public-authority',
  'dialled-public-url',
];

describe('what a variable takes', () => {
  test.each<[Omit<VariableSpec, 'meaning'>, string]>([
    [{ type: 'integer' }, 'a whole number'],
    [{ type: 'integer', minimum: 1 }, 'a whole number from 1'],
    [{ type: 'integer', maximum: 15 }, 'a whole number to 15'],
    [{ type: 'integer', minimum: 0, maximum: 15 }, 'a whole number from 0 to 15'],
    [{ type: 'text', oneOf: ['a', 'b'] }, 'one of "a", "b"'],
    [{ type: 'json' }, 'a value that JSON can hold'],
    [{ type: 'json', of: 'public-url' }, 'a value that JSON can hold of URLs for browsers'],
    [{ type: 'list', of: 'path', or: [''] }, 'a list of absolute paths or ""'],
    [{ type: 'text', pattern: '^a', shape: 'beginning with a' }, 'a text, beginning with a'],
    [{ type: 'text', oneOf: ['a'], or: [''] }, 'one of "a", ""'],
  ])('as %j is said in words', (spec, words) => {
    expect(expectedOf({ ...spec, meaning: '' })).toBe(words);
  });

  test.each(types)('of type %s is no object that nobody knows, and no function', (type) => {
    for (const value of [{}, () => 5, Symbol('a')]) {
      expect(printVariable({ type, meaning: '' }, value)).toBeUndefined();
    }
  });

  test('as JSON is no function, which JSON cannot hold', () => {
    expect(printVariable({ type: 'json', meaning: '' }, () => 5)).toBeUndefined();
  });
});
