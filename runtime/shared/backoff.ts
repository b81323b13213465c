/** Time as a process sees it. Tests hand in one of their own. */
export interface Clock {
  /** Milliseconds since some moment, never going back; for durations only. */
  monotonicMs(): number;
  /** Milliseconds since 1970, which may jump; for what others read. */
  wallMs(): number;
  /** Resolves after that many milliseconds. @throws the signal's reason once it is aborted */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's time. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  wait: (ms, signal) => waitFor(ms, signal),
};

/** Not `timers/promises`: its AbortError has the signal's reason as cause only. */
function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      // The reason is whatever the aborter gave; it is handed on as it is.
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** How the waits between tries grow. */
export interface BackoffOptions {
  /** The most that the first wait may take, in milliseconds. @default 500 */
  readonly initialMs?: number;
  /** The most that any wait may take, in milliseconds. @default 30_000 */
  readonly maximumMs?: number;
  /** What each wait's most is multiplied by to give the next one's. @default 2 */
  readonly factor?: number;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * The waits between tries: exponential with full jitter, so that clients that failed together do not come back together.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  readonly #initialMs: number;
  readonly #maximumMs: number;
  readonly #factor: number;
  readonly #random: () => number;
  #mostMs: number;

  constructor({ initialMs = 500, maximumMs = 30_000, factor = 2, random = Math.random }: BackoffOptions = {}) {
    this.#initialMs = initialMs;
    this.#maximumMs = maximumMs;
    this.#factor = factor;
    this.#random = random;
    this.#mostMs = initialMs;
  }

  /** The next wait, in milliseconds: from 0 to its most. @param atLeastMs what the other side asked for, which is kept to and has the jitter added. @default 0 */
  nextMs(atLeastMs = 0): number {
    const mostMs = Math.min(this.#mostMs, this.#maximumMs);
    this.#mostMs = mostMs * this.#factor;
    return atLeastMs + this.#random() * mostMs;
  }

  /** The next wait is the first one again. To be called once things have gone well for a while, not at the first success. */
  reset(): void {
    this.#mostMs = this.#initialMs;
  }
}
