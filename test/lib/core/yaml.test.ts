import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Lazy, Yaml } from 'cdk8s';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { plainParts } from '../../../lib/core/plain-data.ts';
import { printManifest, stringifyManifest } from '../../../lib/core/yaml.ts';
import { manifestsIn } from '../../../lib/synth/write.ts';

/** What is taken for something other than a text, ends a text, or has to be escaped. */
const oddTexts = [
  ['', ' ', '  ', 'a ', ' a', '\t', '\ta', 'a\tb', '\n', '\n\n', '\n ', ' \n', 'a \nb', '\r', '\r\n', 'a\r\nb\r\n'],
  ['a\n', 'a\n\n', '\na', ' a\nb', 'a\nb', 'a\nb\n', 'a\n b\n', 'a\n\n\nb', 'a\tb\nc', 'a\n\t', 'a\n---\nb', '# a\nb'],
  [':', ': ', ':a', 'a: b', 'a:b', 'a:', 'a::b', '#', ' #'],
  ['a #b', 'a# b', '-', '- ', '- a', '-a', '--', '--a=1', '-1a'],
  ['---', '--- a', '...', '...\na', '%', '%a', '?', '? ', '? a', '?a', '!', '!a', '&', '&a', '*', '*a', '@', '`', '|'],
  ['>', "'", '"', `'"`, "it's", 'a"b', '\\', '\\n', 'a \\n'],
  ['{', '}', '{}', '{"a":1}', '[', ']', '[]', ',', ',a', 'a,b'],
  ['$', '$(A)', '(', '/', '/bin/sh', '=', '=a', '<', '<<', '<<a', '~', '~a', '_', '_1', '^', ';', '+', '+a', '.', '.a'],
  ['0', '-0', '+1', '-1', '1', '007', '0755', '08', '0o7', '0b1', '0x1F', '0xG', '1_000', '1,000', '1__', '1.', '1.5'],
  ['.5', '1.2.3', '1.2.3.4', '1.2.3e4', '1..2', '1.2.', '1e3', '1E-3', '1.e5', '.e5', 'e5', 'E-0', 'e+5', '-e5', 'e5a'],
  ['--e5', '1:30', '1:30.5', '-1:30', '1:2:3', '1:99', '10.0.0.0/8', '250m', '10Mi', '1h', '1T', '1z', '.inf', '-.INF'],
  ['+.Inf', '.nan', '.NaN', '2026-11', '2026-11-21', '2026-1-2', '2026-11-21T10:00:00Z', '2026-11-21 10:00:00 +1'],
  ['y', 'Y', 'yes', 'Yes', 'YES', 'yEs', 'n', 'N', 'no', 'NO', 'on', 'On', 'oN', 'off', 'OFF', 'true', 'True', 'tRue'],
  ['false', 'False', 'null', 'Null', 'NULL', 'nULL', 'nulls', 'one', 'e', 'constructor', '__proto__', 'toJSON'],
  ['0 * * * *', '*/5 * * * *', '0 0 1,15 * 1-5', '\0', '\x07', '\x1b[1m', '\x7f', '\x85', '\xa0', '\u2028', '\u2029'],
  ['\ufeff', '\ufffe', '\ud800', '\udc00a', 'é', '😀', 'x'.repeat(1100), 'two words '.repeat(120)],
  [`${'long '.repeat(50)}\nline\n`, '#!/bin/sh\nset -eu\n\n  say "x"\n', 'key: value\n- item\n', '---\na: 1\n'],
  ['<?xml version="1.0"?>\n<routes>\n  <route id=\'a\'/>\n\n</routes>\n'],
].flat();
const characters = (from: number, to: number) =>
  fc.string({ unit: fc.integer({ min: from, max: to }).map((code) => String.fromCharCode(code)) });
const text = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.array(fc.constantFrom(...oddTexts, 'a', 'b c', '1'), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'0123456789+-._:eExXobTtZz aAfF/') }),
  fc.string({ unit: fc.constantFrom(...'aeE0159:-#.,_/ \n\t"\'{}[]&*!|>%@`$()=<~?xob\\') }),
  characters(0x20, 0x7e),
  characters(0, 0xffff),
  fc.string({ unit: 'binary' }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 4, arbitrary: text },
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(0, -0, 1e21, 1e-7, 2 ** 53)),
    fc.constantFrom(null, undefined),
    tie('value').map((late) => Lazy.any({ produce: () => late })),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const manifest = fc.dictionary(text, value, { maxKeys: 3, noNullPrototype: true });

