import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WatchFrames, type WatchEvent } from '../../../runtime/reaper/watch-frames.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { job } from '../../support/reaper/jobs.ts';
import { bytesOf, enveloped, frame, frameOf, jobBytes, statusOf } from '../../support/reaper/protobuf.ts';

const eventOf = (type: 'ADDED' | 'MODIFIED' | 'DELETED', name: string, resourceVersion: string): WatchEvent => ({
  type,
  object: { metadata: { name, uid: `${name}-uid`, resourceVersion }, status: {} },
});

/** Everything that is read from chunks, in order. */
function readAll(chunks: readonly Uint8Array[], frames = new WatchFrames()): WatchEvent[] {
  return chunks.flatMap((chunk) => [...frames.read(Buffer.from(chunk))]);
}

/** Cuts bytes at each of the places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

const someEvents: readonly WatchEvent[] = [
  eventOf('ADDED', 'cds-a', '1'),
  eventOf('MODIFIED', 'cds-ä€😀', '2'),
  { type: 'BOOKMARK', object: { metadata: { resourceVersion: '3' } } },
  eventOf('DELETED', 'cds-a', '4'),
  { type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } },
];
const someBytes = Buffer.concat(someEvents.map(frameOf));

describe('the frames of a watch', () => {
  test('give the same events wherever the chunks end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (places) => {
        expect(readAll(cut(someBytes, places))).toEqual(someEvents);
      }),
    );
  });

  test('give the same events byte by byte', () => {
    expect(readAll([...someBytes].map((byte) => Uint8Array.of(byte)))).toEqual(someEvents);
  });

  test('give no event for what is not whole', () => {
    expect(readAll([someBytes.subarray(0, -1)])).toEqual(someEvents.slice(0, -1));
  });

  test.each([
    ['nothing', Buffer.alloc(4)],
    ['no protobuf', Buffer.from('\0\0\0\u0008password')],
    ['an event without an object', frame('ADDED', Buffer.alloc(0))],
    ['an event of a kind that is not known', frame('RENAMED', enveloped('Job', jobBytes(job())))],
    ['a Job in JSON', frame('ADDED', Buffer.from(JSON.stringify({ metadata: { name: 'password', uid: 'b' } })))],
    ['a Status where a Job should be', frame('ADDED', statusOf({ code: 410, message: 'password' }))],
    ['a Job where a Status should be', frame('ERROR', enveloped('Job', jobBytes(job())))],
    ['a Job without a uid', frame('ADDED', enveloped('Job', bytesOf([[1, bytesOf([[1, 'password']])]])))],
    ['a Job that ends too early', frame('ADDED', enveloped('Job', jobBytes(job()).subarray(0, -1)))],
  ])('fail with a RetryError, and without their text, when one is %s', (_title, bytes) => {
    const read = () => readAll([bytes]);
    expect(read).toThrow(RetryError);
    expect(read).not.toThrow(/password/);
  });

  test('fail when one is too long, instead of filling the memory', () => {
    const frames = new WatchFrames(1000);
    expect(readAll([Buffer.from([0, 0, 0x03, 0xe8]), Buffer.alloc(999)], frames)).toEqual([]);
    expect(() => readAll([Buffer.from([0, 0, 0x03, 0xe9])], new WatchFrames(1000))).toThrow(
      'reaper: watch: got a frame of 1001 bytes; expected at most 1000',
    );
  });

  test('fail with nothing but a RetryError, whatever the bytes', () => {
    const length = (bytes: Uint8Array) => Buffer.from([0, 0, 0, bytes.length]);
    const part = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.constantFrom('bytes', 'Job', 'Status'))), (parts) => {
        const framed = parts.map(([bytes, kind]) =>
          kind === 'bytes'
            ? Buffer.concat([length(bytes), bytes])
            : frame(kind === 'Job' ? 'ADDED' : 'ERROR', enveloped(kind, bytes)),
        );
        try {
          for (const event of readAll(framed)) expect(typeof event.object).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(RetryError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
