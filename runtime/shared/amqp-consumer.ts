import type { Channel, ConsumeMessage } from 'amqplib';
import type { Connection } from './amqp-connection.ts';
import { goodbyeTimeoutMs, within } from './amqp-deadline.ts';
import type { BrokerMetrics } from './amqp-metrics.ts';
import { deliveryOf, outcomeOf, settlementOf, type Delivery, type Outcome } from './amqp-outcome.ts';
import type { Publisher } from './amqp-publisher.ts';
import { reasonOf, Supervisor, type Opened, type SupervisorState } from './amqp-supervisor.ts';
import type { Backoff, Clock } from './backoff.ts';
import { RetryError } from './errors.ts';
import type { Log } from './log.ts';

/**
 * Handles one message; any number of them side by side, up to the prefetch.
 * @param signal aborted, with a RetryError, once the outcome can no longer be told to the broker, or the consumer stops: what only waits gives up then
 * @throws RetryError for a retry that is not counted, RejectError for a dead letter, anything else for a retry that is counted
 */
export type Handler = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

/** A registered consumer. */
export interface Consumer {
  /** Takes no more messages, and aborts the signals of those in hand; resolves once all of them have settled. May be called again. */
  stop(): Promise<void>;
}

/** What a consumer works with. */
export interface ConsumerOptions {
  readonly queue: string;
  readonly prefetch: number;
  readonly handler: Handler;
  readonly connection: Connection;
  readonly publisher: Publisher;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: BrokerMetrics;
  readonly retryDelaysMs: readonly number[];
  readonly openTimeoutMs: number;
  /** Called after each change of `notReadyReason`. */
  readonly onChange: () => void;
}

/** A channel that messages come on. The first ones may come, and be settled, before the supervisor has it. */
interface Source {
  readonly channel: Channel;
  isLost: boolean;
}

/** How long a message waits before it is put back because its copy was not confirmed: without it the two would chase each other. */
const putBackAfterMs = 1_000;

