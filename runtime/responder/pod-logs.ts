import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hasCode, RetryError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { hasStatus, type ContainerStatus, type Jobs, type Pod } from './jobs.ts';

/** How the name of a log that is being written ends. */
const partSuffix = '.part';

/** How old such a file is before it counts as left behind by a process that was killed, in milliseconds. */
const partKeptMs = 60 * 60 * 1000;

/** When to look again whether a container has ended, in milliseconds. All logs are read once more then. */
const stillRunsMs = 30_000;

/** The most of a last line that is compared, in bytes. */
const comparedBytes = 64 * 1024;

/** What saving logs needs. */
export interface PodLogsOptions {
  readonly jobs: Jobs;
  /** A folder per Job is made in it. Made itself when it is missing: it is a folder on a volume. */
  readonly folder: string;
  /** Gives another text each time, legal in a file's name. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  readonly log: Log;
  /** Counts bytes on the disk. */
  readonly savedBytes: { inc(bytes: number): void };
}

/** Saves the logs of pods: `<folder>/<job>/<pod>.log` is that of the first container, `<pod>.<container>.log` that of every other, init containers too. */
export class PodLogs {
  readonly #options: PodLogsOptions;

  constructor(options: PodLogsOptions) {
    this.#options = options;
  }

  /**
   * Saves every log of a Job's pods, one after the other, without ever holding one in memory. A log on the disk is replaced only by a longer one, since the
   * cluster forgets the beginnings of logs and then whole logs. A container that never ran has none, nor has one whose pod or node is gone.
   * @throws RetryError when a log could not be saved, or a container still runs; what was saved stays. KubernetesError as the API server says
   */
  async save(job: string, uid: string, signal: AbortSignal): Promise<void> {
    const folder = join(this.#options.folder, job);
    let running: string | undefined;
    let isReady = false;
    for await (const pod of this.#options.jobs.podsOf(uid)) {
      if (!isReady) await this.#prepare(folder);
      isReady = true;
      for (const { name, status, file } of containersOf(pod)) {
        const isRunning = status?.state?.running !== undefined;
        const target = { folder, file, pod: pod.metadata.name, container: name, hasEnded: !isRunning };
        if (hasRun(pod, status)) await this.#saveLog(target, signal);
        if (isRunning) running = `${pod.metadata.name}/${name}`;
      }
    }
    if (running !== undefined)
      throw new RetryError(`responder: ${running} still runs; expected it to have ended`, {
        retryAfterMs: stillRunsMs,
      });
  }

  async #saveLog(target: Target, signal: AbortSignal): Promise<void> {
    const { folder, file, pod, container, hasEnded } = target;
    const { jobs, newId, log, savedBytes } = this.#options;
    const path = join(folder, file);
    const part = join(folder, `.${file}.${newId()}${partSuffix}`);
    try {
      const source = await jobs.log(pod, container, signal);
      await pipeline(source, createWriteStream(part, { flags: 'wx' }), { signal });
      const { size } = await stat(part);
      if (size <= (await sizeOf(path))) return;
      if (hasEnded && !(await this.#endsAsItShould(part, size, target, signal))) {
        throw new RetryError(
          `responder: log of ${pod}/${container}: got ${size} bytes without its end; expected all of it`,
        );
      }
      await rename(part, path);
      savedBytes.inc(size);
      log.debug({ pod, container, path, bytes: size }, 'pod log saved');
    } catch (error) {
      if (hasStatus(error, 400, 404)) log.warn({ pod, container, err: error }, 'container without a log');
      else throw retriable(error, path);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Whether a log ends with its last line, which is asked for by itself: of one that broke off nothing else tells. */
  async #endsAsItShould(path: string, size: number, { pod, container }: Target, signal: AbortSignal): Promise<boolean> {
    let end = Buffer.alloc(0);
    for await (const chunk of await this.#options.jobs.log(pod, container, signal, 1)) {
      end = Buffer.concat([end, chunk as Buffer]).subarray(-comparedBytes);
    }
    const file = await open(path);
    try {
      const saved = Buffer.alloc(Math.min(end.length, size));
      await file.read(saved, 0, saved.length, size - saved.length);
      return saved.equals(end);
    } finally {
      await file.close();
    }
  }

  /** Makes the folder, and removes what killed processes left in it. */
  async #prepare(folder: string): Promise<void> {
    try {
      await mkdir(folder, { recursive: true });
      for (const name of (await readdir(folder)).filter((each) => each.endsWith(partSuffix))) {
        const path = join(folder, name);
        if (this.#options.wallMs() - (await timeOf(path)) > partKeptMs) await rm(path, { force: true });
      }
    } catch (error) {
      throw retriable(error, folder);
    }
  }
}

interface Target {
  readonly folder: string;
  readonly file: string;
  readonly pod: string;
  readonly container: string;
  /** Nothing more is written to its log. */
  readonly hasEnded: boolean;
}

interface Container {
  readonly name: string;
  readonly file: string;
  readonly status: ContainerStatus | undefined;
}

/** No container's name has a dot, and the pods of one Job differ before any dot: no two files have one name. */
function containersOf({ metadata, spec, status }: Pod): readonly Container[] {
  const all = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
  const statuses = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ];
  return all.map(({ name }, index) => ({
    name,
    file: index === 0 ? `${metadata.name}.log` : `${metadata.name}.${name}.log`,
    status: statuses.find((each) => each.name === name),
  }));
}

/** A container waits before its first start, and again between two; without a status nothing is known, so its log is asked for. */
function hasRun(pod: Pod, status: ContainerStatus | undefined): boolean {
  if (pod.spec.nodeName === undefined) return false;
  return status?.state?.waiting === undefined || (status.restartCount ?? 0) > 0;
}

const sizeOf = async (path: string): Promise<number> => (await statIfThere(path))?.size ?? -1;

const timeOf = async (path: string): Promise<number> => (await statIfThere(path))?.mtimeMs ?? Number.POSITIVE_INFINITY;

async function statIfThere(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A fault of the file system, or an abort; what the API server and the network throw says itself what to do. */
function retriable(error: unknown, path: string): unknown {
  const isOfSystem = typeof error === 'object' && error !== null && 'code' in error;
  return isOfSystem ? new RetryError(`responder: ${path} could not be saved`, { cause: error }) : error;
}
