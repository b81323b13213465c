import type { ConfirmChannel, Options } from 'amqplib';
import { headers as headerNames } from '../../lib/contract/broker.ts';
import type { Connection } from './amqp-connection.ts';
import type { BrokerMetrics } from './amqp-metrics.ts';
import { reasonOf, Supervisor, type Opened, type SupervisorState } from './amqp-supervisor.ts';
import type { Backoff, Clock } from './backoff.ts';
import { RetryError } from './errors.ts';
import type { Log } from './log.ts';

/** No queue took a message: nothing is bound for its routing key, or the queue of that name is gone. The layout is declared again meanwhile. */
export class UnroutableError extends RetryError {
  override readonly name = 'UnroutableError';
}

/** What a publisher works with. */
export interface PublisherOptions {
  readonly connection: Connection;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly metrics: BrokerMetrics;
  /** How long a publish may take in all, in milliseconds. */
  readonly publishTimeoutMs: number;
  /** How many messages may be unconfirmed at a time. */
  readonly window: number;
  /** Called after each change of `notReadyReason`. */
  readonly onChange: () => void;
}

/** A message on its way. `#oldest` and `#unsent` of the publisher point into a list of them in the order of the calls. */
interface Publish {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: Options.Publish;
  readonly dueMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  next: Publish | undefined;
  isSettled: boolean;
  /** On the channel, and neither confirmed nor given up. */
  isInFlight: boolean;
  /** The broker's words, if it came back. */
  returned: string | undefined;
}

