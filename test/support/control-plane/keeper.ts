/**
 * A process of its own that owns the processes of one control plane: `keeper.ts FOLDER`, started by `KeptProcesses`
 * with a channel. It starts what it is told to, each with its output in FOLDER/NAME.log. Once the channel closes,
 * because its parent says so or has died of whatever cause, it ends all it has started and removes FOLDER.
 *
 * It is needed since no handler in a jest process runs when that is killed, nor on the `process` that a test sees.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Told to the keeper: start a program. The name is unique, and a file name. */
export interface StartRequest {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /**
   * Whether it is ended by the end of its standard input, after all that are killed; such ones end in the opposite order
   * of their start. For what has to clear up after itself, also when the keeper is killed. @default false
   */
  readonly endsWithInput?: boolean;
}

/** Told by the keeper: a program runs, or has ended (`ended` completes the sentence that its name begins). */
export type Report =
  | { readonly kind: 'running'; readonly name: string; readonly pid: number }
  | { readonly kind: 'ended'; readonly name: string; readonly ended: string };

const folder = process.argv[2];
if (folder === undefined) throw new Error('keeper: got no argument; expected the folder to keep');

const running = new Set<ChildProcess>();
const endingWithInput: ChildProcess[] = [];
let ending = false;

process.on('message', (request: StartRequest) => {
  if (!ending) start(request);
});
for (const end of ['disconnect', 'SIGINT', 'SIGTERM', 'SIGHUP']) process.on(end, () => void endAll());
// The parent may have died while this file was being loaded.
if (!process.connected) await endAll();

function start({ name, program, args, endsWithInput = false }: StartRequest): void {
  const log = openSync(join(folder!, `${name}.log`), 'a');
  const child = spawn(program, args, { stdio: [endsWithInput ? 'pipe' : 'ignore', log, log] });
  closeSync(log);
  child.once('error', (error) => report({ kind: 'ended', name, ended: `could not be started: ${error.message}` }));
  if (child.pid === undefined) return;

  running.add(child);
  if (endsWithInput) endingWithInput.unshift(child);
  report({ kind: 'running', name, pid: child.pid });
  child.once('exit', (code, signal) => {
    running.delete(child);
    report({ kind: 'ended', name, ended: signal === null ? `ended with exit code ${code}` : `ended by ${signal}` });
  });
}

function report(message: Report): void {
  // With a callback a channel that has just closed is no uncaught error; 'disconnect' follows.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function endAll(): Promise<void> {
  if (ending) return;
  ending = true;
  const killed = [...running].filter((child) => child.stdin === null);
  const exits = killed.map((child) => once(child, 'exit'));
  // Their data goes with them, so nothing is gained by a graceful end.
  for (const child of killed) child.kill('SIGKILL');
  await Promise.all(exits);
  for (const child of endingWithInput.filter((child) => running.has(child))) {
    const exit = once(child, 'exit');
    child.stdin?.end();
    await exit;
  }
  rmSync(folder!, { recursive: true, force: true });
  process.exit();
}
