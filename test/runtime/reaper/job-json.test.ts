import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutSpec } from '../../../runtime/reaper/job-json.ts';

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

/** A line of a watch as the API server writes it: `managedFields` last in the metadata, then spec, then status. The spec may hold anything. */
const line = fc
  .record({
    metadata,
    managedFields: fc.option(fc.array(anything, { maxLength: 3 })),
    spec: fc.dictionary(text, anything),
    status,
  })
  .map(({ metadata, managedFields, spec, status }) => {
    const meta = { name: 'cds-a', uid: 'a', ...metadata };
    const managed = managedFields === null ? {} : { managedFields };
    return {
      meta,
      status,
      json: JSON.stringify({ type: 'ADDED', object: { metadata: { ...meta, ...managed }, spec, status } }),
    };
  });

describe('a Job without its spec', () => {
  test('keeps its metadata and its status as they were, whatever they hold, or cannot be cut', () => {
    let cuts = 0;
    fc.assert(
      fc.property(line, ({ meta, status, json }) => {
        const cut = withoutSpec(Buffer.from(json));
        if (cut === undefined) return;
        let event: { object: { metadata: object; status: object; spec?: object } };
        try {
          event = JSON.parse(cut);
        } catch {
          return; // the caller then reads the whole line
        }
        cuts += 1;
        expect(event).toEqual({ type: 'ADDED', object: { metadata: meta, status } });
      }),
      { numRuns: 1_000 },
    );
    expect(cuts).toBeGreaterThan(0);
  });

  test.each([
    ['nothing', ''],
    ['no Job', '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5"}}}'],
    ['a Job in another order', '{"object":{"status":{},"spec":{},"metadata":{"name":"cds-a"}}}'],
    ['a Job without a status', '{"object":{"metadata":{"name":"cds-a"},"spec":{}}}'],
  ])('cannot be cut out of %s', (_title, json) => {
    const cut = withoutSpec(Buffer.from(json));
    expect(cut).toBeUndefined();
  });

  test('is found for any bytes, without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(['undefined', 'string']).toContain(typeof withoutSpec(Buffer.from(bytes)));
      }),
    );
  });
});
