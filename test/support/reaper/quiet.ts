import type { Clock } from '../../../runtime/shared/backoff.ts';
import type { Log, LogFields } from '../../../runtime/shared/log.ts';

/** A log that keeps its lines: level, message, and fields. */
export function keptLog(): {
  readonly log: Log;
  readonly lines: [level: string, message: string, fields: LogFields][];
} {
  const lines: [string, string, LogFields][] = [];
  const write = (level: string) => (fields: LogFields, message: string) =>
    lines.push([level, message, fields]) as never;
  const log: Log = {
    fatal: write('fatal'),
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    trace: write('trace'),
    child: () => log,
  };
  return { log, lines };
}

const forget = () => undefined;

/** A log that keeps nothing. */
export const silentLog: Log = {
  fatal: forget,
  error: forget,
  warn: forget,
  info: forget,
  debug: forget,
  trace: forget,
  child: () => silentLog,
};

/** A clock whose waits are over at the next turn of the event loop, and that stands still otherwise. */
export class HastyClock implements Clock {
  nowMs = 0;
  /** The waits so far, in milliseconds. */
  readonly waits: number[] = [];

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return Date.UTC(2026, 0, 1) + this.nowMs;
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.waits.push(ms);
    this.nowMs += ms;
    await turn();
    signal?.throwIfAborted();
  }
}

/** The next turn of the event loop: everything that needs no input or output has happened by then. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
