import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptProcesses } from './kept-processes.ts';
import type { Files, Part } from './parts.ts';
import { answersOk, until } from './until.ts';

const READY_TIMEOUT_MS = 180_000;

/** Starts the parts of one control plane, and knows what is wrong with one. */
export class Launcher {
  readonly #processes: KeptProcesses;
  readonly #programs: string;
  readonly #files: Files;
  readonly #signal: AbortSignal;
  readonly #prefix: readonly string[];

  /**
   * @param programs folder of the parts' programs
   * @param signal ends every wait with an error
   * @param prefix as of `by`. @default none
   */
  constructor(
    processes: KeptProcesses,
    programs: string,
    files: Files,
    signal: AbortSignal,
    prefix: readonly string[] = [],
  ) {
    this.#processes = processes;
    this.#programs = programs;
    this.#files = files;
    this.#signal = signal;
    this.#prefix = prefix;
  }

  /** The same, for parts that run by means of a program with arguments that takes theirs as its last ones. */
  by(prefix: readonly string[]): Launcher {
    return new Launcher(this.#processes, this.#programs, this.#files, this.#signal, prefix);
  }

  /** Starts a part and waits until it is ready; one without a URL, until it runs. @throws as `waitFor` does */
  async start(part: Part): Promise<void> {
    await Promise.all(part.ports.map((port) => port.release()));
    const own = part.program ?? join(this.#programs, part.programName ?? part.name);
    const [program = own, ...args] = [...this.#prefix, own, ...part.args];
    this.#processes.start({ name: part.name, program, args, endsWithInput: part.endsWithInput });
    await (part.readyUrl === undefined
      ? this.waitFor(part.name, 'its start', () => true)
      : this.answer(part.name, part.readyUrl));
  }

  /**
   * Waits until a URL is answered with 200.
   * @param name the part whose doing that is
   * @param token bearer token. @default none is sent
   * @throws as `waitFor` does
   */
  async answer(name: string, url: string, token?: string): Promise<void> {
    await this.waitFor(name, url, async () => answersOk(url, { trust: await this.#trust(), token }));
  }

  /**
   * Waits until a part runs and a check says true.
   * @param what what is waited for
   * @throws with the end of the part's log, when the part ends, or does not bring it about in 180 s
   */
  async waitFor(name: string, what: string, check: () => boolean | Promise<boolean>): Promise<void> {
    try {
      await until(what, READY_TIMEOUT_MS, async () => {
        this.#signal.throwIfAborted();
        if (this.#processes.ends.has(name)) throw new Error('it is not running');
        return this.#processes.pids.has(name) && (await check());
      });
    } catch (error) {
      throw new Error(await this.faultOf(name), { cause: error });
    }
  }

  /** How a part ended, or that it is not ready, with the end of its log. */
  async faultOf(name: string): Promise<string> {
    const what = this.#processes.ends.get(name) ?? `is not ready after ${READY_TIMEOUT_MS / 1000} s`;
    return `${name} ${what}; the end of its log:\n${await this.#processes.endOfLog(name)}`;
  }

  /** Nothing is trusted before kube-apiserver has written its certificate. */
  async #trust(): Promise<string> {
    return existsSync(this.#files.certificate) ? readFile(this.#files.certificate, 'utf8') : '';
  }
}