/**
 * Publishes on one confirm channel, that is opened again whenever it is lost. Nothing is sent a second time: what was in flight when the channel was lost may or
 * may not have arrived, and whoever published it decides.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #supervisor: Supervisor<ConfirmChannel>;
  /** By publish id: how a message that comes back is known again. */
  readonly #sent = new Map<number, Publish>();
  #lastId = 0;
  #inFlight = 0;
  #oldest: Publish | undefined;
  #newest: Publish | undefined;
  #unsent: Publish | undefined;
  /** The channel's buffer is full until its `drain`. */
  #isFull = false;
  #isExpiring = false;
  #isClosing = false;
  readonly #closed = new AbortController();
  #onIdle: (() => void) | undefined;
  #notReadyReason: string | undefined = 'no channel yet';

  constructor(options: PublisherOptions) {
    const { backoff, clock } = options;
    this.#options = options;
    this.#supervisor = new Supervisor({
      open: (signal) => this.#open(signal),
      backoff,
      clock,
      onState: (state) => this.#onState(state),
    });
  }

  /** Why nothing can be published now; undefined while it can. */
  get notReadyReason(): string | undefined {
    return this.#notReadyReason;
  }

  /**
   * Publishes a message that outlives a restart of the broker, and resolves once the broker has confirmed that a queue has it.
   * @throws UnroutableError when no queue took it; RetryError when the broker refused it, the connection was lost, or it took too long: in the last two cases it
   * may have arrived all the same; any other error when the message cannot be put into AMQP
   */
  publish(exchange: string, routingKey: string, body: Buffer, properties: Options.Publish): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosing) {
        reject(new RetryError(`${nameOf({ exchange, routingKey })}: the connection is being closed`));
        return;
      }
      const dueMs = this.#options.clock.monotonicMs() + this.#options.publishTimeoutMs;
      const flags = { next: undefined, isSettled: false, isInFlight: false, returned: undefined };
      const publish: Publish = { exchange, routingKey, body, properties, dueMs, resolve, reject, ...flags };
      if (this.#newest === undefined) this.#oldest = publish;
      else this.#newest.next = publish;
      this.#newest = publish;
      this.#unsent ??= publish;
      this.#send();
      if (!this.#isExpiring) void this.#expire();
    });
  }

  /** Called when the broker takes messages again. */
  resume(): void {
    this.#send();
  }

  /** Takes no more; resolves once what is in flight is settled and the channel is closed. What could not be sent is rejected. May be called again. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const { blockedReason } = this.#options.connection;
    if (this.#supervisor.value === undefined || blockedReason !== undefined) {
      this.#rejectAll(blockedReason ?? 'the connection is being closed');
    }
    if (this.#oldest !== undefined) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    this.#closed.abort();
    await this.#supervisor.close();
  }

  async #open(signal: AbortSignal): Promise<Opened<ConfirmChannel>> {
    const session = await this.#options.connection.session(signal);
    await session.layOut();
    const opened = await session.openConfirmChannel();
    const channel = opened.value;
    channel.on('drain', () => {
      this.#isFull = false;
      this.#send();
    });
    channel.on('return', ({ fields, properties }) => {
      const publish = this.#sent.get(properties.headers?.[headerNames.publishId] as number);
      // The protocol has the return come before the confirm, which is positive all the same.
      if (publish !== undefined) publish.returned = (fields as { readonly replyText?: string }).replyText ?? 'returned';
    });
    // What costs the channel is, most likely, an exchange that is gone.
    channel.once('close', () => session.doubtLayout());
    return opened;
  }

  #onState(state: SupervisorState<ConfirmChannel>): void {
    const { log, onChange } = this.#options;
    switch (state.at) {
      case 'opening':
        return;
      case 'open':
        this.#notReadyReason = undefined;
        this.#isFull = false;
        this.#sent.clear();
        this.#send();
        break;
      case 'waiting':
        this.#notReadyReason = state.reason;
        log.warn({ reason: state.reason, delayMs: state.delayMs }, 'no channel to publish on');
        if (this.#isClosing) this.#rejectAll(state.reason);
        break;
      case 'closed':
        this.#notReadyReason = 'closed';
    }
    onChange();
  }

  /** Sends what is waiting, as far as the window, the channel's buffer and the broker allow. */
  #send(): void {
    const { connection, window } = this.#options;
    const channel = this.#supervisor.value;
    if (channel === undefined) return;
    while (this.#unsent !== undefined) {
      if (this.#isFull || this.#inFlight >= window || connection.blockedReason !== undefined) return;
      const publish = this.#unsent;
      if (!publish.isSettled && !this.#sendOn(channel, publish)) return;
      this.#unsent = publish.next;
    }
  }

  /** @returns false when the channel is closed, of which the supervisor is about to hear */
  #sendOn(channel: ConfirmChannel, publish: Publish): boolean {
    const { exchange, routingKey, body, properties } = publish;
    const id = ++this.#lastId;
    const options = {
      ...properties,
      headers: { ...(properties.headers as object | undefined), [headerNames.publishId]: id },
      persistent: true,
      mandatory: true,
    };
    try {
      this.#isFull = !channel.publish(exchange, routingKey, body, options, (error: Error | null) => {
        this.#sent.delete(id);
        this.#settle(publish, error);
      });
    } catch (error) {
      // amqplib's word for a channel that is closed
      if ((error as { readonly name?: unknown }).name === 'IllegalOperationError') return false;
      this.#reject(publish, error instanceof Error ? error : new Error(reasonOf(error)));
      return true;
    }
    this.#sent.set(id, publish);
    this.#inFlight += 1;
    publish.isInFlight = true;
    return true;
  }

  #settle(publish: Publish, error: Error | null): void {
    const { metrics } = this.#options;
    if (publish.isSettled) return;
    if (error === null && publish.returned === undefined) {
      metrics.confirms.inc();
      this.#end(publish);
      publish.resolve();
    } else if (error === null) {
      metrics.returns.inc();
      const text = `${nameOf(publish)}: got ${publish.returned}; expected a queue that takes it`;
      this.#reject(publish, new UnroutableError(text));
      this.#layOutAgain();
    } else if (error.message === 'message nacked') {
      metrics.nacks.inc();
      this.#reject(publish, new RetryError(`${nameOf(publish)}: the broker refused it`));
    } else {
      metrics.unconfirmed.inc();
      this.#reject(publish, new RetryError(`${nameOf(publish)}: the channel was lost before the confirm`));
    }
    this.#send();
  }

  #reject(publish: Publish, error: Error): void {
    this.#end(publish);
    publish.reject(error);
  }

  #end(publish: Publish): void {
    publish.isSettled = true;
    if (publish.isInFlight) this.#inFlight -= 1;
    publish.isInFlight = false;
    while (this.#oldest?.isSettled) this.#oldest = this.#oldest.next;
    if (this.#oldest !== undefined) return;
    this.#newest = undefined;
    this.#unsent = undefined;
    this.#onIdle?.();
  }

  #rejectAll(reason: string): void {
    for (let publish = this.#oldest; publish !== undefined; publish = publish.next) {
      if (publish.isSettled) continue;
      this.#reject(publish, new RetryError(`${nameOf(publish)}: ${reason}`));
    }
  }

  /** Gives up what is due, for as long as anything is on its way. All may take equally long, so the oldest is due first. */
  async #expire(): Promise<void> {
    const { clock, metrics, publishTimeoutMs } = this.#options;
    this.#isExpiring = true;
    while (this.#oldest !== undefined) {
      const publish = this.#oldest;
      const waitMs = publish.dueMs - clock.monotonicMs();
      if (waitMs > 0) {
        if (!(await this.#wait(waitMs))) return;
        continue;
      }
      const missing = publish.isInFlight ? 'no confirm' : (this.#cannotSendReason ?? 'not sent');
      metrics.unconfirmed.inc();
      this.#reject(publish, new RetryError(`${nameOf(publish)}: ${missing} within ${publishTimeoutMs / 1000} s`));
      this.#send();
    }
    this.#isExpiring = false;
  }

  /** @returns false when the publisher was closed meanwhile */
  async #wait(ms: number): Promise<boolean> {
    try {
      await this.#options.clock.wait(ms, this.#closed.signal);
      return true;
    } catch {
      return false; // nothing else ends the wait
    }
  }

  get #cannotSendReason(): string | undefined {
    return this.#options.connection.blockedReason ?? this.#options.connection.notReadyReason ?? this.#notReadyReason;
  }

  #layOutAgain(): void {
    const { connection, log } = this.#options;
    const session = connection.current;
    session?.doubtLayout();
    session?.layOut().catch((error: unknown) => log.warn({ err: error }, 'the layout could not be declared again'));
  }
}

const nameOf = ({ exchange, routingKey }: Pick<Publish, 'exchange' | 'routingKey'>): string =>
  `broker: publish to ${JSON.stringify(exchange)} with routing key ${JSON.stringify(routingKey)}`;
