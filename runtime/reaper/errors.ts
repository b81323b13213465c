import { ExitError } from '../shared/errors.ts';

/** The reaper's own codes, each in runtime/README.md with its meaning and what to do. */
const reaperErrors = {
  leaseLost: 'ERR_REAPER_LEASE_LOST',
  fenced: 'ERR_REAPER_FENCED',
} as const;

/** EX_TEMPFAIL: another start may do. @see sysexits(3) */
const temporaryFailure = 75;

/** The Lease is somebody else's, or could not be renewed in time: work ends at once. The next start waits for it again. */
export function leaseLostError(name: string, got: string, options?: ErrorOptions): ExitError {
  const message = `reaper: Lease ${name}: got ${got}; expected it to be renewed by this process; it ends and starts again`;
  return new ExitError(message, { code: reaperErrors.leaseLost, exitCode: temporaryFailure, ...options });
}

/** The journal was claimed by a later holder of the Lease: this process only thought that it was the one. */
export function fencedError(): ExitError {
  const message =
    'reaper: journal: got the mark of a later holder of the Lease; expected that of this process; it ends and starts again';
  return new ExitError(message, { code: reaperErrors.fenced, exitCode: temporaryFailure });
}
