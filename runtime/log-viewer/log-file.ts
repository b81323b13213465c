import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { hasCode } from '../shared/errors.ts';
import { notReadable } from './problem.ts';

/** A file as it was when it was opened. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Of the file system and the file in it; a file that takes another one's place has another one. */
  readonly identity: string;
  /** When it was written last. */
  readonly modified: Date;
  /** Changes with the file. */
  readonly etag: string;
}

/** A file that is open for reading, until the last of its users closes it. */
export class LogFile {
  readonly handle: FileHandle;
  /** When it was opened. */
  readonly state: FileState;
  #users = 1;

  constructor(handle: FileHandle, state: FileState) {
    this.handle = handle;
    this.state = state;
  }

  /** Adds a user. */
  retain(): this {
    this.#users += 1;
    return this;
  }

  /** Takes a user away. */
  async close(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.handle.close();
  }

  /** As it is now. */
  stateNow(): Promise<FileState> {
    return stateOf(this.handle);
  }

  /** Fills a buffer from a place in the file. @returns how many bytes there were, fewer only at the end of the file */
  async read(into: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const { bytesRead } = await this.handle.read(into, filled, into.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/**
 * Opens what a path of segments leads to from a folder, without following a link on the way: each segment is opened in the folder that was opened before it, so
 * that nothing can be exchanged in between. Linux only.
 * @param base may be or lead through a link
 * @param segments of which {@link isSegment} is true; none opens the base
 * @returns undefined where a segment is missing, a link, or not what it should be
 * @throws Problem 403 where the process has no right to one of them
 * @see open(2); proc(5), /proc/pid/fd: a name in it stands for the open file, as the folder of openat(2) does
 */
export async function openBelow(
  base: string,
  segments: readonly string[],
  kind: 'file' | 'folder',
): Promise<FileHandle | undefined> {
  let handle = await openAs(base, segments.length === 0 ? kind : 'folder', 0);
  for (const [index, segment] of segments.entries()) {
    if (handle === undefined) return undefined;
    const folder = handle;
    try {
      handle = await openAs(
        `/proc/self/fd/${folder.fd}/${segment}`,
        index === segments.length - 1 ? kind : 'folder',
        O_NOFOLLOW,
      );
    } finally {
      await folder.close();
    }
  }
  return handle;
}

/** A pipe would keep its opener waiting but for `O_NONBLOCK`. */
async function openAs(path: string, kind: 'file' | 'folder', flags: number): Promise<FileHandle | undefined> {
  const all = O_RDONLY | O_NONBLOCK | flags | (kind === 'folder' ? O_DIRECTORY : 0);
  try {
    const handle = await open(path, all);
    if (kind === 'folder' || (await handle.stat()).isFile()) return handle;
    await handle.close();
    return undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'ENAMETOOLONG', 'ENXIO')) return undefined;
    if (hasCode(error, 'EACCES', 'EPERM')) throw notReadable(error);
    throw error;
  }
}

/** Whether a text can be one segment of a path: the name of something in a folder, and neither the folder nor its parent. At most 255 bytes. @see path_resolution(7) */
export function isSegment(text: string): boolean {
  return !/^\.{0,2}$|[/\0]/.test(text) && Buffer.byteLength(text) <= 255;
}

/** What a handle leads to. */
export async function stateOf(handle: FileHandle): Promise<FileState> {
  const { size, dev, ino, mtimeNs, mtime } = await handle.stat({ bigint: true });
  const identity = `${dev.toString(36)}.${ino.toString(36)}`;
  return {
    size: Number(size),
    identity,
    modified: mtime,
    etag: `"${identity}.${size.toString(36)}.${mtimeNs.toString(36)}"`,
  };
}
