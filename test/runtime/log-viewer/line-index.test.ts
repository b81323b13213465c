import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  appendFileSync,
  openSync,
  closeSync,
  ftruncateSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { LineIndexes } from '../../../runtime/log-viewer/line-index.ts';
import type { LogFile } from '../../../runtime/log-viewer/log-file.ts';
import { LogStore } from '../../../runtime/log-viewer/log-store.ts';
import { LogShrankError, Scanners } from '../../../runtime/log-viewer/scanner.ts';
import { folderWith } from '../../support/folder.ts';

const base = folderWith({ 'r/.keep': '' });
const path = join(base, 'r', 'a.log');
const store = new LogStore({ base });

/** Opens the log for as long as the work takes. */
async function withLog<T>(work: (file: LogFile) => Promise<T>): Promise<T> {
  const file = await store.open({ route: 'r', log: 'a.log' });
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

const newIndexes = () => new LineIndexes(new Scanners());

/** What an index says of the log as it is now. */
const look = (indexes: LineIndexes, line = 0) =>
  withLog(async (file) => {
    const index = await indexes.of(file);
    return { lines: index.lines, offset: await index.offsetOf(line, file), end: index.end, bytes: index.bytes };
  });

describe('the index of lines', () => {
  test('finds every line of any file, and the line of every byte', async () => {
    const content = fc.array(fc.constantFrom('', 'a', 'a line\r', 'x'.repeat(70_000)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(content, fc.boolean(), async (lines, isEnded) => {
        const text = lines.join('\n') + (isEnded ? '\n' : '');
        writeFileSync(path, text);
        const offsets = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
        await withLog(async (file) => {
          const index = await newIndexes().of(file);
          expect(index.lines).toBe(text === '' ? 0 : offsets.length - (text.endsWith('\n') ? 1 : 0));
          for (const [line, offset] of offsets.entries()) {
            expect(await index.offsetOf(line, file)).toBe(offset);
            expect(await index.lineAt(offset, file)).toBe(line);
          }
          expect(await index.offsetOf(offsets.length + 5, file)).toBe(text.length);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('grows with its file, reading only what is new', async () => {
    writeFileSync(path, 'one\ntwo');
    const indexes = newIndexes();
    expect(await look(indexes, 1)).toMatchObject({ lines: 2, offset: 4 });
    appendFileSync(path, ' and a half\nthree\n');
    expect(await look(indexes, 2)).toMatchObject({ lines: 3, offset: 19 });
    const index = await withLog((file) => indexes.of(file));
    appendFileSync(path, 'four\n'.repeat(100_000));
    expect(await look(indexes, 100_002)).toMatchObject({ lines: 100_003, offset: 500_020 });
    expect(await withLog((file) => indexes.of(file))).toBe(index);
  });

  test.each([
    ['is shorter', () => truncateSync(path, 4)],
    ['is empty', () => truncateSync(path, 0)],
    ['was cut and has grown again', () => writeFileSync(path, 'new\n'.repeat(10))],
    ['was cut and grew beyond where it was', () => writeFileSync(path, 'new\n'.repeat(10_000))],
    [
      'was cut in the middle and grew again with other lines',
      () => {
        truncateSync(path, 100);
        appendFileSync(path, 'a line\nb\n'.repeat(10_000));
      },
    ],
    [
      'was replaced',
      () => {
        writeFileSync(`${path}.new`, 'a\nb\n');
        renameSync(`${path}.new`, path);
      },
    ],
  ])('notices that the file %s', async (_, change) => {
    writeFileSync(path, 'line\n'.repeat(5_000));
    const indexes = newIndexes();
    expect((await look(indexes)).lines).toBe(5_000);
    change();
    expect(await look(indexes, 2)).toEqual(await look(newIndexes(), 2));
  });

  test('is made once for all who ask meanwhile', async () => {
    writeFileSync(path, 'line\n'.repeat(200_000));
    const indexes = newIndexes();
    const [one, ...others] = await withLog((file) => Promise.all([1, 2, 3].map(() => indexes.of(file))));
    expect(others).toEqual([one, one]);
  });

  test('fails when the file is cut while it is read, and is there for the next one', async () => {
    writeFileSync(path, 'line\n'.repeat(200_000));
    const indexes = newIndexes();
    await withLog(async (file) => {
      truncateSync(path, 5);
      await expect(indexes.of(file)).rejects.toThrow(LogShrankError);
    });
    expect((await look(indexes)).lines).toBe(1);
  });

  test('of a sparse file of 3 GB takes no more memory than of one of 1 GB', async () => {
    const descriptor = openSync(path, 'w');
    ftruncateSync(descriptor, 3 * 1024 ** 3);
    writeSync(descriptor, 'a\nb\nc', 3 * 1024 ** 3);
    closeSync(descriptor);
    const { lines, bytes, offset } = await look(newIndexes(), 2);
    expect({ lines, offset }).toEqual({ lines: 3, offset: 3 * 1024 ** 3 + 4 });
    expect(bytes).toBeLessThanOrEqual(128 * 1024);
    truncateSync(path, 0);
  }, 60_000);
});
