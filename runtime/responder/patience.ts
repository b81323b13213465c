import { RetryError } from '../shared/errors.ts';
import { KubernetesError } from '../shared/kubernetes.ts';
import { Backoff, type Clock } from '../shared/backoff.ts';
import { hasStatus } from './jobs.ts';

/** How long and how often something is tried while its message stays in hand. */
export interface PatienceOptions {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** How long to try, in milliseconds; less than the broker waits for an ack, which is 30 min. @default 600_000 */
  readonly limitMs?: number;
}

const defaultLimitMs = 10 * 60 * 1000;

/** The most that one wait between tries takes, in milliseconds: so long a freed quota may stay unused. */
const longestWaitMs = 10_000;

/**
 * Whether no later try can go better: the API server calls the object itself wrong. Everything else it says, a missing right or namespace included, is put
 * right by a person or by time, and until then nothing is given up.
 */
export const isFinal = (error: unknown): error is KubernetesError => hasStatus(error, 400, 413, 422);

/** Whether nobody knows if what was asked was done: the answer did not come, or came from somebody between. */
export const isUncertain = (error: unknown): boolean =>
  error instanceof RetryError || (error instanceof KubernetesError && error.status >= 500);

/**
 * Does something again and again until it is done, with growing waits between, at least as long as the other side asks for. So a message in hand waits, its
 * consumer gets no further ones, and the queue holds what there is no room for.
 * @param onFailure is told of each try after which another one follows
 * @throws RetryError when it was not done in time, with the last error as cause; the signal's reason; and at once what {@link isFinal} is true of, and what is
 * neither a RetryError nor a KubernetesError
 */
export async function persevere<T>(
  act: () => Promise<T>,
  { clock, random, limitMs = defaultLimitMs }: PatienceOptions,
  signal: AbortSignal,
  onFailure: (error: unknown, delayMs: number) => void,
): Promise<T> {
  const endMs = clock.monotonicMs() + limitMs;
  const backoff = new Backoff({ initialMs: 250, maximumMs: longestWaitMs, random });
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isPassing = error instanceof RetryError || (error instanceof KubernetesError && !isFinal(error));
      if (!isPassing) throw error;
      const delayMs = backoff.nextMs(error.retryAfterMs);
      if (clock.monotonicMs() + delayMs > endMs) {
        throw new RetryError(`responder: not done in ${limitMs / 1000} s`, { cause: error });
      }
      onFailure(error, delayMs);
      await clock.wait(delayMs, signal);
    }
  }
}
