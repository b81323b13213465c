import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { KeptProcesses } from './control-plane/kept-processes.ts';
import { reservePort } from './control-plane/ports.ts';
import { answersOk, until } from './control-plane/until.ts';

const WAIT_MS = 60_000;
const END_TIMEOUT_MS = 40_000;
const root = join(import.meta.dirname, '..', '..');

/** A line of a process's log. */
export interface ProcessLogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** Processes of the runtime as they run in production, from their `main.ts`. They end with whoever started them, whatever becomes of that. */
export class RuntimeProcesses {
  readonly #processes = new KeptProcesses(mkdtempSync(join(tmpdir(), 'berth-runtime-')));
  #starts = 0;

  /**
   * Starts one. @param main path in the repository, such as `runtime/responder/main.ts`, or an absolute one @param env all its variables but HTTP_PORT
   * @param nodeFlags such as `--cpu-prof`. @default none
   */
  async start(
    main: string,
    env: Readonly<Record<string, string>>,
    nodeFlags: readonly string[] = [],
  ): Promise<RuntimeProcess> {
    const port = await reservePort();
    await port.release();
    this.#starts += 1;
    const name = `process-${this.#starts}`;
    const file = resolve(root, main);
    const variables = Object.entries({ ...env, HTTP_PORT: port.number }).map(([each, value]) => `${each}=${value}`);
    const args = [...variables, process.execPath, ...nodeFlags, file];
    this.#processes.start({ name, program: 'env', args });
    const started = new RuntimeProcess(this.#processes, name, port.number);
    await until(`${name} to run`, WAIT_MS, () => started.hasStarted);
    return started;
  }

  /** Ends all of them, at once. */
  async end(): Promise<void> {
    await this.#processes.end();
  }
}

/** One process of the runtime. */
export class RuntimeProcess {
  /** Where it answers health checks. */
  readonly port: number;
  readonly #processes: KeptProcesses;
  readonly #name: string;

  constructor(processes: KeptProcesses, name: string, port: number) {
    this.#processes = processes;
    this.#name = name;
    this.port = port;
  }

  /** @internal */
  get hasStarted(): boolean {
    return this.#processes.pids.has(this.#name) || this.#processes.ends.has(this.#name);
  }

  /** Its process id. @throws when it does not run */
  get pid(): number {
    const pid = this.#processes.pids.get(this.#name);
    if (pid === undefined) throw new Error(`the process ${this.end ?? 'does not run'}; its log:\n${this.text}`);
    return pid;
  }

  /** How it ended: `ended with exit code 0`, or `ended by SIGKILL`; undefined while it runs. */
  get end(): string | undefined {
    return this.#processes.ends.get(this.#name);
  }

  /** What it has written so far. */
  get text(): string {
    const file = join(this.#processes.folder, `${this.#name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Its log so far; what is no JSON is left out, and a line that is still being written. */
  get lines(): readonly ProcessLogLine[] {
    const lines = this.text.split('\n').slice(0, -1);
    return lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as ProcessLogLine] : []));
  }

  /** Waits until it is ready. @throws with its log, when it ends or is not ready in time */
  async untilReady(): Promise<void> {
    await this.until('readiness', () => answersOk(`http://127.0.0.1:${this.port}/readyz`));
  }

  /** Waits until its log has a line with that message. */
  async untilLogged(message: string, times = 1): Promise<void> {
    await this.until(`the line ${JSON.stringify(message)}`, () => this.count(message) >= times);
  }

  /** How many lines of its log have that message. */
  count(message: string): number {
    return this.lines.filter(({ msg }) => msg === message).length;
  }

  /** The value of one of its metrics, such as `cds_jobs_created_total`; NaN where it has none of that name. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  }

  /** Waits while it runs. @throws with its log, when it ends or takes too long */
  async until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
    try {
      await until(what, WAIT_MS, async () => {
        if (this.end !== undefined) throw new Error(`it ${this.end}`);
        return check();
      });
    } catch (cause) {
      throw new Error(`waited for ${what}; the log:\n${this.text.slice(-20_000)}`, { cause });
    }
  }

  /** Sends a signal, if it still runs. */
  signal(signal: NodeJS.Signals): void {
    const pid = this.#processes.pids.get(this.#name);
    if (pid !== undefined) process.kill(pid, signal);
  }

  /** Waits for its end. @returns as `end` */
  async ended(): Promise<string> {
    await until(`the end of ${this.#name}`, END_TIMEOUT_MS, () => this.end !== undefined);
    return this.end ?? '';
  }

  /** Sends a signal and waits for the end. @returns as `end` */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    this.signal(signal);
    return this.ended();
  }
}
