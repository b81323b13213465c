import type { ChannelModel, ConfirmChannel, Options } from 'amqplib';
import { within } from '../shared/amqp-deadline.ts';
import { giveUp, login } from '../shared/amqp-login.ts';
import { reasonOf } from '../shared/amqp-supervisor.ts';
import { systemClock } from '../shared/backoff.ts';
import { ExitError } from '../shared/errors.ts';
import { commandError, errorCodes } from './errors.ts';
import type { BrokerAddress } from './settings.ts';

/** How long any one answer of the broker may take, in milliseconds: a command does not wait for ever. */
const answerTimeoutMs = 10_000;

const notFound = 404;
const resourceLocked = 405;
const accessRefused = 403;

/** What a queue says of itself. */
export interface QueueCount {
  /** Messages that wait for a consumer; those that one has in hand are not among them. */
  readonly ready: number;
  readonly consumers: number;
}

/** One connection to RabbitMQ for one command. It is tried once, and nothing comes back that was lost. */
export class CommandBroker {
  readonly #connection: ChannelModel;
  readonly #where: string;
  /** Why the connection is lost. */
  #lost: string | undefined;
  /** Why the broker takes no messages for now. */
  #blocked: string | undefined;

  private constructor(connection: ChannelModel, where: string) {
    this.#connection = connection;
    this.#where = where;
    connection.on('error', (error: unknown) => (this.#lost ??= reasonOf(error)));
    connection.on('blocked', (reason: string) => (this.#blocked = reason));
    connection.on('unblocked', () => (this.#blocked = undefined));
    connection.on('close', (error?: unknown) => (this.#lost ??= error ? reasonOf(error) : 'it was closed'));
  }

  /** @param command such as `status`, for the broker's list of connections @throws ERR_COMMAND_UNREACHABLE */
  static async connect(address: BrokerAddress, command: string): Promise<CommandBroker> {
    const { host, port, vhost, username, password, tls } = address;
    const options = {
      host,
      port,
      vhost,
      credentials: async () => ({ username, password }),
      tls: tls && (async () => tls),
      connectionName: `berth runtime ${command}`,
    };
    try {
      return new CommandBroker(await login(options, { ms: answerTimeoutMs, clock: systemClock }), `${host}:${port}`);
    } catch (error) {
      throw commandError(errorCodes.unreachable, reasonOf(error), error);
    }
  }

  /**
   * Works on a channel of its own, on which the broker confirms what is published. Messages that were taken and not acked by the end are put back.
   * @throws what `use` throws; ERR_COMMAND_QUEUE, ERR_COMMAND_REFUSED or ERR_COMMAND_UNREACHABLE where the broker refuses or is lost
   */
  async withChannel<T>(use: (channel: CommandChannel) => Promise<T>): Promise<T> {
    const ask = () => this.#connection.createConfirmChannel();
    const channel = await within(deadline, 'opening a channel', ask).catch((error: unknown) => {
      throw this.#explain('a channel', error);
    });
    let refusal: unknown;
    channel.on('error', (error: unknown) => (refusal ??= error));
    try {
      const result = await use(new CommandChannel(channel, (what, error) => this.#explain(what, refusal ?? error)));
      await within(deadline, 'closing a channel', () => channel.close());
      return result;
    } catch (error) {
      throw error instanceof ExitError ? error : this.#explain('a channel', refusal ?? error);
    }
  }

  /** What a queue says of itself; `undefined` where there is no such queue. */
  async count(queue: string): Promise<QueueCount | undefined> {
    try {
      return await this.withChannel((channel) => channel.count(queue));
    } catch (error) {
      // a passive declaration that fails costs the channel, so each has its own
      if (error instanceof ExitError && error.code === errorCodes.queue) return undefined;
      throw error;
    }
  }

  /** Never rejects: the command has done what it had to do, and what is not closed in good order is closed all the same. */
  async close(): Promise<void> {
    await within(deadline, 'closing', () => this.#connection.close()).catch(() => undefined);
    giveUp(this.#connection);
  }

  #explain(what: string, error: unknown): ExitError {
    const { code } = error as { readonly code?: unknown };
    const got = `${reasonOf(error)}${this.#blocked === undefined ? '' : ` (it takes no messages: ${this.#blocked})`}`;
    if (this.#lost !== undefined) {
      const message = `broker: connection to ${this.#where}: lost while asking for ${what}: ${this.#lost}`;
      return commandError(errorCodes.unreachable, `${message}; expected an answer; try again`, error);
    }
    if (code === notFound) {
      return commandError(
        errorCodes.queue,
        `broker: ${what}: got ${got}; expected it to exist; correct its name`,
        error,
      );
    }
    if (code === resourceLocked) {
      const remedy = 'stop what has it for itself alone';
      return commandError(errorCodes.queue, `broker: ${what}: got ${got}; expected a queue for all; ${remedy}`, error);
    }
    if (code === accessRefused) {
      const remedy = 'give the user of RABBITMQ_USER that right';
      return commandError(errorCodes.refused, `broker: ${what}: got ${got}; expected to be let; ${remedy}`, error);
    }
    return commandError(errorCodes.unreachable, `broker: ${what}: got ${got}; expected an answer; try again`, error);
  }
}

const deadline = { ms: answerTimeoutMs, clock: systemClock };

/** What came of a publish. */
export type Published = 'confirmed' | 'unroutable' | 'refused';

/** A channel on which every answer is waited for, and not for ever. One thing is asked at a time. */
export class CommandChannel {
  /** For what has no method here. */
  readonly amqp: ConfirmChannel;
  readonly #explain: (what: string, error: unknown) => ExitError;
  #isReturned = false;

  constructor(channel: ConfirmChannel, explain: (what: string, error: unknown) => ExitError) {
    this.amqp = channel;
    this.#explain = explain;
    channel.on('return', () => (this.#isReturned = true));
  }

  /** Asks the broker for something. @param what to complete `broker: `, such as `queue "cds.requests"` */
  async ask<T>(what: string, act: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    try {
      return await within(deadline, what, () => act(this.amqp));
    } catch (error) {
      throw this.#explain(what, error);
    }
  }

  /** @throws ERR_COMMAND_QUEUE where there is no such queue */
  async count(queue: string): Promise<QueueCount> {
    const { messageCount, consumerCount } = await this.ask(`queue ${JSON.stringify(queue)}`, (channel) =>
      channel.checkQueue(queue),
    );
    return { ready: messageCount, consumers: consumerCount };
  }

  /** Publishes a message that outlives a restart of the broker, and waits until a queue has it, or none takes it. The channel's one publish at a time. */
  async publish(exchange: string, routingKey: string, body: Buffer, options: Options.Publish): Promise<Published> {
    const what = `publish to ${JSON.stringify(exchange)} with routing key ${JSON.stringify(routingKey)}`;
    this.#isReturned = false;
    const isConfirmed = await this.ask(what, (channel) => confirmed(channel, exchange, routingKey, body, options));
    // the protocol has the return come before the confirm, which is positive all the same
    return isConfirmed ? (this.#isReturned ? 'unroutable' : 'confirmed') : 'refused';
  }
}

/** Whether the broker takes a message; one that no queue takes it confirms as well. */
function confirmed(
  channel: ConfirmChannel,
  exchange: string,
  routingKey: string,
  body: Buffer,
  options: Options.Publish,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const kept = { ...options, persistent: true, mandatory: true };
    channel.publish(exchange, routingKey, body, kept, (error: unknown) => {
      if (!error) resolve(true);
      else if (error instanceof Error && error.message === 'message nacked') resolve(false);
      else reject(error instanceof Error ? error : new Error(reasonOf(error)));
    });
  });
}