/** What cdk8s prints of what it renders of plain data; undefined where it is not plain. */
function expectedOf(object: object): string | undefined {
  try {
    return Yaml.stringify(plainParts(object));
  } catch {
    return undefined;
  }
}

function printed(print: () => string): string | undefined {
  try {
    return print();
  } catch {
    return undefined;
  }
}

function expectSame(...objects: readonly object[]): void {
  for (const object of objects) {
    const expected = expectedOf(object);
    // expect takes longer than printing, and there are many cases
    if (printed(() => stringifyManifest(object)) !== expected) expect(stringifyManifest(object)).toBe(expected);
    const known = printed(() => printManifest(object));
    if (known !== undefined && known !== expected) expect(known).toBe(expected);
  }
}

/** So many cases come by tens in one document, since cdk8s takes its time for each document. */
const ten = { minLength: 10, maxLength: 10 };
const cases = { numRuns: 2000 };

describe('manifests are printed as cdk8s prints them', () => {
  test('whatever text a value is', () => {
    fc.assert(
      fc.property(fc.array(text, ten), (texts) =>
        expectSame({ ...texts }, { a: { b: texts, c: { d: { ...texts } } } }),
      ),
      cases,
    );
  });

  test('whatever text a key is', () => {
    fc.assert(
      fc.property(fc.array(text, ten), (keys) => {
        const map = Object.fromEntries(keys.map((key, index) => [key, index]));
        expectSame(map, { a: { b: { ...map } }, c: [{ d: { ...map } }] });
      }),
      cases,
    );
  });

  test('whatever a map or a list is', () => {
    fc.assert(
      fc.property(fc.array(value, ten), (values) => expectSame({ ...values })),
      cases,
    );
  });

  test('whatever the document is', () => {
    fc.assert(
      fc.property(manifest, (object) => expectSame(object, { a: object }, { a: [object] })),
      cases,
    );
  });

  test.each(oddTexts)('with the text %j on its own: as a value, in a list, as a key, and deep inside', (odd) => {
    expectSame({ a: odd }, { a: [odd, [odd], { b: odd }] }, { [odd]: 'a' }, { a: { [odd]: { [odd]: [odd] } } });
    expectSame({ a: { b: { c: { d: { e: [{ f: odd }] } } } } });
  });

  test.each<[string, object]>([
    ['null', { a: null, b: [null], c: { d: null }, e: { f: null, g: 1 } }],
    ['undefined', { a: undefined, b: [undefined], c: { d: undefined } }],
    ['what is empty', { a: {}, b: [], c: '', d: [{}, [], ''], e: { f: {}, g: [] } }],
    ['numbers', { a: [0, -0, 1.5, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 10n] }],
    ['a date', { a: new Date(0) }],
    ['a Map', { a: new Map([['b', 1]]) }],
    ['bytes', { a: Buffer.from('b') }],
    ['what turns itself into JSON', { a: { toJSON: () => 'b' } }],
    ['an object without a prototype', { a: Object.assign(Object.create(null) as object, { b: 1 }) }],
    ['nothing but null in a list', { a: [null] }],
    ['nothing but null in a map', { a: { b: null, c: Lazy.any({ produce: () => undefined }) } }],
    ['a late value', { a: Lazy.any({ produce: () => ({ c: [1], b: {} }) }), b: Lazy.any({ produce: () => [] }) }],
    ['keys out of order', { b: { d: 1, c: { f: 2, e: 3 } }, a: [{ h: 4, g: 5 }] }],
    ['a word of JavaScript as a key', { a: { constructor: 1 }, b: { resolve: 2 }, c: { toString: 3 } }],
  ])('with %s', (_, object) => {
    expectSame(object);
  });

  test('where an object stands in a document twice', () => {
    const labels = { app: 'web' };
    const ports = [80];
    expectSame({ selector: { matchLabels: labels }, metadata: { labels } }, { a: ports, b: [ports] }, { labels });
  });

  test('for every file of dist', () => {
    const files = manifestsIn('dist');
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const printed = readFileSync(`dist/${file}`, 'utf8');
      const objects = parseAllDocuments(printed, { version: '1.1' }).map((document) => document.toJS() as unknown);
      expect(objects.map((object) => printManifest(object as object)).join('---\n')).toBe(printed);
    }
  });
});
