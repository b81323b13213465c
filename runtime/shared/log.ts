import { pino } from 'pino';
import { RejectError, RetryError } from './errors.ts';

/** The least level that is logged, as `LOG_LEVEL` has it. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/**
 * What a line may say beside its message. The same thing has the same key in every line of every process, so that one search finds it: a new key is added
 * here. No value is a message's body, an inmeta document or a secret.
 */
export interface LogFields {
  /** What was thrown: its class, message, code and causes are written, never its other properties. */
  readonly err?: unknown;
  /** Uid of a Job. */
  readonly uid?: string;
  /** Name of a Job. */
  readonly job?: string;
  /** Name of a pod. */
  readonly pod?: string;
  readonly container?: string;
  readonly namespace?: string;
  /** The identity of a request, as `deliveryIdentity` of the contract gives it. */
  readonly deliveryId?: string;
  /** W3C trace id. */
  readonly traceId?: string;
  /** A resourceVersion, as text. */
  readonly rv?: string;
  /** State of a Job, such as `running`. */
  readonly state?: string;
  readonly queue?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly messageId?: string;
  /** Which try this was; the first is 1. */
  readonly attempt?: number;
  readonly delayMs?: number;
  readonly durationMs?: number;
  readonly count?: number;
  readonly bytes?: number;
  /** One line. */
  readonly reason?: string;
  /** Path of a file or folder. */
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  /** HTTP status. */
  readonly status?: number;
  /** Holder of a Lease. */
  readonly holder?: string;
  readonly leaseTransitions?: number;
  /** Name of a step of the shutdown. */
  readonly step?: string;
  /** Such as `SIGTERM`. */
  readonly signal?: string;
  readonly exitCode?: number;
  readonly version?: string;
}

/** Writes one line. The message is constant, in lower case; what varies is in the fields. */
type Write = (fields: LogFields, message: string) => void;

/** Where a process says what it does. */
export interface Log {
  /** The process cannot go on. */
  readonly fatal: Write;
  /** Something is lost or stays undone until a person acts. */
  readonly error: Write;
  /** Something failed and is tried again, or was refused. */
  readonly warn: Write;
  /** What an operator wants to have read afterwards: a start, an end, one line per Job and event. */
  readonly info: Write;
  readonly debug: Write;
  readonly trace: Write;
  /** The same log; every line has these fields too. */
  child(fields: LogFields): Log;
}

/** How a log is made. */
export interface LogOptions {
  /** The process, as in every line: `responder`. */
  readonly process: string;
  /** @default info */
  readonly level?: LogLevel;
  /** Takes each line with its newline. @default - standard output, written at once, so that nothing is lost by an exit or a kill */
  readonly destination?: { write(line: string): void };
}

/** A log of JSON lines, each with `level`, `time` (ISO 8601, UTC), `process`, the fields, and `msg`. */
export function createLog({ process, level = 'info', destination }: LogOptions): Log {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describe(error, deepestCause) },
  };
  return pino(options, destination ?? pino.destination({ fd: 1, sync: true }));
}

/** Causes of causes that are written. */
const deepestCause = 5;

interface Described {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: Described;
}

/**
 * Names what is taken from an error, since clients hang other things on theirs: ioredis the command with its arguments, the password of an AUTH among them.
 */
function describe(error: unknown, depth: number): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code } = error as { readonly code?: unknown };
  // Where a try failed is said by its message; a stack per try would bury the rest.
  const isExpected = error instanceof RetryError || error instanceof RejectError;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(isExpected ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth === 0 ? {} : { cause: describe(error.cause, depth - 1) }),
  };
}
