import type { Clock } from './backoff.ts';

/** How long an answer of the broker is waited for. */
export interface Deadline {
  readonly ms: number;
  readonly clock: Clock;
  /** Ends the wait at once. @default - nothing does */
  readonly signal?: AbortSignal;
}

/** How long the broker has for the answer to a goodbye, in milliseconds: where the network is frozen a shutdown must not wait for the heartbeat. */
export const goodbyeTimeoutMs = 2_000;

/**
 * Waits for an answer for as long as the deadline says. What is asked goes on after that, unheard.
 * @param what what is being done, to complete `no answer to`
 * @throws Error when no answer comes in time; the signal's reason; what the answer throws
 */
export async function within<T>({ ms, clock, signal }: Deadline, what: string, ask: () => Promise<T>): Promise<T> {
  const answered = new AbortController();
  const tooLate = clock
    .wait(ms, signal === undefined ? answered.signal : AbortSignal.any([answered.signal, signal]))
    .then((): never => {
      throw new Error(`${what}: no answer within ${ms / 1000} s`);
    });
  try {
    return await Promise.race([ask(), tooLate]);
  } finally {
    answered.abort();
  }
}
