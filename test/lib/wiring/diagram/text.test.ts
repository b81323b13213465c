import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brokenText, textStyles, textWidth, type StyleName } from '../../../../lib/wiring/diagram/text.ts';

const styles = fc.constantFrom(...(Object.keys(textStyles) as StyleName[]));

describe('the width of a text', () => {
  // widths in em, as a browser measures them in DejaVu Sans Bold, DejaVu Sans and DejaVu Sans Mono
  test.each([
    ['heading', 'Kubernetes API', 8.726],
    ['heading', 'MMMMWWWW', 8.393],
    ['note', 'outside the cluster', 9.365],
    ['note', 'mmmm', 3.897],
    ['row', 'rabbitmq.example.com:5672', 15.052],
    ['name', 'worker-elasticsearch-indexer', 16.858],
  ] as const)('in style %s is no less than that of a wide font: %s', (style, text, em) => {
    expect(textWidth(text, style)).toBeGreaterThanOrEqual(em * textStyles[style].size);
  });

  test('of names counts two places for characters that are two wide', () => {
    expect(textWidth('漢字', 'name')).toBeGreaterThanOrEqual(textWidth('abcd', 'name') - 1);
  });

  test('is at most the sum of the widths of its parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), styles, (a, b, style) => {
        expect(textWidth(a + b, style)).toBeLessThanOrEqual(textWidth(a, style) + textWidth(b, style));
      }),
    );
  });
});

describe('the lines of a text', () => {
  test.each([
    ['name', 'worker', ['worker']],
    ['row', 'elasticsearch.example.com:443', ['elasticsearch.', 'example.com:443']],
    ['name', 'https://shop.example.com/front/door', ['https://shop.', 'example.com/', 'front/door']],
    ['note', 'public, except 10.0.0.0/8', ['public, except ', '10.0.0.0/8']],
    ['name', 'a'.repeat(45), ['a'.repeat(20), 'a'.repeat(20), 'aaaaa']],
    ['name', '', ['']],
  ] as const)('of style %s break at joints: %s', (style, text, lines) => {
    expect(brokenText(text, style, 20)).toEqual(lines);
  });

  test('are about equally long', () => {
    expect(brokenText('feature-store-synchronisation', 'name', 28)).toEqual(['feature-store-', 'synchronisation']);
  });

  test('make the text again, and none is too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), styles, fc.integer({ min: 1, max: 40 }), (text, style, longest) => {
        const lines = brokenText(text, style, longest);
        expect(lines.join('')).toBe(text);
        expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(longest);
      }),
    );
  });
});
