import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LogShrankError, Scanner, Scanners } from '../../../runtime/log-viewer/scanner.ts';
import { folderWith } from '../../support/folder.ts';

const scanner = new Scanner();
const at = 70_000;

/** Bytes that are newlines, and letters of either case, more often than not. */
const bytes = fc
  .uint8Array({ maxLength: 200 })
  .map((array) => array.map((byte) => (byte < 128 ? 'aAbB\n'.charCodeAt(byte % 5) : byte)));

function load(content: Uint8Array, behind = 10): number {
  scanner.bytes.fill(behind, at, at + content.length + 64);
  scanner.bytes.set(content, at);
  return at + content.length;
}

describe('the scans of bytes', () => {
  test('count newlines as a loop does, whatever stands behind the end', () => {
    fc.assert(
      fc.property(bytes, fc.nat(20), (content, skip) => {
        const end = load(content);
        const from = Math.min(at + skip, end);
        expect(scanner.count(from, end)).toBe(content.subarray(from - at).filter((byte) => byte === 10).length);
      }),
    );
  });

  test('find what indexOf finds, and nothing that goes on behind the end', () => {
    const needles = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((array) => array.map((byte) => (byte % 2 ? 97 : 65)));
    fc.assert(
      fc.property(bytes, needles, fc.nat(20), (content, needle, skip) => {
        const end = load(content, 97);
        const from = Math.min(at + skip, end);
        scanner.setNeedle(Buffer.from(needle), false);
        const expected = Buffer.from(content).indexOf(needle, from - at);
        expect(scanner.find(from, end)).toBe(expected === -1 || from === end ? -1 : at + expected);
      }),
    );
  });

  test('find ASCII letters in either case, and other bytes as they are', () => {
    const needles = fc
      .uint8Array({ minLength: 1, maxLength: 4 })
      .map((array) => array.map((byte) => (byte % 2 ? 97 : 66)));
    fc.assert(
      fc.property(bytes, needles, (content, needle) => {
        const end = load(content);
        scanner.setNeedle(Buffer.from(needle), true);
        const lower = (array: Uint8Array) =>
          Buffer.from(array)
            .toString('latin1')
            .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        const expected = content.length === 0 ? -1 : lower(content).indexOf(lower(needle));
        expect(scanner.find(at, end)).toBe(expected === -1 ? -1 : at + expected);
      }),
    );
  });

  test.each([
    ['@', '`'],
    ['[', '{'],
    ['0', '\u0010'],
  ])('do not take %j for %j where case is ignored', (one, other) => {
    const end = load(Buffer.from(other));
    scanner.setNeedle(Buffer.from(one), true);
    expect(scanner.find(at, end)).toBe(-1);
  });
});

describe('the reader', () => {
  test('gives all bytes once, with as many of those before as are kept', async () => {
    const content = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251));
    const file = await open(join(folderWith({ 'a.log': content }), 'a.log'));
    const next = scanner.reader(file, 3, content.length);
    const parts: Buffer[] = [];
    let kept = 0;
    for (let chunk = await next(); chunk !== undefined; chunk = await next(kept)) {
      const part = Buffer.from(scanner.bytes.subarray(chunk.at, chunk.end));
      expect(part.subarray(0, kept).equals(parts.at(-1)?.subarray(-kept || Infinity) ?? part.subarray(0, 0))).toBe(
        true,
      );
      parts.push(part.subarray(kept));
      kept = parts.length === 1 ? 200_000 : 7;
      expect(chunk.isLast).toBe(parts.reduce((sum, { length }) => sum + length, 3) === content.length);
    }
    expect(Buffer.concat(parts).equals(content.subarray(3))).toBe(true);
    await file.close();
  });

  test('fails when the file ends sooner', async () => {
    const file = await open(join(folderWith({ 'a.log': 'abc' }), 'a.log'));
    const next = scanner.reader(file, 0, 10);
    await expect(next()).rejects.toThrow(LogShrankError);
    await scanner.settled();
    await file.close();
  });
});

test('a scanner is lent to one at a time, and lent again', async () => {
  const scanners = new Scanners();
  const [one, other] = await Promise.all([scanners.use(async (each) => each), scanners.use(async (each) => each)]);
  expect(one).not.toBe(other);
  expect(scanners.inUse).toBe(0);
  expect([one, other]).toContain(await scanners.use(async (each) => each));
});
