import { connect, type Channel, type ChannelModel } from 'amqplib';
import { deadLetterQueue } from '../../lib/contract/broker.ts';
import { eventBindingKey, eventKeys, exchanges } from '../../lib/contract/messages.ts';
import { until } from '../support/control-plane/until.ts';
import type { Rabbitmq } from '../support/rabbitmq.ts';
import type { ObservedEvent } from './judge.ts';

const queue = 'chaos.events';
const DECLARED_TIMEOUT_MS = 60_000;

/** Reads every event by a durable queue of its own, through connections of its own that meet no faults but the broker's. */
export class Observer {
  readonly events: ObservedEvent[] = [];
  /** uids of Jobs that a request was told of, and titles of requests that were told invalid. */
  readonly answered = new Set<string>();
  /** uids of Jobs whose end was told. */
  readonly ended = new Set<string>();
  readonly #broker: Rabbitmq;
  #connection: ChannelModel | undefined;
  #isStopping = false;
  #loop: Promise<void> | undefined;

  private constructor(broker: Rabbitmq) {
    this.#broker = broker;
  }

  /** Starts one; its queue is there when it resolves. */
  static async start(broker: Rabbitmq): Promise<Observer> {
    const observer = new Observer(broker);
    const closed = await observer.#consume();
    observer.#loop = observer.#consumeAgain(closed);
    return observer;
  }

  /** Ends its connection; the events stay. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#connection?.close().catch(() => undefined);
    await this.#loop;
  }

  /** The bodies in the dead-letter queue, which keeps them. */
  async deadLetters(): Promise<string[]> {
    return this.#onChannel(async (channel) => {
      const bodies: string[] = [];
      for (let got = await channel.get(deadLetterQueue.name); got !== false;) {
        bodies.push(got.content.toString());
        got = await channel.get(deadLetterQueue.name);
      }
      return bodies;
    });
  }

  /** How many messages wait in queues, together. */
  async waiting(queues: readonly string[]): Promise<number> {
    return this.#onChannel(async (channel) => {
      const counts = await Promise.all(queues.map((name) => channel.checkQueue(name)));
      return counts.reduce((sum, { messageCount }) => sum + messageCount, 0);
    });
  }

  /** Waits until some process has declared a queue; what is published before reaches nobody. */
  async untilDeclared(name: string): Promise<void> {
    await until(`the queue ${name}`, DECLARED_TIMEOUT_MS, async () => {
      try {
        await this.waiting([name]);
        return true;
      } catch (error) {
        if (error instanceof Error && error.message.includes('NOT_FOUND')) return false;
        throw error;
      }
    });
  }

  async #onChannel<T>(act: (channel: Channel) => Promise<T>): Promise<T> {
    const connection = await this.#connect();
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      return await act(channel);
    } finally {
      await connection.close().catch(() => undefined);
    }
  }

  async #connect(): Promise<ChannelModel> {
    const { host: hostname, port, username, password } = this.#broker;
    const connection = await connect({ hostname, port, username, password }, { timeout: 5_000 });
    connection.on('error', () => undefined);
    return connection;
  }

  /** @returns what resolves once it no longer consumes */
  async #consume(): Promise<{ closed: Promise<void> }> {
    const connection = await this.#connect();
    this.#connection = connection;
    const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
    const channel = await connection.createChannel();
    channel.on('error', () => void connection.close().catch(() => undefined));
    const { name, type, durable } = exchanges.events;
    await channel.assertExchange(name, type, { durable });
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(queue, name, eventBindingKey);
    await channel.prefetch(500);
    await channel.consume(queue, (message) => {
      if (message === null) return void connection.close().catch(() => undefined);
      const { fields, properties, content } = message;
      this.#record({
        routingKey: fields.routingKey,
        messageId: String(properties.messageId),
        body: JSON.parse(content.toString()),
        redelivered: fields.redelivered,
      });
      channel.ack(message);
    });
    return { closed };
  }

  async #consumeAgain({ closed }: { closed: Promise<void> }): Promise<void> {
    for (let lost = closed; ;) {
      await lost;
      if (this.#isStopping) return;
      try {
        ({ closed: lost } = await this.#consume());
      } catch {
        // the broker is away: try again
        lost = new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  #record(event: ObservedEvent): void {
    this.events.push(event);
    const uid = String(event.body['job-id']);
    if (event.routingKey === eventKeys.started) this.answered.add(uid);
    if (event.routingKey === eventKeys.invalid) this.answered.add(String(event.body['filename']));
    if (event.routingKey === eventKeys.success || event.routingKey === eventKeys.failed) this.ended.add(uid);
  }
}
