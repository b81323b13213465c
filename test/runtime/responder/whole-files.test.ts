import { describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WholeFiles } from '../../../runtime/responder/whole-files.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';

function filesIn(folder: string): WholeFiles {
  let ids = 0;
  return new WholeFiles(folder, () => String((ids += 1)));
}

describe('a file', () => {
  test('is written, and written again, with nothing left beside it', async () => {
    const folder = folderWith();
    const files = filesIn(folder);
    await files.write('a.inmeta', Buffer.from('first'));
    await files.write('a.inmeta', Buffer.from('second, Zoë'));
    await files.write('below/b.json', Buffer.from('{}'));
    expect(filesBelow(folder)).toEqual({ 'a.inmeta': 'second, Zoë', 'below/b.json': '{}' });
    expect(files.path('a.inmeta')).toBe(join(folder, 'a.inmeta'));
  });

  test('of 10 MiB is never seen in part', async () => {
    const folder = folderWith();
    const files = filesIn(folder);
    const contents = ['a', 'b'].map((letter) => Buffer.alloc(10 * 2 ** 20, letter));
    await files.write('a.inmeta', contents[0]!);
    const writing = Promise.all(contents.map((content) => files.write('a.inmeta', content)));
    const state = { isWriting: true };
    void writing.then(() => (state.isWriting = false));
    while (state.isWriting) {
      const seen = readFileSync(join(folder, 'a.inmeta'));
      expect(contents.some((content) => content.equals(seen))).toBe(true);
      await new Promise(setImmediate);
    }
    await writing;
  });

  test('that cannot be written is tried again, and leaves nothing behind', async () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'a.inmeta'));
    await expect(filesIn(folder).write('a.inmeta', Buffer.from('x'))).rejects.toThrow(RetryError);
    expect(filesBelow(folder)).toEqual({});
  });

  test('is not written where the volume is not mounted', async () => {
    const folder = join(folderWith(), 'away');
    await expect(filesIn(folder).write('a.inmeta', Buffer.from('x'))).rejects.toMatchObject({
      name: 'RetryError',
      message: `responder: ${folder}/a.inmeta could not be written`,
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
  });
});
