/**
 * The class of an error says what its catcher does next: try again ({@link RetryError}), give the message or request up ({@link RejectError}), or end the
 * process ({@link ExitError}). Any other error is a fault of the program or of something nobody thought of: try again, and count the try.
 */

/** The codes of the errors of `shared` that end a process. Each stands in runtime/README.md with its meaning and remedy. */
export const errorCodes = {
  /** Variables are missing or are not what the process accepts. */
  environment: 'ERR_ENVIRONMENT',
  /** Neither a service account nor a usable kubeconfig says how to reach the API server. */
  kubernetesConfig: 'ERR_KUBERNETES_CONFIG',
  /** The port of health checks and metrics cannot be listened on. */
  healthPort: 'ERR_HEALTH_PORT',
} as const;

/** What a process exits with. Kubernetes starts it again whatever it is; people tell the causes apart. @see sysexits(3) */
export const exitStatuses = {
  /** Everything in hand was finished. */
  done: 0,
  /** A fault of the program, or a shutdown that did not finish in time. */
  failed: 1,
  /** EX_UNAVAILABLE: something that the process needs is not to be had. */
  unavailable: 69,
  /** EX_TEMPFAIL: another start may do. */
  temporary: 75,
  /** EX_CONFIG: whoever starts the process has to change something first. */
  configuration: 78,
} as const;

/**
 * The same try may work later: a lost connection, a time-out, a full quota. Nothing is counted against the message, and whether the other side did what was
 * asked is not known.
 */
export class RetryError extends Error {
  override readonly name: string = 'RetryError';
  /** How long the other side asks to be left alone, in milliseconds. @default - it did not say: the caller backs off as it does */
  readonly retryAfterMs?: number;

  /** @param options.cause what failed underneath */
  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** This message or request can never work, however often it is tried: it becomes a dead letter, or an answer that says so. */
export class RejectError extends Error {
  override readonly name: string = 'RejectError';
  /** Why, in one line; it goes into a header or an event, so it holds no secret and no inmeta. */
  readonly reason: string;

  /** @param reason also the error's message */
  constructor(reason: string, options: ErrorOptions = {}) {
    super(reason, options);
    this.reason = reason;
  }
}

/** The process cannot go on. Whoever catches it last logs it and exits with its status; nobody else catches it. */
export class ExitError extends Error {
  override readonly name: string = 'ExitError';
  /** `ERR_AREA_REASON`, as in runtime/README.md. */
  readonly code: string;
  /** The status that the process exits with, 1 to 125. @see {@link exitStatuses} */
  readonly exitCode: number;

  /** @param options.code `ERR_AREA_REASON` @param options.exitCode 1 to 125 */
  constructor(message: string, options: ErrorOptions & { readonly code: string; readonly exitCode: number }) {
    super(message, options);
    this.code = options.code;
    this.exitCode = options.exitCode;
  }
}

/**
 * An error that ends a process with exit status 78.
 *
 * @param code one of the process's own, which stand in its `errors.ts`
 * @param message as the house has it: `<variable>: got ...; expected ...; <what to do>`
 */
export function misconfigured(code: string, message: string, cause?: unknown): ExitError {
  return new ExitError(message, { code, exitCode: exitStatuses.configuration, cause });
}

/** Whether an error of the system has one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
