import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { WatchLines, type WatchEvent } from '../../../runtime/reaper/watch-lines.ts';

const eventOf = (type: string, name: string, resourceVersion: string) =>
  ({ type, object: { metadata: { name, uid: `${name}-uid`, resourceVersion } } }) as unknown as WatchEvent;
const textOf = (events: readonly WatchEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** Everything that is read from chunks, in order. */
function readAll(chunks: readonly Uint8Array[], lines = new WatchLines()): WatchEvent[] {
  return chunks.flatMap((chunk) => [...lines.read(Buffer.from(chunk))]);
}

/** Cuts bytes at each of the places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

const someEvents = [
  eventOf('ADDED', 'cds-a', '1'),
  eventOf('MODIFIED', 'cds-ä€😀', '2'),
  eventOf('BOOKMARK', '', '3'),
  eventOf('DELETED', 'cds-a', '4'),
  { type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } } as const,
];

describe('the lines of a watch', () => {
  test('give the same events wherever the chunks end, also within a character', () => {
    const bytes = Buffer.from(textOf(someEvents));
    fc.assert(
      fc.property(fc.array(fc.nat()), (places) => {
        expect(readAll(cut(bytes, places))).toEqual(someEvents);
      }),
    );
  });

  test('give the same events byte by byte', () => {
    const bytes = Buffer.from(textOf(someEvents));
    expect(readAll([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(someEvents);
  });

  test('give no event for what has no line end', () => {
    expect(readAll([Buffer.from(textOf(someEvents).slice(0, -1))])).toEqual(someEvents.slice(0, -1));
  });

  test('pass over empty lines', () => {
    expect(readAll([Buffer.from(`\n\n${textOf(someEvents)}\n`)])).toEqual(someEvents);
  });

  test.each([
    ['no JSON', '{"type":"ADDED","obj'],
    ['no object', '42'],
    ['null', 'null'],
    ['an event without an object', '{"type":"ADDED"}'],
    ['an event of a kind that is not known', '{"type":"RENAMED","object":{"metadata":{"name":"a","uid":"b"}}}'],
    ['an object without a uid', '{"type":"ADDED","object":{"metadata":{"name":"a"}}}'],
    ['a bookmark without metadata', '{"type":"BOOKMARK","object":{}}'],
  ])('fail with a RetryError, and without their text, when a line is %s', (_title, line) => {
    const read = () => readAll([Buffer.from(`${line}\n`)]);
    expect(read).toThrow(RetryError);
    expect(read).not.toThrow(/ADDED|RENAMED|metadata/);
  });

  test('fail when a line does not end, instead of filling the memory', () => {
    const lines = new WatchLines(1000);
    const chunk = Buffer.alloc(600, 'x');
    expect(readAll([chunk], lines)).toEqual([]);
    expect(() => readAll([chunk], lines)).toThrow(
      'reaper: watch: got a line of over 1000 bytes; expected an event a line',
    );
  });

  test('fail with nothing but a RetryError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const withEnds = chunks.map((chunk) => Buffer.concat([chunk, Buffer.from('\n')]));
        try {
          for (const event of readAll(withEnds)) expect(typeof event.object).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(RetryError);
        }
      }),
    );
  });
});
