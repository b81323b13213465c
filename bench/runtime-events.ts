import { connect } from 'amqplib';
import { eventBindingKey, exchanges, type EventKey } from '../lib/contract/messages.ts';
import { until } from '../test/support/control-plane/until.ts';
import type { Rabbitmq } from '../test/support/rabbitmq.ts';

/** An event as a consumer sees it. */
export interface SeenEvent {
  readonly routingKey: EventKey;
  readonly content: Buffer;
  /** When it came, in milliseconds since 1970 with a fraction. */
  readonly atMs: number;
}

/** The uid of the Job that an event is about. */
export const uidIn = ({ content }: SeenEvent): string =>
  (JSON.parse(content.toString()) as { readonly 'job-id': string })['job-id'];

/** Milliseconds since 1970 with a fraction: other processes' logs and this one's moments can be compared. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** All events, as a consumer with a queue of its own sees them. */
export class Events {
  readonly #onEvent = new Set<(event: SeenEvent) => void>();
  readonly #close: () => Promise<void>;
  #count = 0;

  private constructor(close: () => Promise<void>) {
    this.#close = close;
  }

  /** @param key of the events, in which `*` is one word. @default - all */
  static async listen(
    { host: hostname, port, username, password }: Rabbitmq,
    key: string = eventBindingKey,
  ): Promise<Events> {
    const connection = await connect({ hostname, port, username, password }, { noDelay: true });
    // Nobody may be left to hear of it when the servers are ended; whoever waits for events says that they do not come.
    connection.on('error', () => undefined);
    const channel = await connection.createChannel();
    const { name, type, durable } = exchanges.events;
    await channel.assertExchange(name, type, { durable });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, name, key);
    const events = new Events(() => connection.close());
    const onMessage = (routingKey: string, content: Buffer) => {
      const atMs = nowMs();
      events.#count += 1;
      const event = { routingKey: routingKey as EventKey, content, atMs };
      for (const listener of events.#onEvent) listener(event);
    };
    const consume = (message: { fields: { routingKey: string }; content: Buffer } | null) =>
      message === null ? undefined : onMessage(message.fields.routingKey, message.content);
    await channel.consume(queue, consume, { noAck: true });
    return events;
  }

  /** How many have come. */
  get count(): number {
    return this.#count;
  }

  /** Calls back for each from now on. @returns ends that */
  on(listener: (event: SeenEvent) => void): () => void {
    this.#onEvent.add(listener);
    return () => void this.#onEvent.delete(listener);
  }

  /** Waits until so many have come. @throws when that takes longer than five minutes */
  async reach(count: number): Promise<void> {
    await until(`${count} events`, 300_000, () => this.#count >= count);
  }

  async close(): Promise<void> {
    await this.#close();
  }
}
