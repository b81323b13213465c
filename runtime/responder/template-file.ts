import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { jobTemplate } from '../../lib/contract/job.ts';
import { Backoff, type Clock } from '../shared/backoff.ts';
import { isRetriable } from '../shared/kubernetes.ts';
import type { Log } from '../shared/log.ts';
import { misconfigured } from '../shared/errors.ts';
import { errorCodes, messageOf } from './errors.ts';
import { sampleManifest } from './job-manifest.ts';
import { hasStatus, type Jobs } from './jobs.ts';
import { textOf } from './request.ts';
import { parseTemplate, type JobTemplate } from './template.ts';

/** What a template file is read and checked with. */
export interface TemplateFileOptions {
  /** As {@link findTemplate} gives it. */
  readonly path: string;
  readonly jobs: Jobs;
  /** Where Jobs find inmeta files. */
  readonly inmetaFolder: string;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Counts changed files that were not taken. */
  readonly failures: { inc(): void };
  /** How often to look whether the file has changed, in milliseconds. @default 5_000 */
  readonly intervalMs?: number;
}

const defaultIntervalMs = 5_000;

/** Where the template is. @param folder of `TEMPLATES_PATH`. @default - the program's own folder if the file is there, else the contract's */
export async function findTemplate(folder: string | undefined, programFolder: string): Promise<string> {
  if (folder !== undefined) return join(folder, jobTemplate.fileName);
  const beside = join(programFolder, jobTemplate.fileName);
  const isBeside = await access(beside).then(
    () => true,
    () => false, // wherever it is not, it may be in the next place
  );
  return isBeside ? beside : join(jobTemplate.folder, jobTemplate.fileName);
}

/** The template of a file, which follows the file. Only a template that the API server would take replaces another one. */
export class TemplateFile {
  readonly #options: TemplateFileOptions;
  #current: JobTemplate;
  #text: string;
  /** The state of the file that was dealt with last. */
  #seen: string;

  private constructor(options: TemplateFileOptions, current: JobTemplate, file: FileState) {
    this.#options = options;
    this.#current = current;
    this.#text = file.text;
    this.#seen = file.stamp;
  }

  /** Reads the file. @throws ExitError ERR_RESPONDER_TEMPLATE with everything that is wrong with it */
  static async open(options: TemplateFileOptions): Promise<TemplateFile> {
    let file: FileState;
    try {
      file = await read(options.path);
    } catch (error) {
      throw unusable(options.path, messageOf(error), error);
    }
    const { template, faults } = parseTemplate(file.text, options.jobs.namespace);
    if (template === undefined) throw unusable(options.path, textOf(faults).replaceAll('\n', '; '));
    return new TemplateFile(options, template, file);
  }

  /** The template to make the next Job of. */
  get current(): JobTemplate {
    return this.#current;
  }

  /**
   * Asks the API server whether it takes Jobs of this template, and waits until it answers: with a template that it refuses, every request would be given up.
   * @throws ExitError ERR_RESPONDER_TEMPLATE when it refuses; the signal's reason
   */
  async verify(signal: AbortSignal): Promise<void> {
    const { path, clock, random, log } = this.#options;
    const backoff = new Backoff({ random });
    for (;;) {
      const answer = await this.#ask(this.#current);
      if (answer.refusal !== undefined) throw unusable(path, answer.refusal.message, answer.refusal);
      if (answer.isKnown) return;
      const delayMs = backoff.nextMs();
      log.warn({ path, delayMs, err: answer.cause }, 'job template not verified yet');
      await clock.wait(delayMs, signal);
    }
  }

  /** Looks again and again whether the file has changed, until the signal is aborted. Never throws. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs = defaultIntervalMs } = this.#options;
    while (!signal.aborted) {
      await clock.wait(intervalMs, signal).catch(() => undefined); // the condition above ends it
      if (!signal.aborted) await this.#look();
    }
  }

  /** The kubelet puts a changed ConfigMap in place by one rename of a symlink above the file, so it is the file behind the path that is compared. */
  async #look(): Promise<void> {
    const { path, log, failures, jobs } = this.#options;
    const refuse = (reason: string, stamp: string): void => {
      this.#seen = stamp;
      failures.inc();
      log.error({ path, reason }, 'changed job template is broken, the one before stays');
    };
    let file: FileState;
    try {
      const stamp = stampOf(await stat(path));
      if (stamp === this.#seen) return;
      file = await read(path);
    } catch (error) {
      // told once, until the file is there again
      if (this.#seen !== messageOf(error)) refuse(messageOf(error), messageOf(error));
      return;
    }
    if (file.text === this.#text) {
      this.#seen = file.stamp;
      return;
    }
    const { template, faults } = parseTemplate(file.text, jobs.namespace);
    if (template === undefined) return refuse(textOf(faults).replaceAll('\n', '; '), file.stamp);
    const answer = await this.#ask(template);
    if (answer.refusal !== undefined) return refuse(answer.refusal.message, file.stamp);
    if (!answer.isKnown) {
      // the next look asks again
      log.warn({ path, err: answer.cause }, 'changed job template not verified yet, the one before stays');
      return;
    }
    this.#current = template;
    this.#text = file.text;
    this.#seen = file.stamp;
    log.info({ path }, 'job template replaced');
  }

  async #ask(template: JobTemplate): Promise<Answer> {
    const { jobs, inmetaFolder, log, path } = this.#options;
    try {
      await jobs.tryToCreate(sampleManifest(template, inmetaFolder));
    } catch (error) {
      if (isRefusal(error)) return { isKnown: true, refusal: error };
      // the quota is looked at last: who comes to it is valid
      const isQuotaFull = isRetriable(error) && hasStatus(error, 403);
      if (isRetriable(error) && !isQuotaFull) return { isKnown: false, cause: error };
      if (!isQuotaFull) log.warn({ path, err: error }, 'job template cannot be verified, it is used as it is');
    }
    return { isKnown: true };
  }
}

/** What the API server says of a template. */
interface Answer {
  /** Whether it said anything. */
  readonly isKnown: boolean;
  readonly refusal?: Error;
  readonly cause?: unknown;
}

/** A webhook that has effects elsewhere makes the API server refuse to try, with 400 too. */
const isRefusal = (error: unknown): error is Error =>
  hasStatus(error, 413, 422) || (hasStatus(error, 400) && !/dry.?run/i.test(error.message));

interface FileState {
  readonly text: string;
  readonly stamp: string;
}

async function read(path: string): Promise<FileState> {
  // first the stamp: of a file that changes in between, the next look sees another one
  const stamp = stampOf(await stat(path));
  return { stamp, text: await readFile(path, 'utf8') };
}

const stampOf = ({ dev, ino, size, mtimeMs }: { dev: number; ino: number; size: number; mtimeMs: number }): string =>
  [dev, ino, size, mtimeMs].join(' ');

const unusable = (path: string, got: string, cause?: unknown): Error =>
  misconfigured(
    errorCodes.template,
    `TEMPLATES_PATH: got ${JSON.stringify(path)}, of which ${got}; expected a Job of batch/v1; correct the file`,
    cause,
  );
