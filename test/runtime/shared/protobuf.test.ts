import { describe, expect, test } from '@jest/globals';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { bytes, int32, int64, made, many, message, one, text, texts } from '../../../runtime/shared/protobuf.ts';

const pod = message({ 1: one('name', text), 2: one('restarts', int32) });
const pods = message({
  1: many('pods', pod),
  2: texts('labels'),
  3: one('size', int64),
  4: one(
    'upper',
    made(text, (value) => value.toUpperCase()),
  ),
  5: one('raw', bytes),
});
const written = (write: (writer: BinaryWriter) => void) => {
  const writer = new BinaryWriter();
  write(writer);
  return Buffer.from(writer.finish());
};
const label = (writer: BinaryWriter, key: string, value: string) =>
  writer.tag(2, WireType.LengthDelimited).fork().tag(1, 2).string(key).tag(2, 2).string(value).join();

describe('a message', () => {
  test('has fields that are messages, lists, maps, numbers, text and bytes', () => {
    const wire = written((writer) => {
      writer.tag(1, WireType.LengthDelimited).fork().tag(1, 2).string('cds-ä€😀').tag(2, 0).int32(-3).join();
      label(writer, 'app', 'cds');
      writer.tag(1, WireType.LengthDelimited).fork().tag(2, 0).int32(7).join();
      label(writer, 'tier', '');
      writer.tag(3, WireType.Varint).int64(1_767_225_600);
      writer.tag(4, WireType.LengthDelimited).string('x');
      writer.tag(5, WireType.LengthDelimited).bytes(Uint8Array.of(1, 2));
    });
    expect(pods.parse(wire)).toEqual({
      pods: [{ name: 'cds-ä€😀', restarts: -3 }, { restarts: 7 }],
      labels: { app: 'cds', tier: '' },
      size: 1_767_225_600,
      upper: 'X',
      raw: Buffer.of(1, 2),
    });
  });

  test('lacks what is empty, as what is absent', () => {
    const wire = written((writer) =>
      writer.tag(1, WireType.LengthDelimited).string('').tag(2, WireType.Varint).int32(0),
    );
    expect(pod.parse(wire)).toEqual({});
    expect(pod.parse(Buffer.alloc(0))).toEqual({});
  });

  test('lacks fields that are not named, of any kind', () => {
    const wire = written((writer) => {
      writer.tag(9, WireType.Varint).uint64('18446744073709551615');
      writer.tag(10, WireType.Bit64).fixed64(1);
      writer.tag(11, WireType.Bit32).fixed32(1);
      writer.tag(12, WireType.LengthDelimited).bytes(new Uint8Array(300));
      writer.tag(1, WireType.LengthDelimited).string('a');
    });
    expect(pod.parse(wire)).toEqual({ name: 'a' });
  });

  test('keeps a key that objects have of their own out of them', () => {
    const { labels } = pods.parse(written((writer) => label(writer, '__proto__', 'x'))) as { readonly labels: object };
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });

  test.each([
    ['a field has another wire type', 'field 1: got wire type 0; expected 2', [0x08, 1]],
    ['a field is longer than the message', 'premature EOF', [0x0a, 9, 0x61]],
    ['a number has no end', 'invalid varint', [0x10, ...Array.from({ length: 11 }, () => 0xff)]],
    ['a tag is 0', 'illegal tag', [0]],
  ])('fails when %s', (_title, text, wire) => {
    expect(() => pod.parse(Buffer.from(wire))).toThrow(text);
  });

  test('fails when a message within it is longer than itself', () => {
    const wire = written((writer) =>
      writer.tag(1, 2).fork().tag(1, 2).uint32(3).raw(Buffer.from('a')).join().tag(9, 0).int32(1),
    );
    expect(() => pods.parse(wire)).toThrow('premature EOF');
  });

  test('fails with an Error that holds none of them, or is read, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (any) => {
        try {
          expect(typeof pods.parse(Buffer.from(any))).toBe('object');
        } catch (error) {
          expect((error as Error).message).toMatch(
            /^(premature EOF|illegal tag|field \d+: got wire type|invalid|cant skip)/,
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
