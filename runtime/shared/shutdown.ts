import { constants } from 'node:os';
import { ExitError, exitStatuses } from './errors.ts';
import type { Log } from './log.ts';

/** One thing to do before the process exits, such as to stop consuming and finish what is in hand. */
export interface DrainStep {
  /** Such as `requests`, for the log. */
  readonly name: string;
  /** @param signal aborted when the time is up; the process exits right after */
  run(signal: AbortSignal): Promise<void>;
}

/** What a shutdown needs of the process it ends; tests hand in one that lives on. */
export interface OwnProcess {
  on(event: 'SIGTERM' | 'SIGINT', listener: (signal: 'SIGTERM' | 'SIGINT') => void): unknown;
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  exit(code: number): void;
}

/** How a process ends. */
export interface ShutdownOptions {
  /** In the order in which they are done, each after the one before it. Looked at when the shutdown begins, so it may grow while the process starts. */
  readonly steps: readonly DrainStep[];
  /** For all steps together, in milliseconds; less than the pod's grace period. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** @default process */
  readonly process?: OwnProcess;
}

/** The way a process ends on purpose. */
export interface Shutdown {
  /** Drains and exits as on the first signal; does nothing while that is under way. @param exitCode what to exit with if all goes well. @default 0 */
  begin(exitCode?: number): void;
}

/**
 * From now on the first SIGTERM or SIGINT does the steps and exits 0; it exits 1 where a step failed, after the steps behind it, or where the time was up, at
 * once. A second signal exits at once with 128 and its number, as a shell has it.
 */
export function drainOnSignals({ steps, timeoutMs, log, process: own = process }: ShutdownOptions): Shutdown {
  let isDraining = false;
  const begin = (exitCode: number = exitStatuses.done): void => {
    if (isDraining) return;
    isDraining = true;
    void drain(steps, timeoutMs, log).then((isClean) => own.exit(isClean ? exitCode : exitStatuses.failed));
  };
  const onSignal = (signal: 'SIGTERM' | 'SIGINT'): void => {
    if (isDraining) {
      log.warn({ signal }, 'second signal, work in hand is dropped');
      own.exit(128 + constants.signals[signal]);
      return;
    }
    log.info({ signal }, 'shutdown begins');
    begin();
  };
  own.on('SIGTERM', onSignal);
  own.on('SIGINT', onSignal);
  return { begin };
}

async function drain(steps: readonly DrainStep[], timeoutMs: number, log: Log): Promise<boolean> {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<'time is up'>((resolve) => {
    timer = setTimeout(() => resolve('time is up'), timeoutMs);
  });
  let isClean = true;
  for (const step of steps) {
    const outcome = await Promise.race([
      timeUp,
      Promise.try(() => step.run(deadline.signal)).catch((error: unknown) => {
        log.error({ step: step.name, err: error }, 'step of the shutdown failed');
        isClean = false;
      }),
    ]);
    if (outcome === 'time is up') {
      log.error({ step: step.name, durationMs: timeoutMs }, 'time is up, work in hand is dropped');
      deadline.abort();
      return false;
    }
  }
  clearTimeout(timer);
  log.info({}, 'shutdown is done');
  return isClean;
}

/**
 * From now on whatever nobody caught, a rejected promise too, is logged and ends the process: with the status of an {@link ExitError}, else with 1. State may be
 * broken by then, so nothing is drained; the broker delivers again what was in hand.
 */
export function exitOnFault(log: Log, own: OwnProcess = process): void {
  own.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'process ends');
    own.exit(error instanceof ExitError ? error.exitCode : exitStatuses.failed);
  });
}
