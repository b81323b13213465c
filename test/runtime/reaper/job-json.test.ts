import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJobs } from '../../../runtime/reaper/job-json.ts';

const names = [
  'name',
  'uid',
  'resourceVersion',
  'annotations',
  'finalizers',
  'managedFields',
  'spec',
  'status',
  'metadata',
];
/** Texts and names that could be taken for the places at which a Job is cut. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('},"spec":{', '},"status":{', ',"managedFields":[', '"', '\\', '}', '{', '😀'),
);
const anything = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom(...names)), tie('any'), { maxKeys: 3 }),
  ),
})).any;
const texts = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 3 });
const metadata = fc.record(
  {
    labels: texts,
    annotations: texts,
    ownerReferences: fc.array(fc.record({ kind: text, name: text }), { maxLength: 2 }),
    finalizers: fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const status = fc.record(
  {
    conditions: fc.array(fc.record({ type: text, status: text, message: text }), { maxLength: 3 }),
    failed: fc.nat(),
    uncountedTerminatedPods: fc.record({ failed: fc.array(text, { maxLength: 2 }) }),
  },
  { requiredKeys: [] },
);

/** A Job as the API server writes it: `managedFields` last in the metadata, then spec, then status. The spec may hold anything. */
const job = fc
  .record({
    metadata,
    managedFields: fc.option(fc.array(anything, { maxLength: 3 })),
    spec: fc.dictionary(text, anything),
    status,
  })
  .map(({ metadata, managedFields, spec, status }) => {
    const kept = { name: 'cds-a', uid: 'a', ...metadata };
    const managed = managedFields === null ? {} : { managedFields };
    return { whole: { metadata: { ...kept, ...managed }, spec, status }, part: { metadata: kept, status } };
  });

const isAny = (value: unknown): value is unknown => value !== undefined;
const parsed = (value: unknown) => parseJobs(Buffer.from(JSON.stringify(value)), isAny);

describe('the JSON of Jobs', () => {
  test('gives metadata and status as they are, whatever they hold, and most often nothing else', () => {
    let parts = 0;
    fc.assert(
      fc.property(job, ({ whole, part }) => {
        const event = (object: object) => ({ type: 'ADDED', object });
        const read = parsed(event(whole));
        const isPart = JSON.stringify(read) === JSON.stringify(event(part));
        if (isPart) parts += 1;
        else expect(read).toEqual(event(whole));
      }),
      { numRuns: 1_000 },
    );
    expect(parts).toBeGreaterThan(300);
  });

  test('gives all Jobs of a list as they are', () => {
    let parts = 0;
    fc.assert(
      fc.property(fc.array(job, { maxLength: 4 }), (jobs) => {
        const list = (items: readonly object[]) => ({ metadata: { resourceVersion: '5' }, items });
        const read = parsed(list(jobs.map(({ whole }) => whole)));
        const isPart = JSON.stringify(read) === JSON.stringify(list(jobs.map(({ part }) => part)));
        if (isPart) parts += 1;
        else expect(read).toEqual(list(jobs.map(({ whole }) => whole)));
      }),
      { numRuns: 1_000 },
    );
    expect(parts).toBeGreaterThan(300);
  });

  test('is read without what nobody needs where the API server wrote it', () => {
    const metadata = { name: 'cds-ä', uid: 'a', finalizers: ['b'], managedFields: [{ manager: 'berth' }] };
    const spec = { template: { spec: { containers: [{ name: 'job' }] } } };
    const status = { conditions: [{ type: 'Complete', status: 'True' }] };
    const { managedFields: _, ...kept } = metadata;
    expect(parsed({ items: [{ metadata, spec, status }] })).toEqual({ items: [{ metadata: kept, status }] });
  });

  test.each([
    ['no Job', { type: 'BOOKMARK', object: { metadata: { resourceVersion: '5' } } }],
    ['a Job in another order', { object: { status: {}, spec: {}, metadata: { name: 'cds-a' } } }],
    ['a Job whose spec comes before its metadata', { spec: { a: {}, spec: {} }, metadata: {}, status: {} }],
    ['a Job without a status', { object: { metadata: { name: 'cds-a' }, spec: {} } }],
  ])('is whole where it is of %s', (_title, value) => {
    expect(parsed(value)).toEqual(value);
  });

  test('is parsed as a whole where it is not right without what was left out', () => {
    const value = { object: { metadata: {}, spec: { a: 1 }, status: {} } };
    const hasSpec = (read: unknown): read is unknown => JSON.stringify(read)?.includes('spec') ?? false;
    expect(parseJobs(Buffer.from(JSON.stringify(value)), hasSpec)).toEqual(value);
  });

  test('is undefined for any bytes that are none, without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const isNone = (value: unknown): value is never => value === 'none';
        expect(parseJobs(Buffer.from(bytes), isNone)).toBeUndefined();
      }),
    );
  });
});