/** Consumes one queue on a channel of its own, that is opened again whenever it is lost, also when only the queue is. */
export class QueueConsumer implements Consumer {
  readonly #options: ConsumerOptions;
  readonly #supervisor: Supervisor<Channel>;
  /** Those in hand, each with where it came from; some may be of channels that are lost. */
  readonly #inHand = new Map<AbortController, Source>();
  #onIdle: (() => void) | undefined;
  #isStopping = false;
  #notReadyReason: string | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#notReadyReason = `queue ${options.queue}: no consumer yet`;
    this.#supervisor = new Supervisor({
      open: (signal) => this.#open(signal),
      backoff: options.backoff,
      clock: options.clock,
      onState: (state) => this.#onState(state),
    });
  }

  /** Why nothing is consumed now; undefined while it is, and for one that was stopped. */
  get notReadyReason(): string | undefined {
    return this.#notReadyReason;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#supervisor.close();
    // Some may have come on earlier channels.
    await this.#settled();
  }

  async #open(signal: AbortSignal): Promise<Opened<Channel>> {
    const { queue, prefetch, connection, clock, openTimeoutMs } = this.#options;
    const session = await connection.session(signal);
    await session.layOut();
    const { value: channel, lost, close } = await session.openChannel();
    const source: Source = { channel, isLost: false };
    const cancelled = Promise.withResolvers<string>();
    const onMessage = (message: ConsumeMessage | null) => {
      // What comes while the consumer stops is not begun: closing the channel puts it back.
      if (message === null) cancelled.resolve('the broker ended the consumer: its queue was deleted, most likely');
      else if (!this.#isStopping) void this.#handle(source, message);
    };
    const giveUp = async () => {
      session.doubtLayout();
      await close();
    };
    try {
      const { consumerTag } = await within({ ms: openTimeoutMs, clock, signal }, 'consuming', async () => {
        await channel.prefetch(prefetch);
        return channel.consume(queue, onMessage);
      });
      return {
        value: channel,
        lost: Promise.race([lost, cancelled.promise]).then(async (reason) => {
          source.isLost = true;
          this.#abort(source, `the channel of queue ${JSON.stringify(queue)} was lost: ${reason}`);
          await giveUp();
          return reason;
        }),
        close: async () => {
          await quietly(() => within({ ms: goodbyeTimeoutMs, clock }, 'cancelling', () => channel.cancel(consumerTag)));
          this.#abort(source, `the consumer of queue ${JSON.stringify(queue)} stops`);
          await this.#settled();
          await close();
        },
      };
    } catch (error) {
      await giveUp();
      throw error;
    }
  }

  #onState(state: SupervisorState<Channel>): void {
    const { queue, log, onChange } = this.#options;
    switch (state.at) {
      case 'opening':
        return;
      case 'open':
        this.#notReadyReason = undefined;
        log.info({ queue }, 'consuming');
        break;
      case 'waiting': {
        const { reason, delayMs } = state;
        this.#notReadyReason = `queue ${JSON.stringify(queue)}: ${reason}`;
        log.warn({ queue, reason, delayMs }, 'not consuming');
        break;
      }
      case 'closed':
        this.#notReadyReason = undefined;
    }
    onChange();
  }

  async #handle(source: Source, message: ConsumeMessage): Promise<void> {
    const { queue, log } = this.#options;
    const work = new AbortController();
    this.#inHand.set(work, source);
    try {
      const outcome = await this.#outcome(deliveryOf(message), work.signal);
      await this.#settle(source, message, outcome, work.signal);
    } catch (err) {
      log.error({ err, queue, messageId: message.properties.messageId as string }, 'a message could not be settled');
    } finally {
      this.#inHand.delete(work);
      if (this.#inHand.size === 0) this.#onIdle?.();
    }
  }

  async #outcome(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    const { queue, handler, log, metrics } = this.#options;
    if (delivery.redelivered) metrics.redeliveries.inc();
    try {
      return await handler(delivery, signal);
    } catch (err) {
      const { routingKey, messageId, attempts } = delivery;
      log.warn({ err, queue, routingKey, messageId, attempt: attempts + 1 }, 'a message could not be handled');
      return outcomeOf(err);
    }
  }

  /** As the table of `settlementOf` says. */
  async #settle(source: Source, message: ConsumeMessage, outcome: Outcome, signal: AbortSignal): Promise<void> {
    const { queue, publisher, log, metrics, retryDelaysMs, clock } = this.#options;
    // Nobody hears of the outcome, and the broker delivers the message again: a copy would be one too many.
    if (source.isLost) return;
    const settlement = settlementOf(outcome, message, queue, retryDelaysMs);
    const messageId = message.properties.messageId as string;
    if (settlement.kind !== 'ack') {
      const { kind, exchange, routingKey, properties } = settlement;
      try {
        await publisher.publish(exchange, routingKey, message.content, properties);
      } catch (err) {
        if (err instanceof RetryError) {
          log.warn({ err, queue, messageId }, 'the copy of a message is not confirmed; the message is put back');
          await quietly(() => clock.wait(putBackAfterMs, signal));
          this.#tell(source, (channel) => channel.nack(message, false, true));
        } else {
          log.error(
            { err, queue, messageId },
            'a message cannot be copied; it becomes a dead letter without our headers',
          );
          this.#tell(source, (channel) => channel.reject(message, false));
        }
        return;
      }
      (kind === 'retry' ? metrics.retries : metrics.deadLetters).inc();
      if (kind === 'dead-letter')
        log.error({ queue, messageId, reason: reasonIn(outcome) }, 'a message became a dead letter');
    } else metrics.acks.inc();
    this.#tell(source, (channel) => channel.ack(message));
  }

  /** Does nothing on a channel that was lost: it has another number by now, and its messages are delivered again. */
  #tell({ channel, isLost }: Source, tell: (channel: Channel) => void): void {
    if (isLost) return;
    try {
      tell(channel);
    } catch (err) {
      this.#options.log.debug({ err, queue: this.#options.queue }, 'the channel was lost before the ack');
    }
  }

  #abort(source: Source, why: string): void {
    for (const [work, from] of this.#inHand) if (from === source) work.abort(new RetryError(why));
  }

  /** Resolves once nothing is in hand. */
  async #settled(): Promise<void> {
    if (this.#inHand.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}

const reasonIn = (outcome: Outcome): string | undefined => ('reason' in outcome ? reasonOf(outcome.reason) : undefined);

/** Waits for the end of something whose failure changes nothing of what follows. */
async function quietly(act: () => Promise<unknown>): Promise<void> {
  await act().catch(() => undefined);
}
