import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createLog } from '../../../runtime/shared/log.ts';
import { drainOnSignals } from '../../../runtime/shared/shutdown.ts';
import type { DrainStep } from '../../../runtime/shared/shutdown.ts';
import { folderWith } from '../../support/folder.ts';

jest.setTimeout(30_000);

const shared = fileURLToPath(new URL('../../../runtime/shared/', import.meta.url));
const node = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const log = createLog({ process: 'test', level: 'silent' });

describe('a shutdown', () => {
  test('does its steps in order, each after the one before, and those that came later too', async () => {
    const done: string[] = [];
    const step = (name: string): DrainStep => ({
      name,
      run: async () => {
        done.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        done.push(`${name} ends`);
      },
    });
    const steps = [step('consumer')];
    const own = fakeProcess();
    drainOnSignals({ steps, timeoutMs: 10_000, log, process: own });
    steps.push(step('broker'));
    own.signal('SIGTERM');
    expect(await own.exited).toBe(0);
    expect(done).toEqual(['consumer begins', 'consumer ends', 'broker begins', 'broker ends']);
  });

  test('goes on after a step that failed, and exits 1', async () => {
    const done: string[] = [];
    const steps = [
      {
        name: 'thrown',
        run: () => {
          throw new Error('oh');
        },
      },
      {
        name: 'rejected',
        run: async () => {
          throw new Error('oh');
        },
      },
      { name: 'last', run: async () => void done.push('last') },
    ];
    const own = fakeProcess();
    drainOnSignals({ steps, timeoutMs: 10_000, log, process: own }).begin();
    expect(await own.exited).toBe(1);
    expect(done).toEqual(['last']);
  });

  test('aborts the step in hand when the time is up, and exits 1 without the others', async () => {
    let signal: AbortSignal | undefined;
    const steps = [
      {
        name: 'endless',
        run: (given: AbortSignal) => {
          signal = given;
          return new Promise<void>(() => undefined);
        },
      },
      {
        name: 'never',
        run: async () => {
          throw new Error('it was run');
        },
      },
    ];
    const own = fakeProcess();
    drainOnSignals({ steps, timeoutMs: 20, log, process: own });
    own.signal('SIGINT');
    expect(await own.exited).toBe(1);
    expect(signal?.aborted).toBe(true);
  });

  test('that the process begins itself exits as it says, and happens once', async () => {
    let runs = 0;
    const own = fakeProcess();
    const steps = [{ name: 'count', run: async () => void (runs += 1) }];
    const shutdown = drainOnSignals({ steps, timeoutMs: 10_000, log, process: own });
    shutdown.begin(69);
    shutdown.begin(0);
    expect(await own.exited).toBe(69);
    expect(runs).toBe(1);
  });
});

describe('a process', () => {
  test('drains on the first signal and exits 0', async () => {
    const child = start(`steps.push({ name: 'x', run: async () => log.info({}, 'drained') });`);
    await child.line('ready');
    child.kill('SIGTERM');
    expect(await child.exit()).toEqual({
      code: 0,
      messages: ['ready', 'shutdown begins', 'drained', 'shutdown is done'],
    });
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('exits at once on a second signal, %s, with %d', async (signal, code) => {
    const child = start(`steps.push({ name: 'x', run: () => new Promise(() => log.info({}, 'endless')) });`);
    await child.line('ready');
    child.kill('SIGTERM');
    await child.line('endless');
    child.kill(signal);
    expect(await child.exit()).toMatchObject({ code });
  });

  test('ends with the status of an error that nobody caught, and one line of log about it', async () => {
    const child = start(`throw new ExitError('no schema', { code: 'ERR_X', exitCode: 78 });`);
    expect(await child.exit()).toEqual({ code: 78, messages: ['process ends'] });
    const other = start(`log.info({}, 'soon'); setImmediate(() => Promise.reject(new Error('oh')));`);
    expect(await other.exit()).toEqual({ code: 1, messages: ['soon', 'ready', 'process ends'] });
  });
});

/** A process that lives on. */
function fakeProcess() {
  const listeners = new Map<string, (argument: never) => void>();
  let exit: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (exit = resolve));
  return {
    on: (event: string, listener: (argument: never) => void) => listeners.set(event, listener),
    exit: (code: number) => exit(code),
    signal: (name: 'SIGTERM' | 'SIGINT') => listeners.get(name)?.(name as never),
    exited,
  };
}

const children: { kill(signal: 'SIGKILL'): void }[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A real process. @param body what its main does between making the steps and saying `ready` */
function start(body: string) {
  const program = `
    import { drainOnSignals, exitOnFault } from ${JSON.stringify(join(shared, 'shutdown.ts'))};
    import { ExitError } from ${JSON.stringify(join(shared, 'errors.ts'))};
    import { createLog } from ${JSON.stringify(join(shared, 'log.ts'))};
    const log = createLog({ process: 'test' });
    const steps = [];
    exitOnFault(log);
    drainOnSignals({ steps, timeoutMs: 60_000, log });
    setInterval(() => ExitError, 60_000);
    ${body}
    log.info({}, 'ready');
  `;
  const folder = folderWith({ 'main.mjs': program });
  const child = spawn(node, [join(folder, 'main.mjs')], { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
  children.push(child);
  const messages: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => messages.push((JSON.parse(line) as { msg: string }).msg));
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close'), text(child.stderr)]);
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Waits for a line of log with this message. */
    line: async (message: string) => {
      while (!messages.includes(message)) await Promise.race([once(lines, 'line'), ended.then(() => fail(messages))]);
    },
    exit: async () => {
      const [[code], , stderr] = await ended;
      expect(stderr).toBe('');
      return { code: code as number | null, messages };
    },
  };
}

function fail(messages: readonly string[]): never {
  throw new Error(`the process ended after ${messages.join(', ')}`);
}
