import { readFile, type Dir } from 'node:fs';
import { opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode, RetryError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { partsFolder, type WholeFiles } from './whole-files.ts';

/** Looked for with every request, hardly ever there: `fs/promises` takes twice the CPU time for the error alone. */
const readText = promisify<string, 'utf8', string>(readFile);

/** The folder, in the folder of inmeta files, of tombstones. */
const doneFolder = '.done';

/** What is left of a Job that has ended: by it a request that comes once more is known to have had its Job. */
export interface Tombstone {
  /** As `deliveryIdentity` gives it. @default - not known, as the Job was gone already; its name, which holds the identity's hash, stands for it */
  readonly identity?: string;
  /** The Job's. */
  readonly uid: string;
  /** When its end was handled: ISO 8601, UTC. */
  readonly ended: string;
}

/** How long a tombstone is kept, in milliseconds: 7 days. */
const keptMs = 7 * 24 * 60 * 60 * 1000;

/** How long a file that is being written may take; an older one is of a process that was killed. In milliseconds. */
const partKeptMs = 60 * 60 * 1000;

/** Tombstones, one file each: `<folder>/.done/<job-name>.json`. Every replica of the responder sees the same. */
export class Tombstones {
  readonly #files: WholeFiles;
  readonly #log: Log;
  readonly #sweeps: readonly Sweep[];

  /** @param files of the folder of inmeta files */
  constructor(files: WholeFiles, log: Log) {
    this.#files = files;
    this.#log = log;
    this.#sweeps = [new Sweep(files.path(doneFolder), keptMs), new Sweep(files.path(partsFolder), partKeptMs)];
  }

  /** The tombstone of a Job, if there is one that can be read. @throws RetryError when the folder is away */
  async find(jobName: string): Promise<Tombstone | undefined> {
    const path = this.#files.path(nameOf(jobName));
    let text: string;
    try {
      text = await readText(path, 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw new RetryError(`responder: ${path} could not be read`, { cause: error });
    }
    const tombstone = parse(text);
    if (tombstone === undefined) this.#log.warn({ job: jobName, path }, 'tombstone that is none, passed over');
    return tombstone;
  }

  /** Keeps a tombstone, in place of an earlier one of that name. @throws RetryError when it cannot be written */
  async put(jobName: string, tombstone: Tombstone): Promise<void> {
    await this.#files.write(nameOf(jobName), Buffer.from(`${JSON.stringify(tombstone)}\n`));
  }

  /**
   * Removes old tombstones, and what killed processes left half written, among the next few files; call it now and then. Never throws: what fails is logged.
   * @param wallMs milliseconds since 1970 @param files how many files to look at
   */
  async sweep(wallMs: number, files: number): Promise<void> {
    for (const sweep of this.#sweeps) {
      try {
        await sweep.next(wallMs, files);
      } catch (error) {
        this.#log.warn({ err: error, path: sweep.folder }, 'old files could not be removed');
      }
    }
  }
}

const nameOf = (jobName: string): string => `${doneFolder}/${jobName}.json`;

function parse(text: string): Tombstone | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // told by the caller
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { identity, uid, ended } = value as Record<string, unknown>;
  if (typeof uid !== 'string' || typeof ended !== 'string') return undefined;
  return typeof identity === 'string' ? { identity, uid, ended } : { uid, ended };
}

/** Goes through a folder piece by piece, again and again: a folder may hold hundreds of thousands of files on a slow volume. */
class Sweep {
  readonly folder: string;
  readonly #keptMs: number;
  #open: Dir | undefined;

  constructor(folder: string, kept: number) {
    this.folder = folder;
    this.#keptMs = kept;
  }

  async next(wallMs: number, files: number): Promise<void> {
    try {
      this.#open ??= await opendir(this.folder);
      for (let seen = 0; seen < files; seen += 1) {
        const entry = await this.#open.read();
        if (entry === null) return await this.#close();
        if (entry.isFile()) await this.#removeOld(join(this.folder, entry.name), wallMs);
      }
    } catch (error) {
      await this.#close();
      // not made yet: there is nothing to remove
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }

  async #removeOld(path: string, wallMs: number): Promise<void> {
    try {
      if (wallMs - (await stat(path)).mtimeMs > this.#keptMs) await rm(path);
    } catch (error) {
      // another replica was first
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }
}
