import { expect, it } from '@jest/globals';
import { fieldsOf, integerOf, itemsOf, listOf, pathTo, textOf, textsOf, valueAt } from '../../../lib/checks/fields.ts';

it('a value of another type is read as an empty one', () => {
  for (const value of [undefined, null, 'text', 1, true]) {
    expect(fieldsOf(value)).toEqual({});
    expect(listOf(value)).toEqual([]);
    expect(itemsOf(value, 'spec')).toEqual([]);
    expect(textsOf(value)).toEqual([]);
    expect(valueAt(value, 'a', 'b')).toBeUndefined();
  }
  expect(fieldsOf([])).toEqual({});
  expect([textOf(''), textOf(1), integerOf('1'), integerOf(1.5)]).toEqual([undefined, undefined, undefined, undefined]);
});

it('what stands in a list beside maps keeps its place in the count', () => {
  expect(itemsOf([null, { a: 1 }, 'text', { b: 2 }], 'spec.list')).toEqual([
    { fields: { a: 1 }, path: 'spec.list[1]' },
    { fields: { b: 2 }, path: 'spec.list[3]' },
  ]);
});

it('what every object of JavaScript has is no field', () => {
  expect(valueAt({}, 'constructor')).toBeUndefined();
  expect(valueAt({ a: {} }, 'a', 'toString', 'name')).toBeUndefined();
});

it.each([
  ['', 'spec', 'spec'],
  ['spec', 'replicas', 'spec.replicas'],
  ['metadata.labels', 'app.kubernetes.io/name', 'metadata.labels["app.kubernetes.io/name"]'],
  ['data', 'tls.key', 'data["tls.key"]'],
  ['data', '', 'data[""]'],
])('the path of %j and %j is %s', (path, key, expected) => {
  expect(pathTo(path, key)).toBe(expected);
});
