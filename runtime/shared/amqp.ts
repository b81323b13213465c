import { Connection } from './amqp-connection.ts';
import { QueueConsumer, type Consumer, type Handler } from './amqp-consumer.ts';
import type { LoginOptions } from './amqp-login.ts';
import { noMetrics, type BrokerMetrics } from './amqp-metrics.ts';
import { Publisher } from './amqp-publisher.ts';
import { Backoff, systemClock, type Clock } from './backoff.ts';
import { cdsLayout, type Layout } from './layout.ts';
import type { Log } from './log.ts';

export type { Consumer, Handler } from './amqp-consumer.ts';
export type { BrokerMetrics } from './amqp-metrics.ts';
export type { Delivery, Outcome } from './amqp-outcome.ts';
export { UnroutableError } from './amqp-publisher.ts';

/** What may be said of a message beside where it goes. */
export interface PublishOptions {
  /** Tells a message that comes twice from two messages. @default - none */
  readonly messageId?: string;
  /** AMQP headers. Values: strings, numbers, booleans, and objects and arrays of them; 64 KiB in all. @default - none */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** When it was made, in seconds since 1970, as AMQP has it. Integer. @default - not said */
  readonly timestamp?: number;
  /** Such as `application/json`. @default - not said */
  readonly contentType?: string;
  /** How long it may wait in a queue, in milliseconds. Integer. @default - for ever */
  readonly expiration?: number;
}

/**
 * A connection to RabbitMQ that comes back: one channel for publishing, one for each consumer, and the layout on the broker, all opened again for ever. A message
 * may be published or consumed twice around a loss; none is lost by it.
 */
export interface Broker {
  /**
   * Publishes a persistent message; resolves once the broker has confirmed that a queue has it. Waits for a connection and for room. Many at a time are
   * thousands a second, one after the other hundreds.
   * @throws UnroutableError when no queue takes it; RetryError when the broker refuses it, the connection is lost or it takes longer than `publishTimeoutMs`: after
   * the last two it may have arrived all the same; any other error for headers that AMQP cannot state
   */
  publish(exchange: string, routingKey: string, body: Buffer, options?: PublishOptions): Promise<void>;
  /**
   * Consumes a queue of the layout, from now on and again after each loss of the connection, the channel or the queue.
   * @param options.prefetch how many messages may be in hand at a time. Integer, 1 to 65535
   */
  consume(queue: string, options: { readonly prefetch: number }, handler: Handler): Consumer;
  /** Connected, layout declared, all consumers registered, and the broker takes messages. */
  readonly isReady: boolean;
  /** Why it is not ready, in one line without secrets; undefined while it is. */
  readonly notReadyReason: string | undefined;
  /** Calls back each time it becomes ready. @returns ends that */
  onReady(listener: () => void): () => void;
  /** Calls back each time it stops being ready. @returns ends that */
  onLost(listener: (reason: string) => void): () => void;
  /** Stops the consumers, waits for what is being published, then closes the channels, and the connection last. May be called again. */
  close(): Promise<void>;
}

/** Which broker, as whom, and how patiently. */
export interface BrokerOptions extends LoginOptions {
  readonly log: Log;
  /** @default - nothing is counted */
  readonly metrics?: BrokerMetrics;
  /** What is declared at each connect. @default cdsLayout() */
  readonly layout?: Layout;
  /** How long a publish may take in all, in milliseconds, with the wait for a connection. @default 30_000 */
  readonly publishTimeoutMs?: number;
  /** How many published messages may be unconfirmed at a time; more wait. Integer, 1 or more. @default 2_000 */
  readonly publishWindow?: number;
  /** How long each step of opening a connection or channel may take, in milliseconds. @default 15_000 */
  readonly openTimeoutMs?: number;
  /** The most that a wait between two tries to connect may take, in milliseconds. @default 10_000 */
  readonly reconnectMaximumMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

const defaultPublishTimeoutMs = 30_000;
const defaultPublishWindow = 2_000;
const defaultOpenTimeoutMs = 15_000;
const defaultReconnectMaximumMs = 10_000;
const reconnectInitialMs = 100;

/** Begins to connect, and goes on until it is closed; nothing that the broker does or lacks ends that. */
export function connectBroker(options: BrokerOptions): Broker {
  return new ConnectedBroker(options);
}

class ConnectedBroker implements Broker {
  readonly #options: BrokerOptions;
  readonly #clock: Clock;
  readonly #layout: Layout;
  readonly #connection: Connection;
  readonly #publisher: Publisher;
  readonly #consumers = new Set<QueueConsumer>();
  readonly #readyListeners = new Set<() => void>();
  readonly #lostListeners = new Set<(reason: string) => void>();
  #isReady = false;
  #isClosed = false;

  constructor(options: BrokerOptions) {
    const { layout = cdsLayout(), clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#layout = layout;
    this.#connection = new Connection({ ...options, ...this.#shared(), layout });
    this.#publisher = new Publisher({
      ...this.#shared(),
      connection: this.#connection,
      publishTimeoutMs: options.publishTimeoutMs ?? defaultPublishTimeoutMs,
      window: options.publishWindow ?? defaultPublishWindow,
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get notReadyReason(): string | undefined {
    if (this.#connection.notReadyReason !== undefined) return this.#connection.notReadyReason;
    const blocked = this.#connection.blockedReason;
    if (blocked !== undefined) return `broker: it takes no messages for now: ${blocked}`;
    const parts = [this.#publisher, ...this.#consumers];
    return parts.map(({ notReadyReason }) => notReadyReason).find((reason) => reason !== undefined);
  }

  async publish(exchange: string, routingKey: string, body: Buffer, options: PublishOptions = {}): Promise<void> {
    await this.#publisher.publish(exchange, routingKey, body, options);
  }

  consume(queue: string, { prefetch }: { readonly prefetch: number }, handler: Handler): Consumer {
    if (this.#isClosed) throw new Error(`broker: consume ${JSON.stringify(queue)}: it is closed`);
    const consumer = new QueueConsumer({
      ...this.#shared(),
      queue,
      prefetch,
      handler,
      connection: this.#connection,
      publisher: this.#publisher,
      retryDelaysMs: this.#layout.retryDelaysMs,
    });
    this.#consumers.add(consumer);
    this.#onChange();
    return {
      stop: async () => {
        await consumer.stop();
        this.#consumers.delete(consumer);
      },
    };
  }

  onReady(listener: () => void): () => void {
    this.#readyListeners.add(listener);
    return () => this.#readyListeners.delete(listener);
  }

  onLost(listener: (reason: string) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await this.#publisher.close();
    await this.#connection.close();
  }

  /** What the connection and everything on it are handed alike, but the backoff, which each has for itself. */
  #shared() {
    const { log, random, metrics = noMetrics, openTimeoutMs = defaultOpenTimeoutMs } = this.#options;
    const maximumMs = this.#options.reconnectMaximumMs ?? defaultReconnectMaximumMs;
    return {
      log,
      metrics,
      openTimeoutMs,
      clock: this.#clock,
      backoff: new Backoff({ initialMs: reconnectInitialMs, maximumMs, random }),
      onChange: () => this.#onChange(),
    };
  }

  #onChange(): void {
    const reason = this.notReadyReason;
    if (this.#connection.blockedReason === undefined) this.#publisher.resume();
    if (this.#isReady === (reason === undefined)) return;
    this.#isReady = reason === undefined;
    if (reason === undefined) for (const listener of this.#readyListeners) listener();
    else for (const listener of this.#lostListeners) listener(reason);
  }
}
