import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { childOf, formatTraceparent, parseTraceparent } from '../../../runtime/shared/trace.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const zeros = (count: number) => '0'.repeat(count);

describe('a traceparent', () => {
  test('is read as W3C has it, as text or bytes', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, isSampled: true });
    expect(parseTraceparent(Buffer.from(`00-${traceId}-${spanId}-00`))).toEqual({ traceId, spanId, isSampled: false });
    expect(parseTraceparent(`00-${traceId}-${spanId}-fe`)).toMatchObject({ isSampled: false });
  });

  test('of a later version is read as far as version 00 goes', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more-of-it`)).toEqual({ traceId, spanId, isSampled: true });
  });

  test.each([
    ['of version ff', `ff-${traceId}-${spanId}-01`],
    ['of version 00 with more behind it', `00-${traceId}-${spanId}-01-more`],
    ['in upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['with a trace id of zeros', `00-${zeros(32)}-${spanId}-01`],
    ['with a span id of zeros', `00-${traceId}-${zeros(16)}-01`],
    ['with a newline behind it', `00-${traceId}-${spanId}-01\n`],
    ['that is cut', `00-${traceId}-${spanId}`],
    ['that is a number', 12],
    ['that is absent', undefined],
  ])('%s is passed over', (_, value) => {
    expect(parseTraceparent(value)).toBeUndefined();
  });

  test('that was written is read as it was, and no other value makes the reader fail', () => {
    const hex = (digits: number) =>
      fc
        .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
        .filter((id) => /[^0]/.test(id));
    fc.assert(
      fc.property(fc.record({ traceId: hex(32), spanId: hex(16), isSampled: fc.boolean() }), (context) => {
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.uint8Array()), (value) => parseTraceparent(value) === undefined));
  });
});

describe('a piece of work', () => {
  test('that another one caused has its trace and sampling, and a span of its own', () => {
    const child = childOf({ traceId, spanId, isSampled: true });
    expect(child).toEqual({ traceId, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), isSampled: true });
    expect(child.spanId).not.toBe(spanId);
  });

  test('that nothing caused begins a trace, which nobody samples', () => {
    const random = (count: number) => new Uint8Array(count).fill(0xab);
    expect(formatTraceparent(childOf(undefined, random))).toBe(`00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-00`);
  });

  test('never gets an id of zeros', () => {
    let calls = 0;
    const random = (count: number) => new Uint8Array(count).fill(calls++ === 0 ? 0 : 1);
    expect(childOf({ traceId, spanId, isSampled: false }, random).spanId).toBe('01'.repeat(8));
  });
});
