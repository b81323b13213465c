import { close, open, rename, writeFile } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode, RetryError } from '../shared/errors.ts';

/** What is done for every request goes without the file handles of `fs/promises`, which take as much CPU time again. */
const openFile = promisify<string, string, number>(open);
const writeAll = promisify<number, Uint8Array>(writeFile);
const closeFile = promisify(close);
const renameFile = promisify(rename);

/** The folder, in the folder of files, for those that are being written. */
export const partsFolder = '.tmp';

/**
 * Files of one folder, and of folders in it, that readers see whole or not at all: each is written elsewhere on the same volume, then renamed. Nothing is
 * flushed to the disk itself: a file outlives a kill of the process, not always one of the machine.
 */
export class WholeFiles {
  readonly folder: string;
  /** Put before names by hand: `join` looks at every character, for every request. */
  readonly #prefix: string;
  readonly #newId: () => string;

  /** @param folder absolute; never made, as a volume that is not mounted is a fault @param newId gives another text each time, legal in a file's name */
  constructor(folder: string, newId: () => string) {
    this.folder = folder;
    this.#prefix = join(folder, '/');
    this.#newId = newId;
  }

  /** The path of a file of the folder. */
  path(name: string): string {
    return this.#prefix + name;
  }

  /**
   * Writes a file, in place of an earlier one.
   * @param name a file's name of at most 200 bytes, or one in a folder, which is made
   * @throws RetryError when it cannot be written; nothing is left behind then
   */
  async write(name: string, content: Uint8Array): Promise<void> {
    const part = this.path(`${partsFolder}/${basename(name)}.${this.#newId()}`);
    try {
      await inFolderOf(part, () => writeNew(part, content));
      try {
        await inFolderOf(this.path(name), () => renameFile(part, this.path(name)));
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    } catch (error) {
      throw new RetryError(`responder: ${this.path(name)} could not be written`, { cause: error });
    }
  }
}

/** Does something that needs the folder of a path, which is made when it turns out to be missing. The folder above that has to be there. */
async function inFolderOf(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    await mkdir(dirname(path)).catch((fault: unknown) => {
      if (!hasCode(fault, 'EEXIST')) throw fault;
    });
    await act();
  }
}

async function writeNew(path: string, content: Uint8Array): Promise<void> {
  const file = await openFile(path, 'wx');
  try {
    await writeAll(file, content);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await closeFile(file);
  }
}
