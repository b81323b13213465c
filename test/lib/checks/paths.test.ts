import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pathSteps, pathText } from '../../../lib/checks/paths.ts';

test.each([
  ['spec.template.spec.containers[0].image', ['spec', 'template', 'spec', 'containers', 0, 'image']],
  ['metadata.annotations["example.com/a.b"]', ['metadata', 'annotations', 'example.com/a.b']],
  ['["a\\"b"][1][2]', ['a"b', 1, 2]],
  ['', []],
])('the path %s has its steps', (text, steps) => {
  expect(pathSteps(text)).toEqual(steps);
  expect(pathText(steps)).toBe(text);
});

test('every path comes back from its text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.nat())), (steps) => {
      expect(pathSteps(pathText(steps))).toEqual(steps);
    }),
  );
});
