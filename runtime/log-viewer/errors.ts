import { ExitError, exitStatuses } from '../shared/errors.ts';

/** The codes of the errors that end the log viewer. Each stands in runtime/README.md with its meaning and remedy. */
export const errorCodes = {
  /** What tokens are checked with is missing, or is no key that is accepted. */
  certificate: 'ERR_LOG_VIEWER_CERTIFICATE',
  /** The variables of login or broker contradict one another. */
  settings: 'ERR_LOG_VIEWER_SETTINGS',
  /** The port cannot be listened on. */
  port: 'ERR_LOG_VIEWER_PORT',
} as const;

/** An error that ends the log viewer with exit status 78. @param message as the house has it: `<variable>: got ...; expected ...; <what to do>` */
export function misconfigured(
  code: (typeof errorCodes)[keyof typeof errorCodes],
  message: string,
  cause?: unknown,
): ExitError {
  return new ExitError(message, { code, exitCode: exitStatuses.configuration, cause });
}

/** Whether an error of the system has one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
