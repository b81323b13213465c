import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { EventEmitter } from 'node:events';
import { goodbyeTimeoutMs, within, type Deadline } from './amqp-deadline.ts';
import { giveUp, login, type LoginOptions } from './amqp-login.ts';
import { reasonOf, type Opened } from './amqp-supervisor.ts';
import type { Clock } from './backoff.ts';
import { declareLayout, type Layout } from './layout.ts';

/** What a session is opened with. */
export interface SessionOptions extends LoginOptions {
  readonly layout: Layout;
  /** Told why the broker takes no messages, such as `low on memory`; `undefined` once it takes them again. */
  readonly onBlocked: (reason: string | undefined) => void;
}

/** An open connection to a broker that has the layout. */
export class Session {
  readonly #connection: ChannelModel;
  readonly #layout: Layout;
  readonly #deadline: Deadline;
  #declared: Promise<void> | undefined;

  constructor(connection: ChannelModel, layout: Layout, deadline: Deadline) {
    this.#connection = connection;
    this.#layout = layout;
    this.#deadline = deadline;
  }

  /** Opens a channel, on which nothing is confirmed. @throws when the connection is lost, or the broker does not answer in time */
  async openChannel(): Promise<Opened<Channel>> {
    const channel = await within(this.#deadline, 'opening a channel', () => this.#connection.createChannel());
    return watch(channel, this.#deadline.clock);
  }

  /** Opens a channel on which the broker confirms what is published. @throws as `openChannel` does */
  async openConfirmChannel(): Promise<Opened<ConfirmChannel>> {
    const channel = await within(this.#deadline, 'opening a channel', () => this.#connection.createConfirmChannel());
    return watch(channel, this.#deadline.clock);
  }

  /** Resolves once the layout is declared; at once, where it is. @throws as `declareLayout` does */
  async layOut(): Promise<void> {
    const declared = (this.#declared ??= this.#declare());
    try {
      await declared;
    } catch (error) {
      if (this.#declared === declared) this.#declared = undefined;
      throw error;
    }
  }

  /** Something of the layout may be gone: `layOut` declares it again. */
  doubtLayout(): void {
    this.#declared = undefined;
  }

  /** On a channel of its own, since a refusal costs the channel. */
  async #declare(): Promise<void> {
    const channel = await this.openChannel();
    try {
      await within(this.#deadline, 'declaring the layout', () => declareLayout(channel.value, this.#layout));
    } finally {
      await channel.close();
    }
  }
}

/** Connects, logs in and declares the layout. @throws as `login` and `declareLayout` do */
export async function openSession(options: SessionOptions, deadline: Deadline): Promise<Opened<Session>> {
  const connection = await login(options, deadline);
  const { lost, close } = watch(connection, deadline.clock);
  connection.on('blocked', options.onBlocked);
  connection.on('unblocked', () => options.onBlocked(undefined));
  const end = async () => {
    await close();
    giveUp(connection);
  };
  const session = new Session(connection, options.layout, deadline);
  try {
    await session.layOut();
  } catch (error) {
    await end();
    throw error;
  }
  return { value: session, lost: lost.finally(() => giveUp(connection)), close: end };
}

/** Listens to a channel or connection from its first moment on: an `error` that nobody listens to would end the process. */
function watch<T extends EventEmitter & { close(): Promise<void> }>(value: T, clock: Clock): Opened<T> {
  let reason: string | undefined;
  value.on('error', (error: Error) => (reason ??= reasonOf(error)));
  const lost = new Promise<string>((resolve) => {
    value.once('close', (error?: Error) =>
      resolve(reason ?? (error === undefined ? 'it was closed' : reasonOf(error))),
    );
  });
  const close = async () => {
    try {
      // amqplib's promise stays open when the connection is lost before the broker's answer.
      await within({ ms: goodbyeTimeoutMs, clock }, 'closing', () => Promise.race([value.close(), lost]));
    } catch (error) {
      // It is lost already, or the broker does not answer: there is nothing left to close in good order.
      reason ??= reasonOf(error);
    }
  };
  return { value, lost, close };
}
