import { expect, it } from '@jest/globals';
import { imageReference } from '../../../lib/checks/image-reference.ts';

const digest = 'sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1';

it.each([
  ['redis', { tag: undefined, digest: undefined }],
  ['redis:7', { tag: '7', digest: undefined }],
  ['localhost:5000/shop/web', { tag: undefined, digest: undefined }],
  ['registry.example.com:5000/shop/web_app:v1.4.2-rc.1', { tag: 'v1.4.2-rc.1', digest: undefined }],
  [`web@${digest}`, { tag: undefined, digest }],
  [`web:1.4@${digest}`, { tag: '1.4', digest }],
])('%s is a reference', (text, expected) => {
  expect(imageReference(text)).toEqual(expected);
});

it.each(['', 'Web:1.4', 'web: 1.4', 'web:', 'web:-1', 'web@sha256:abc', 'https://example.com/web:1.4', '${IMAGE}'])(
  '%j is none',
  (text) => {
    expect(imageReference(text)).toBeUndefined();
  },
);
