import { expect, test } from '@jest/globals';
import { referenceOf } from './image.ts';

test.each([
  ['redis', 'docker.io/library/redis:latest'],
  ['redis:6.2', 'docker.io/library/redis:6.2'],
  ['berth/stub:1', 'docker.io/berth/stub:1'],
  ['localhost/stub:1', 'localhost/stub:1'],
  ['ghcr.io/dexidp/dex:v2.44.0', 'ghcr.io/dexidp/dex:v2.44.0'],
  ['registry:5000/app', 'registry:5000/app:latest'],
])('an image called %s in a pod is looked for as %s', (image, reference) => {
  expect(referenceOf(image)).toBe(reference);
});
