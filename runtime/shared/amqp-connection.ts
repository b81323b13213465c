import type { BrokerMetrics } from './amqp-metrics.ts';
import { openSession, type Session, type SessionOptions } from './amqp-session.ts';
import { Supervisor, type SupervisorState } from './amqp-supervisor.ts';
import type { Backoff, Clock } from './backoff.ts';
import type { Log } from './log.ts';

/** What a connection that comes back works with. */
export interface ConnectionOptions extends Omit<SessionOptions, 'onBlocked'> {
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly metrics: BrokerMetrics;
  /** How long each step of opening something may take, in milliseconds. */
  readonly openTimeoutMs: number;
  /** Called after each change of `notReadyReason` and of `blockedReason`. */
  readonly onChange: () => void;
}

/** One connection, that is opened again for ever whenever it is lost. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #supervisor: Supervisor<Session>;
  readonly #waiters = new Set<(session: Session) => void>();
  #notReadyReason: string | undefined = 'not connected yet';
  #blockedReason: string | undefined;
  #attempt = 1;

  constructor(options: ConnectionOptions) {
    const { clock, backoff, openTimeoutMs } = options;
    this.#options = options;
    this.#supervisor = new Supervisor({
      open: (signal) =>
        openSession(
          { ...options, onBlocked: (reason) => this.#onBlocked(reason) },
          { ms: openTimeoutMs, clock, signal },
        ),
      backoff,
      clock,
      onState: (state) => this.#onState(state),
    });
  }

  /** Why there is no session; undefined while there is one. */
  get notReadyReason(): string | undefined {
    return this.#notReadyReason;
  }

  /** Why the broker takes no messages at the moment; undefined while it does. */
  get blockedReason(): string | undefined {
    return this.#blockedReason;
  }

  /** The session there is, or the next one. @throws the signal's reason once that is aborted */
  async session(signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    const session = this.#supervisor.value;
    if (session !== undefined) return session;
    const { promise, resolve, reject } = Promise.withResolvers<Session>();
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiters.add(resolve);
    try {
      return await promise;
    } finally {
      this.#waiters.delete(resolve);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The session there is. */
  get current(): Session | undefined {
    return this.#supervisor.value;
  }

  /** Closes it for good; resolves once that is done. May be called again. */
  close(): Promise<void> {
    return this.#supervisor.close();
  }

  #onState(state: SupervisorState<Session>): void {
    const { host, port, log, metrics, onChange } = this.#options;
    switch (state.at) {
      case 'opening':
        return;
      case 'open':
        this.#attempt = 1;
        this.#notReadyReason = undefined;
        metrics.connects.inc();
        log.info({ host, port }, 'connected to the broker');
        for (const resolve of this.#waiters) resolve(state.opened.value);
        break;
      case 'waiting': {
        const { reason, delayMs, wasOpen } = state;
        this.#blockedReason = undefined;
        this.#notReadyReason = reason;
        if (wasOpen) log.warn({ host, port, reason, delayMs }, 'the connection to the broker is lost');
        else log.warn({ host, port, reason, delayMs, attempt: this.#attempt++ }, 'no connection to the broker yet');
        break;
      }
      case 'closed':
        this.#blockedReason = undefined;
        this.#notReadyReason = 'closed';
    }
    onChange();
  }

  #onBlocked(reason: string | undefined): void {
    const { log, onChange } = this.#options;
    this.#blockedReason = reason;
    if (reason === undefined) log.info({}, 'the broker takes messages again');
    else log.warn({ reason }, 'the broker takes no messages for now');
    onChange();
  }
}
