import { lstat, readdir, stat, type FileHandle } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import { isJobName, mountPaths, podnamesPath } from '../../lib/contract/job.ts';
import { hasCode } from '../shared/errors.ts';
import { isSegment, LogFile, openBelow, stateOf } from './log-file.ts';
import { notFound } from './problem.ts';

/** A log as it is listed. */
export interface LogEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
}

/** Names a log: a route's or a pod's. */
export type LogName = { readonly route: string; readonly log: string } | { readonly job: string; readonly pod: string };

/** Where logs are. */
export interface LogStoreOptions {
  /** A folder per route in it. */
  readonly base: string;
  /** A folder per Job in it. @default - no pod logs */
  readonly podLogs?: string;
}

/** The first segment of what the API has beside routes. */
const reserved = '-';

/** Where Jobs write which log is theirs: beside the routes and none of them. */
const podnames = 'podnames';

/** The most of such a file that is read, in bytes. */
const podnamesBytes = 8 * 1024;

/** How many files of a folder are looked at at a time. */
const statsAtOnce = 64;

const podLogSuffix = '.log';

/** The logs, by name. A name is taken as it is, one segment of a path; nothing that it names is reached through a link. */
export class LogStore {
  readonly #options: LogStoreOptions;

  constructor(options: LogStoreOptions) {
    this.#options = options;
  }

  /** The routes that have a folder, sorted. */
  async routes(): Promise<readonly string[]> {
    const entries = await readdir(this.#options.base, { withFileTypes: true, encoding: 'buffer' });
    return entries
      .filter((entry) => entry.isDirectory() && isUtf8(entry.name))
      .map(({ name }) => name.toString())
      .filter((name) => this.#isRoute(name) && !name.startsWith('.'))
      .sort();
  }

  /** The logs of a route, sorted. @throws Problem 404 */
  async logs(route: string): Promise<readonly LogEntry[]> {
    return entriesIn(this.#isRoute(route) ? await openBelow(this.#options.base, [route], 'folder') : undefined);
  }

  /** The logs of a Job's pods by the pods' names, sorted; none where there are none. @throws Problem 404 for what is no Job's name */
  async podLogs(job: string): Promise<readonly LogEntry[]> {
    const { podLogs } = this.#options;
    if (!isJobName(job)) throw notFound();
    const folder = podLogs === undefined ? undefined : await openBelow(podLogs, [job], 'folder');
    if (folder === undefined) return [];
    return (await entriesIn(folder))
      .filter(({ name }) => name.endsWith(podLogSuffix) && !name.startsWith('.'))
      .map((entry) => ({ ...entry, name: entry.name.slice(0, -podLogSuffix.length) }));
  }

  /** Opens a log. @throws Problem 404 */
  async open(name: LogName): Promise<LogFile> {
    const handle = await this.#handleOf(name);
    if (handle === undefined) throw notFound();
    return logFile(handle);
  }

  /**
   * The log that a Job says is its own. What it says is a path in its own container: of `/var/log/cds_backend`, or of where the logs are here.
   * @returns undefined where it says nothing, or names no log that is there
   */
  async logOf(job: string): Promise<{ readonly route: string; readonly log: string } | undefined> {
    if (!isJobName(job)) throw notFound();
    const { base } = this.#options;
    const segments = podnamesPath(job, '').split('/').slice(1);
    const file = await openBelow(base, segments, 'file');
    if (file === undefined) return undefined;
    const text = await firstOf(file);
    const prefix = [mountPaths.logs, base].map(withSlash).find((each) => text.startsWith(each));
    const [route = '', log = '', ...more] = text.slice(prefix?.length).split('/');
    if (prefix === undefined || more.length > 0) return undefined;
    const handle = await this.#handleOf({ route, log });
    await handle?.close();
    return handle && { route, log };
  }

  /** Why nothing can be read; undefined if it can. */
  async notReadyReason(): Promise<string | undefined> {
    try {
      const isFolder = (await stat(this.#options.base)).isDirectory();
      return isFolder ? undefined : `${this.#options.base} is no folder`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** The folder of pod logs may lie beside the routes, and is none of them. */
  #isRoute(name: string): boolean {
    const { base, podLogs } = this.#options;
    const isOfPods = podLogs !== undefined && resolve(base, name) === resolve(podLogs);
    return isSegment(name) && name !== podnames && name !== reserved && !isOfPods;
  }

  async #handleOf(name: LogName): Promise<FileHandle | undefined> {
    const { base, podLogs } = this.#options;
    if ('route' in name) {
      const { route, log } = name;
      return this.#isRoute(route) && isSegment(log) ? openBelow(base, [route, log], 'file') : undefined;
    }
    const file = `${name.pod}${podLogSuffix}`;
    if (podLogs === undefined || !isJobName(name.job) || !isSegment(file) || file.startsWith('.')) return undefined;
    return openBelow(podLogs, [name.job, file], 'file');
  }
}

const withSlash = (path: string): string => `${path.replace(/[/]+$/, '')}/`;

async function logFile(handle: FileHandle): Promise<LogFile> {
  try {
    return new LogFile(handle, await stateOf(handle));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The files of a folder, which is closed. What goes meanwhile, and a name that is no text and so could not be asked for, is left out. */
async function entriesIn(folder: FileHandle | undefined): Promise<readonly LogEntry[]> {
  if (folder === undefined) throw notFound();
  try {
    const path = `/proc/self/fd/${folder.fd}`;
    const found = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    const names = found.filter((entry) => entry.isFile() && isUtf8(entry.name)).map(({ name }) => name.toString());
    names.sort();
    const entries: LogEntry[] = [];
    for (let at = 0; at < names.length; at += statsAtOnce) {
      const some = await Promise.all(names.slice(at, at + statsAtOnce).map((name) => entryOf(path, name)));
      entries.push(...some.filter((entry) => entry !== undefined));
    }
    return entries;
  } finally {
    await folder.close();
  }
}

/** A file of a folder; undefined for what is none any more. */
async function entryOf(folder: string, name: string): Promise<LogEntry | undefined> {
  try {
    const found = await lstat(`${folder}/${name}`);
    return found.isFile() ? { name, size: found.size, lastModified: found.mtime } : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESTALE')) return undefined;
    throw error;
  }
}

/** The first line of a small file, which is closed. */
async function firstOf(file: FileHandle): Promise<string> {
  try {
    const buffer = Buffer.alloc(podnamesBytes);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
