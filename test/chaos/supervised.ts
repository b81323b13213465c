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
    while (!send(await this.#pid(), 'SIGKILL')) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Stops it, and lets it go on after a time; another kill may come between. */
  async freeze(durationMs: number): Promise<void> {
    const pid = await this.#pid();
    send(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    if (this.#processes.pids.get(this.#name) === pid) send(pid, 'SIGCONT');
  }

  /** Ends it in good order and does not start it again. @returns how it ended */
  async stop(): Promise<string | undefined> {
    this.#isStopping = true;
    const pid = this.#processes.pids.get(this.#name);
    if (pid !== undefined) send(pid, 'SIGTERM');
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
    const { pids, ends } = this.#processes;
    await until(`${this.#title} to run`, START_TIMEOUT_MS, () => pids.has(this.#name) && !ends.has(this.#name));
    return pids.get(this.#name)!;
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

/** @returns whether there was such a process; the end of one is known a moment later */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
