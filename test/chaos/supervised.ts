import { join } from 'node:path';
import type { KeptProcesses } from '../support/control-plane/kept-processes.ts';
import { until } from '../support/control-plane/until.ts';

const RESTART_DELAY_MS = 200;
const START_TIMEOUT_MS = 30_000;
const root = join(import.meta.dirname, '..', '..');

/** A process of the runtime that is started again whenever it ends, as a kubelet does. */
export class Supervised {
  readonly #processes: KeptProcesses;
  readonly #title: string;
  readonly #args: readonly string[];
  readonly #loop: Promise<void>;
  #starts = 0;
  #isStopping = false;

  /**
   * @param title a file name, unique
   * @param program path below the project, such as `runtime/reaper/main.ts`
   */
  constructor(processes: KeptProcesses, title: string, program: string, env: Readonly<Record<string, string>>) {
    this.#processes = processes;
    this.#title = title;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    this.#args = [...variables, process.execPath, join(root, program)];
    this.#loop = this.#supervise();
  }

  /** Ends it with SIGKILL; it is started again. */
  async kill(): Promise<void> {
    process.kill(await this.#pid(), 'SIGKILL');
  }

  /** Stops it, and lets it go on after a time; another kill may come between. */
  async freeze(durationMs: number): Promise<void> {
    const pid = await this.#pid();
    process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    if (this.#processes.pids.get(this.#name) === pid) process.kill(pid, 'SIGCONT');
  }

  /** Ends it in good order and does not start it again. @returns how it ended */
  async stop(): Promise<string | undefined> {
    this.#isStopping = true;
    const pid = this.#processes.pids.get(this.#name);
    if (pid !== undefined) process.kill(pid, 'SIGTERM');
    await this.#loop;
    return this.#processes.ends.get(this.#name);
  }

  /** The last lines of its log. */
  endOfLog(): Promise<string> {
    return this.#processes.endOfLog(this.#name);
  }

  get #name(): string {
    return `${this.#title}-${this.#starts}`;
  }

  async #pid(): Promise<number> {
    await until(`${this.#title} to run`, START_TIMEOUT_MS, () => this.#processes.pids.has(this.#name));
    return this.#processes.pids.get(this.#name)!;
  }

  async #supervise(): Promise<void> {
    while (!this.#isStopping) {
      this.#starts += 1;
      const name = this.#name;
      this.#processes.start({ name, program: 'env', args: this.#args });
      while (!this.#processes.ends.has(name)) await new Promise((resolve) => setTimeout(resolve, 20));
      if (!this.#isStopping) await new Promise((resolve) => setTimeout(resolve, RESTART_DELAY_MS));
    }
  }
}
