import { afterEach } from '@jest/globals';
import { connect, type Channel, type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib';
import { connectBroker, type Broker, type BrokerOptions } from '../../runtime/shared/amqp.ts';
import { cdsLayout } from '../../runtime/shared/layout.ts';
import type { Log, LogFields } from '../../runtime/shared/log.ts';
import { until } from './control-plane/until.ts';
import type { Rabbitmq } from './rabbitmq.ts';

const WAIT_MS = 40_000;

/** What a log was told. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines. */
export function recordingLog(lines: LogLine[] = []): Log & { readonly lines: readonly LogLine[] } {
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push({ level, message, fields });
  const [fatal, error, warn] = [at('fatal'), at('error'), at('warn')];
  return {
    fatal,
    error,
    warn,
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    lines,
    child: () => recordingLog(lines),
  };
}

/** The delays of retries in tests, in milliseconds. */
export const testDelaysMs = [200, 2_000];

/** Where a client connects, and as whom. */
export type Address = Pick<Rabbitmq, 'host' | 'port' | 'username' | 'password'>;

/** A RabbitMQ by another port, such as that of a proxy before it. */
export const at = ({ host, username, password }: Address, port: number): Address => ({
  host,
  port,
  username,
  password,
});

const brokers: Broker[] = [];
const connections: ChannelModel[] = [];

afterEach(async () => {
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
  for (const connection of connections.splice(0)) await connection.close().catch(() => undefined);
});

/** The runtime's broker on a RabbitMQ, patient for tests; closed after the test. Retries wait for `testDelaysMs`. */
export function brokerOn({ host, port, username, password }: Address, options: Partial<BrokerOptions> = {}): Broker {
  const broker = connectBroker({
    host,
    port,
    vhost: '/',
    credentials: async () => ({ username, password }),
    log: recordingLog(),
    layout: cdsLayout({ retryDelaysMs: testDelaysMs }),
    heartbeatSeconds: 1,
    openTimeoutMs: 10_000,
    reconnectMaximumMs: 500,
    ...options,
  });
  brokers.push(broker);
  return broker;
}

/** What its listeners are told, in order. */
export function listenTo(broker: Broker): readonly string[] {
  const told: string[] = [];
  broker.onReady(() => told.push('ready'));
  broker.onLost(() => told.push('lost'));
  return told;
}

/** Waits until it is not ready for a reason that has this part. */
export const expectReason = (broker: Broker, part: string) =>
  until(part, WAIT_MS, () => broker.notReadyReason?.includes(part) === true).catch((cause: unknown) => {
    throw new Error(`it says: ${broker.notReadyReason}`, { cause });
  });

/** Waits until a broker is ready; the error says why it is not. */
export async function untilReady(broker: Broker): Promise<void> {
  await until('the broker to be ready', WAIT_MS, () => broker.isReady).catch((cause: unknown) => {
    throw new Error(`not ready: ${broker.notReadyReason}`, { cause });
  });
}

/** A client with nothing around it; its connection is closed after the test. */
export async function rawChannel({ host: hostname, port, username, password }: Address): Promise<ConfirmChannel> {
  const connection = await connect({ hostname, port, username, password });
  connection.on('error', () => undefined);
  connections.push(connection);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  return channel;
}

/** Takes the next message out of a queue, waiting for it. @throws when none comes */
export async function take(channel: Channel, queue: string): Promise<GetMessage> {
  let message: GetMessage | false = false;
  await until(`a message in ${queue}`, WAIT_MS, async () => {
    message = await channel.get(queue, { noAck: true });
    return message !== false;
  });
  return message as unknown as GetMessage;
}

/** How many messages wait in a queue; those that a consumer has in hand do not count. */
export async function depth(channel: Channel, queue: string): Promise<number> {
  return (await channel.checkQueue(queue)).messageCount;
}

/** Deletes the queues of the tests' layout with all that is in them. */
export async function deleteQueues(channel: Channel): Promise<void> {
  for (const { name } of cdsLayout({ retryDelaysMs: testDelaysMs }).queues) await channel.deleteQueue(name);
}
