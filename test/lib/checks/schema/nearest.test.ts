import { expect, test } from '@jest/globals';
import { nearest } from '../../../../lib/checks/schema/nearest.ts';

test.each([
  ['replica', 'replicas'],
  ['REPLICAS', 'replicas'],
  ['repilcas', 'replicas'],
  ['templte', 'template'],
  ['selctor', 'selector'],
])('%s most likely means %s', (word, meant) => {
  expect(nearest(word, ['template', 12, 'replicas', 'selector', 'strategy'])).toBe(meant);
});

test.each(['volumes', 'x', '', 'rep'])('%j means none of fields that are spelt otherwise', (word) => {
  expect(nearest(word, ['template', 'replicas', 'selector', 'strategy'])).toBeUndefined();
});

test('of two that are spelt alike the nearer is meant', () => {
  expect(nearest('portss', ['port', 'ports'])).toBe('ports');
});
