import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotationPrefix, jobLabels } from '../../../lib/contract/job-labels.ts';

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const id = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'abcXYZ019-_. /é'), maxLength: 100 }),
  ),
);
const request = fc.record(
  { online_id: id, nearline_id: id, archive_id: id, deliverable_asset: fc.maxSafeInteger() },
  { requiredKeys: [] },
);

describe('the labels of a request', () => {
  test('are its five ids', () => {
    const all = {
      deliverable_asset: 12,
      deliverable_bundle: 3,
      online_id: 'VX-1',
      nearline_id: 'n_1',
      archive_id: 'a.1',
      filename: 'test.mxf',
    };
    expect(jobLabels(all)).toEqual({
      labels: {
        'deliverable-asset-id': '12',
        'deliverable-bundle-id': '3',
        'online-id': 'VX-1',
        'nearline-id': 'n_1',
        'archive-id': 'a.1',
      },
      annotations: {},
    });
  });

  test('leave out what is absent or null, and keep 0 and the empty text', () => {
    expect(jobLabels({ online_id: null, nearline_id: undefined, archive_id: '', deliverable_asset: 0 })).toEqual({
      labels: { 'archive-id': '', 'deliverable-asset-id': '0' },
      annotations: {},
    });
  });

  test.each([
    ['VX 12/3', 'VX123-d25c81ea1ebce7f1'],
    ['-x-', 'x-c6cf95e52d1790f0'],
    ['日本', 'cf2abf0c5be326cb'],
    ['a'.repeat(64), `${'a'.repeat(46)}-ffe054fe7ae0cb6d`],
    [`${'a'.repeat(45)}.----${'b'.repeat(40)}`, `${'a'.repeat(45)}-51dd8c10631057e9`],
  ])('give %j a legal short form, and the whole value an annotation', (value, short) => {
    expect(jobLabels({ online_id: value })).toEqual({
      labels: { 'online-id': short },
      annotations: { 'cds.berth/online-id': value },
    });
  });

  test('a negative number is no legal label value as it stands', () => {
    expect(jobLabels({ deliverable_asset: -5 }).annotations).toEqual({ 'cds.berth/deliverable-asset-id': '-5' });
  });

  test('a value of 63 legal characters is taken whole', () => {
    const value = `a${'-'.repeat(61)}b`;
    expect(jobLabels({ online_id: value })).toEqual({ labels: { 'online-id': value }, annotations: {} });
  });

  test('long values that differ only at their end have different labels', () => {
    const [one, other] = ['x', 'y'].map((end) => jobLabels({ online_id: 'a'.repeat(100) + end }).labels['online-id']);
    expect(one).not.toBe(other);
  });

  test('are legal whatever the request holds, and lose no value', () => {
    fc.assert(
      fc.property(request, (request) => {
        const { labels, annotations } = jobLabels(request);
        for (const [key, label] of Object.entries(labels)) {
          expect(label).toMatch(labelValue);
          expect(label.length).toBeLessThanOrEqual(63);
          const field = key.replace(/-id$/, key.startsWith('deliverable') ? '' : '_id').replace('-', '_');
          const whole = annotations[annotationPrefix + key] ?? label;
          expect(whole).toBe(String(request[field as keyof typeof request]));
        }
        expect(jobLabels(request)).toEqual({ labels, annotations });
      }),
      { numRuns: 500 },
    );
  });

  test('the keys of annotations are legal', () => {
    expect(`${annotationPrefix}deliverable-bundle-id`).toMatch(
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[a-z][-a-z]{0,61}[a-z]$/,
    );
  });

  test('an annotation is cut at 16 KiB of UTF-8, never within a character', () => {
    const { annotations } = jobLabels({ online_id: `a${'😀'.repeat(1_000_000)}` });
    expect(annotations['cds.berth/online-id']).toBe(`a${'😀'.repeat(4095)}`);
  });

  test('half a character, which UTF-8 cannot hold, is replaced in the annotation', () => {
    expect(jobLabels({ online_id: 'a\ud800b' }).annotations).toEqual({ 'cds.berth/online-id': 'a\ufffdb' });
  });

  test('take no longer than the value is long', () => {
    const begin = performance.now();
    jobLabels({ online_id: `/${'-'.repeat(200_000)}a${'-'.repeat(200_000)}b` });
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
