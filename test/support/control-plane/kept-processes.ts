import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, StartRequest } from './keeper.ts';

const LOG_LINES = 20;

/**
 * Processes that share a folder and end with it: by `end()`, and also when this process exits or is killed, whatever
 * the signal. They get of the environment only PATH, and the folder as HOME and working directory.
 */
export class KeptProcesses {
  readonly folder: string;
  readonly #keeper: ChildProcess;
  readonly #pids = new Map<string, number>();
  readonly #ends = new Map<string, string>();

  /** @param folder absolute; exists, and belongs to the processes from now on: it is removed with them */
  constructor(folder: string) {
    this.folder = folder;
    this.#keeper = fork(join(import.meta.dirname, 'keeper.ts'), [folder], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder },
      // This process's own flags are jest's.
      execArgv: [],
      // A group of its own, so Ctrl-C in the terminal reaches this process and the keeper then clears up.
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#keeper.on('message', (report: Report) => {
      if (report.kind === 'running') {
        this.#pids.set(report.name, report.pid);
      } else {
        this.#pids.delete(report.name);
        this.#ends.set(report.name, report.ended);
      }
    });
  }

  /** Process ids of those that run, by name. */
  get pids(): ReadonlyMap<string, number> {
    return this.#pids;
  }

  /** How each process ended that ended on its own, by name: `ended with exit code 1`. */
  get ends(): ReadonlyMap<string, string> {
    return this.#ends;
  }

  /** Has a program started; `pids` or `ends` says shortly afterwards what came of it. */
  start(request: StartRequest): void {
    this.#keeper.send(request);
  }

  /** The last lines that a process wrote, to either stream; empty when it was not started. */
  async endOfLog(name: string): Promise<string> {
    const file = join(this.folder, `${name}.log`);
    const log = existsSync(file) ? await readFile(file, 'utf8') : '';
    return log.trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  }

  /** Ends every process and removes the folder; both have happened when it returns. May be called again. */
  async end(): Promise<void> {
    if (this.#keeper.exitCode === null && this.#keeper.signalCode === null) {
      const exit = once(this.#keeper, 'exit');
      if (this.#keeper.connected) this.#keeper.disconnect();
      await exit;
      this.#pids.clear();
    }
    if (this.#keeper.exitCode !== 0) {
      throw new Error(`control plane: the keeper of ${this.folder} failed; its processes may still run`);
    }
  }
}
