import type { Backoff, Clock } from './backoff.ts';

/** Something that was opened, and may be lost at any time. */
export interface Opened<T> {
  readonly value: T;
  /** Resolves, with the reason in one line, once it is lost; never rejects. */
  readonly lost: Promise<string>;
  /** Ends it in good order; also called when it is lost while that goes on. Never rejects. */
  readonly close: () => Promise<void>;
}

/**
 * Where a supervised thing is, and how that is left:
 * - `opening`: to `open`, or to `waiting` when that failed
 * - `open`: to `waiting` once it is lost
 * - `waiting`: to `opening` after the backoff
 * - `closed`: never
 *
 * `close()` leads from every state to `closed`.
 */
export type SupervisorState<T> =
  | { readonly at: 'opening' }
  | { readonly at: 'open'; readonly opened: Opened<T>; readonly sinceMs: number }
  | { readonly at: 'waiting'; readonly reason: string; readonly delayMs: number; readonly wasOpen: boolean }
  | { readonly at: 'closed' };

/** What a supervisor works with. */
export interface SupervisorOptions<T> {
  /** Opens the thing. @throws when that failed: it is tried again. The signal is aborted when nobody wants it any more */
  readonly open: (signal: AbortSignal) => Promise<Opened<T>>;
  readonly backoff: Backoff;
  readonly clock: Clock;
  /** Told of each new state, the first one included, before anything is done in it. */
  readonly onState: (state: SupervisorState<T>) => void;
}

/** What is open for this long has gone well: the next wait is short again. */
const stableMs = 10_000;

/** Keeps one thing open: opens it again, for ever, whenever it could not be opened or was lost. */
export class Supervisor<T> {
  readonly #options: SupervisorOptions<T>;
  readonly #closing = new AbortController();
  readonly #closeAsked: Promise<void>;
  readonly #ended: Promise<void>;
  #state: SupervisorState<T> = { at: 'opening' };

  constructor(options: SupervisorOptions<T>) {
    this.#options = options;
    const { signal } = this.#closing;
    this.#closeAsked = new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    // Whoever makes this one has it in hand before it hears of the first state.
    this.#ended = Promise.resolve().then(() => this.#run());
  }

  get state(): SupervisorState<T> {
    return this.#state;
  }

  /** What is open now. */
  get value(): T | undefined {
    return this.#state.at === 'open' ? this.#state.opened.value : undefined;
  }

  /** Ends it for good; resolves once it is closed. May be called again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (this.#state.at !== 'closed') {
      this.#options.onState(this.#state);
      this.#state = await this.#step(this.#state);
    }
    this.#options.onState(this.#state);
  }

  async #step(state: Exclude<SupervisorState<T>, { at: 'closed' }>): Promise<SupervisorState<T>> {
    switch (state.at) {
      case 'opening':
        return this.#open();
      case 'open':
        return this.#untilLost(state);
      case 'waiting':
        return this.#wait(state.delayMs);
    }
  }

  async #wait(delayMs: number): Promise<SupervisorState<T>> {
    try {
      await this.#options.clock.wait(delayMs, this.#closing.signal);
      return { at: 'opening' };
    } catch {
      return { at: 'closed' }; // nothing else ends the wait
    }
  }

  async #open(): Promise<SupervisorState<T>> {
    const { open, clock } = this.#options;
    if (this.#isClosing) return { at: 'closed' };
    try {
      return { at: 'open', opened: await open(this.#closing.signal), sinceMs: clock.monotonicMs() };
    } catch (error) {
      return this.#isClosing ? { at: 'closed' } : this.#waiting(reasonOf(error), false);
    }
  }

  async #untilLost({ opened, sinceMs }: Extract<SupervisorState<T>, { at: 'open' }>): Promise<SupervisorState<T>> {
    const { backoff, clock } = this.#options;
    const reason = await Promise.race([opened.lost, this.#closeAsked]);
    if (reason === undefined || this.#isClosing) {
      await opened.close();
      return { at: 'closed' };
    }
    if (clock.monotonicMs() - sinceMs >= stableMs) backoff.reset();
    return this.#waiting(reason, true);
  }

  #waiting(reason: string, wasOpen: boolean): SupervisorState<T> {
    return { at: 'waiting', reason, delayMs: this.#options.backoff.nextMs(), wasOpen };
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }
}

/** What went wrong, in one line. A connection to a name with several addresses fails with several errors and no message of its own. */
export function reasonOf(error: unknown): string {
  if (!isError(error)) return oneLine(String(error));
  const { errors } = error as { readonly errors?: unknown };
  if (error.message === '' && Array.isArray(errors)) return errors.map(reasonOf).join('; ');
  return oneLine(error.message || error.name);
}

/** Also of another realm, which `instanceof` does not know; amqplib's own are no errors to `Error.isError`. */
const isError = (value: unknown): value is Error => value instanceof Error || Error.isError(value);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
