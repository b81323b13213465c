import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { imageReference, isFixedTag, resolveImage, type Image, type ResolvedImage } from '../../../lib/core/image.ts';
import { chart, faults } from '../../support/build.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;

function resolve(image: Image | undefined): { image: ResolvedImage; faults: string[] } {
  const scope = chart();
  const resolved = resolveImage(scope, 'image', image);
  return { image: resolved, faults: faults(scope) };
}

const refusal = (got: string): string =>
  `test/shop/web: image: got ${JSON.stringify(got)}; expected a repository with a tag other than latest or with a ` +
  'digest, such as "example.com/buffer-web:1.4.2"; name the version that shall run [ERR_IMAGE_REFERENCE]';

describe('a reference', () => {
  test.each([
    ['redis', { tag: undefined, digest: undefined }],
    ['redis:7', { tag: '7', digest: undefined }],
    ['redis:latest', { tag: 'latest', digest: undefined }],
    ['localhost:5000/shop/web', { tag: undefined, digest: undefined }],
    ['registry.example.com:5000/shop/web_app:v1.4.2-rc.1', { tag: 'v1.4.2-rc.1', digest: undefined }],
    ['Registry/web:1', { tag: '1', digest: undefined }],
    [`web@${digest}`, { tag: undefined, digest }],
    [`web:1.4@${digest}`, { tag: '1.4', digest }],
    [`web@${sha512}`, { tag: undefined, digest: sha512 }],
    [`${'a'.repeat(255)}:1`, { tag: '1', digest: undefined }],
    [`${'a'.repeat(64)}:1`, { tag: '1', digest: undefined }],
  ])('may be %s', (text, expected) => {
    expect(imageReference(text)).toEqual(expected);
  });

  test.each([
    '',
    'Web:1.4',
    'web: 1.4',
    'web:',
    'web:-1',
    'https://example.com/web:1.4',
    '${IMAGE}',
    'registry..example.com/web:1.4',
    '-registry/web:1.4',
    'my_registry:5000/web:1.4',
    `${'a'.repeat(256)}:1`,
    'a'.repeat(64),
    'web@sha256:abc',
    'web@md5:0123456789abcdef0123456789abcdef',
    `web@${sha512.replace('sha512', 'sha256')}`,
    `web@${digest.replace('sha256', 'sha512')}`,
  ])('is not %j', (text) => {
    expect(imageReference(text)).toBeUndefined();
  });
});

describe('an image', () => {
  test.each([
    'redis:7.2.11',
    'library/redis:7.2.11-alpine',
    'localhost:5000/web:dev',
    'registry.example.com:443/team/sub_team/web-app:v1.4.2',
    'registry.example.com/a__b/c---d/e.f:1',
    `web:${'a'.repeat(128)}`,
    `web@${digest}`,
    `registry.example.com/web:1.4.2@${digest}`,
    `web:latest@${digest}`,
  ])('may be %s', (reference) => {
    expect(resolve(reference)).toMatchObject({ image: { reference }, faults: [] });
  });

  test.each([
    '',
    'redis',
    'redis:',
    'redis:latest',
    'registry.example.com/redis',
    'registry.example.com:5000/redis',
    'team/Web:1.0.0',
    'web: 1.0.0',
    'web:1.0.0 ',
    'web:1.0.0\n',
    'web:-1',
    `web:${'a'.repeat(129)}`,
    'https://registry.example.com/web:1.0.0',
    'registry.example.com//web:1.0.0',
    '/web:1.0.0',
    'web_:1.0.0',
    'web@sha256:abc',
    `web@${digest}0`,
    `web@${digest.toUpperCase()}`,
    'web@md5:0123456789abcdef0123456789abcdef',
    '$IMAGE:1.0.0',
    'registry..example.com/web:1.0.0',
    '-registry.example.com/web:1.0.0',
    `web@${sha512}`,
    `web:1.0.0@${sha512}`,
  ])('fails when it is %j', (reference) => {
    expect(resolve(reference).faults).toEqual([refusal(reference)]);
  });

  test('is put together from legal parts in any way', () => {
    const component = fc.stringMatching(/^[a-z0-9]+([._-][a-z0-9]+)?$/);
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/).filter((text) => text !== 'latest');
    const host = fc.constantFrom('', 'localhost:5000/', 'registry.example.com/', 'Registry:80/');
    fc.assert(
      fc.property(host, fc.array(component, { minLength: 1, maxLength: 3 }), tag, (registry, path, version) => {
        const { image, faults } = resolve(`${registry}${path.join('/')}:${version}`);
        expect({ tag: image.tag, faults }).toEqual({ tag: version, faults: [] });
      }),
    );
  });

  test('fails when there is none, as in an environment that came past the compiler', () => {
    expect(resolve(undefined).faults).toEqual([refusal('').replace('got ""', 'got nothing')]);
  });

  test('in the object form is checked too', () => {
    expect(resolve({ reference: 'web', pullPolicy: 'Never' }).faults).toEqual([refusal('web')]);
  });
});

describe('the tag of an image', () => {
  test.each([
    ['web:1.4.2', '1.4.2'],
    ['localhost:5000/web:dev', 'dev'],
    [`web@${digest}`, undefined],
  ])('of %s is %s', (reference, tag) => {
    expect(resolve(reference).image.tag).toBe(tag);
  });
});

describe('the pull policy of an image', () => {
  test.each<[Image, string]>([
    ['web:1.4.2', 'IfNotPresent'],
    ['web:dev', 'Always'],
    [`web@${digest}`, 'IfNotPresent'],
    [`web:dev@${digest}`, 'IfNotPresent'],
    [{ reference: 'web:dev', pullPolicy: 'Never' }, 'Never'],
    [{ reference: 'web:1.4.2', pullPolicy: 'Always' }, 'Always'],
  ])('of %j is %s', (image, policy) => {
    expect(resolve(image).image.pullPolicy).toBe(policy);
  });
});

describe('a tag', () => {
  test.each([
    '1.4.2',
    'v1.4.2',
    '1.4.2-alpine',
    '1.4.2+build',
    'v0.0.1_rc',
    '2026-11-05',
    '20261105',
    '20261105.2',
    'a1b2c3d',
    'a'.repeat(39) + '1',
  ])('%s is taken as never moved', (tag) => {
    expect(isFixedTag(tag)).toBe(true);
  });

  test.each([
    '',
    'dev',
    'main',
    'stable',
    '7',
    '7.2',
    'v7',
    '1.4.x',
    'deadbeef',
    'a1b2c3',
    'a'.repeat(40) + '1',
    '1.4.2beta',
    '2026-11',
  ])('%j may move', (tag) => {
    expect(isFixedTag(tag)).toBe(false);
  });
});
