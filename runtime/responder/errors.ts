import { ExitError, exitStatuses } from '../shared/errors.ts';

/** The codes of the errors that end the responder. Each stands in runtime/README.md with its meaning and remedy. */
export const errorCodes = {
  /** There is no usable Job template at start. */
  template: 'ERR_RESPONDER_TEMPLATE',
  /** The schema of inmeta cannot be read, or is none. */
  inmetaXsd: 'ERR_RESPONDER_INMETA_XSD',
} as const;

/** An error that ends the responder with exit status 78. @param message as the house has it: `<variable>: got ...; expected ...; <what to do>` */
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

/** What an error says, for a log or another error. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
