import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { deadLetterQueue, headers } from '../../../lib/contract/broker.ts';
import { eventKeys, exchanges } from '../../../lib/contract/messages.ts';
import { until } from '../control-plane/until.ts';

const routingKey = 'deliverables.syndication.youtube.upload';
const queue = 'outside';

/** What a test says of a request; all of it has a default. */
export interface RequestOptions {
  /** As the stand-in for `cds_run.pl` has them. @default delivers */
  readonly fate?: string;
  /** Instead of the XML that says title and fate. */
  readonly inmeta?: string;
  /** Further fields, or others instead of ours. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** An event as it came. */
export interface SeenEvent {
  readonly key: string;
  readonly messageId: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The systems around CDS: the producer of requests, and a consumer of all events. */
export class Outside {
  /** In the order in which they came. */
  readonly events: SeenEvent[] = [];
  readonly #connection: ChannelModel;
  readonly #channel: ConfirmChannel;

  private constructor(connection: ChannelModel, channel: ConfirmChannel) {
    this.#connection = connection;
    this.#channel = channel;
  }

  /** Connects with a queue of its own for events. */
  static async connect(hostname: string, credential: string): Promise<Outside> {
    const connection = await connect({ hostname, port: 5672, username: credential, password: credential });
    connection.on('error', () => undefined);
    const channel = await connection.createConfirmChannel();
    const outside = new Outside(connection, channel);
    for (const { name, type, durable } of [exchanges.requests, exchanges.events]) {
      await channel.assertExchange(name, type, { durable });
    }
    await channel.assertQueue(queue, { durable: true });
    await channel.bindQueue(queue, exchanges.events.name, '#');
    await channel.consume(queue, (message) => message && outside.events.push(eventOf(message)), { noAck: true });
    return outside;
  }

  /** Publishes a request; its title is in its fields, so in `started` and `invalid`, and in its inmeta. */
  async request(title: string, { fate = 'delivers', inmeta, fields = {} }: RequestOptions = {}, messageId?: string) {
    const metas = Object.entries({ title, fate }).map(([name, value]) => `<meta name="${name}" value="${value}"/>`);
    const xml = `<meta-data><meta-group type="movie meta">${metas.join('')}</meta-group></meta-data>`;
    const body = { title, routename: 'test.xml', filename: `${title}.mxf`, inmeta: inmeta ?? xml, ...fields };
    await this.publish(JSON.stringify(body), messageId);
  }

  /** Publishes anything as a request; resolves once the broker has confirmed it. */
  async publish(body: string, messageId?: string): Promise<void> {
    const options = { persistent: true, ...(messageId !== undefined && { messageId }) };
    this.#channel.publish(exchanges.requests.name, routingKey, Buffer.from(body), options);
    await this.#channel.waitForConfirms();
  }

  /** The events of a request by its title, those of its Jobs among them. */
  eventsOf(title: string): readonly SeenEvent[] {
    const jobs = new Set(
      this.events.filter(({ body, key }) => key === eventKeys.started && body['title'] === title).map(jobIdOf),
    );
    return this.events.filter((event) => event.body['title'] === title || jobs.has(jobIdOf(event)));
  }

  /** What was told of a request, in order, such as `running 0`; `started`, which may come late, and `invalid` first. */
  toldOf(title: string): readonly string[] {
    const told = this.eventsOf(title).map(({ key, body }) => {
      const retryCount = body['retry-count'];
      return `${key.replace('cds.job.', '')}${retryCount === undefined ? '' : ` ${String(retryCount)}`}`;
    });
    const isFirst = (text: string): boolean => text === 'started' || text === 'invalid';
    return [...told.filter(isFirst), ...told.filter((text) => !isFirst(text))];
  }

  /** The names of a request's Jobs, as `started` has them, without repeats. */
  jobsOf(title: string): readonly string[] {
    return [...new Set(this.eventsOf(title).flatMap(({ body }) => (body['job-name'] as string | undefined) ?? []))];
  }

  /** Waits until a request was told of by that routing key. */
  async untilTold(title: string, key: string, timeoutMs = 90_000): Promise<void> {
    await until(`${key} of ${title}`, timeoutMs, () => this.eventsOf(title).some((event) => event.key === key));
  }

  /** Takes all dead letters. @returns body and reason of each */
  async deadLetters(): Promise<readonly { readonly body: string; readonly reason: unknown }[]> {
    const taken = [];
    for (;;) {
      const message = await this.#channel.get(deadLetterQueue.name, { noAck: true });
      if (message === false) return taken;
      taken.push({ body: message.content.toString(), reason: message.properties.headers?.[headers.reason] as unknown });
    }
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#connection.close();
  }
}

const jobIdOf = ({ body }: SeenEvent): unknown => body['job-id'] ?? null;

function eventOf({ fields, properties, content }: ConsumeMessage): SeenEvent {
  const body = JSON.parse(content.toString()) as SeenEvent['body'];
  return { key: fields.routingKey, messageId: properties.messageId as string | undefined, body };
}
