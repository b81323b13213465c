import { connect, type ConfirmChannel, type ChannelModel } from 'amqplib';
import { exchanges } from '../../lib/contract/messages.ts';
import type { Rabbitmq } from '../support/rabbitmq.ts';
import type { PlannedRequest } from './requests.ts';

const window = 50;

/** Publishes the requests of a run, each until the broker has confirmed it, at most so many a second. */
export class Producer {
  /** Titles of requests without messageId of which nobody knows how often they arrived. */
  readonly uncertain = new Set<string>();
  readonly #broker: Rabbitmq;
  #channel: Promise<ConfirmChannel> | undefined;
  #connection: ChannelModel | undefined;

  constructor(broker: Rabbitmq) {
    this.#broker = broker;
  }

  async publish(requests: readonly PlannedRequest[], perSecond: number): Promise<void> {
    const startMs = performance.now();
    const inHand = new Set<Promise<void>>();
    for (const [index, request] of requests.entries()) {
      const waitMs = startMs + (index / perSecond) * 1000 - performance.now();
      if (waitMs > 5) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const times = request.isPublishedTwice ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        const publishing: Promise<void> = this.#publish(request).finally(() => inHand.delete(publishing));
        inHand.add(publishing);
      }
      while (inHand.size >= window) await Promise.race(inHand);
    }
    await Promise.all(inHand);
    await this.#connection?.close().catch(() => undefined);
  }

  async #publish(request: PlannedRequest): Promise<void> {
    for (;;) {
      const channel = await this.#open();
      if (channel === undefined) continue;
      if (await this.#confirmed(channel, request)) return;
      if (request.messageId === undefined) this.uncertain.add(request.title);
      this.#channel = undefined;
    }
  }

  #confirmed(channel: ConfirmChannel, { routingKey, body, messageId }: PlannedRequest): Promise<boolean> {
    return new Promise((resolve) => {
      channel.once('close', () => resolve(false));
      try {
        const options = { persistent: true, contentType: 'application/json', messageId };
        channel.publish(exchanges.requests.name, routingKey, body, options, (error) => resolve(error === null));
      } catch {
        // it was closed meanwhile
        resolve(false);
      }
    });
  }

  async #open(): Promise<ConfirmChannel | undefined> {
    this.#channel ??= this.#connect();
    const opening = this.#channel;
    try {
      return await opening;
    } catch {
      if (this.#channel === opening) this.#channel = undefined;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return undefined;
    }
  }

  async #connect(): Promise<ConfirmChannel> {
    const { host: hostname, port, username, password } = this.#broker;
    const connection = await connect({ hostname, port, username, password }, { timeout: 5_000 });
    this.#connection = connection;
    connection.on('error', () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.setMaxListeners(0);
    channel.on('error', () => undefined);
    const { name, type, durable } = exchanges.requests;
    await channel.assertExchange(name, type, { durable });
    return channel;
  }
}
