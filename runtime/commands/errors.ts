import { ExitError } from '../shared/errors.ts';

/** The codes of the errors that end a command. Each stands in docs/runtime/commands.md with its meaning and remedy. */
export const errorCodes = {
  /** RabbitMQ, Redis or the API server cannot be reached, refuses the login, or does not answer in time. */
  unreachable: 'ERR_COMMAND_UNREACHABLE',
  /** The API server or the broker answers, and refuses what is asked. */
  refused: 'ERR_COMMAND_REFUSED',
  /** There is no such queue, or messages cannot be taken from it, put into it or unbound from it. */
  queue: 'ERR_COMMAND_QUEUE',
  /** A file cannot be read, or is not what it should be. */
  file: 'ERR_COMMAND_FILE',
  /** No queue takes the request. */
  unroutable: 'ERR_COMMAND_UNROUTABLE',
  /** The request has not come to an end in time. */
  timeout: 'ERR_COMMAND_TIMEOUT',
} as const;

/** What a command exits with when it could not do what it was asked. */
export const couldNot = 2;

/** An error that ends a command. @param message as the house has it: `<place>: <what>: got ...; expected ...; <what to do>` */
export function commandError(
  code: (typeof errorCodes)[keyof typeof errorCodes],
  message: string,
  cause?: unknown,
): ExitError {
  return new ExitError(message, { code, exitCode: couldNot, cause });
}
