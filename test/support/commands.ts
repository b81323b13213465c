import { afterEach } from '@jest/globals';
import type { ConfirmChannel, Options } from 'amqplib';
import { exchanges, queues } from '../../lib/contract/messages.ts';
import { cdsLayout, declareLayout } from '../../runtime/shared/layout.ts';
import { CommandBroker } from '../../runtime/commands/broker.ts';
import { rawChannel, type Address } from './amqp-client.ts';

const brokers: CommandBroker[] = [];

afterEach(async () => {
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

/** A command's broker on a RabbitMQ; closed after the test. */
export async function commandBroker({ host, port, username, password }: Address): Promise<CommandBroker> {
  const broker = await CommandBroker.connect({ host, port, vhost: '/', username, password }, 'test');
  brokers.push(broker);
  return broker;
}

/** A channel on a RabbitMQ that has our layout, with nothing in it. */
export async function cleanLayout(address: Address): Promise<ConfirmChannel> {
  const channel = await rawChannel(address);
  const layout = cdsLayout();
  for (const { name } of layout.queues) await channel.deleteQueue(name);
  await declareLayout(channel, layout);
  return channel;
}

/** Declares what the published responder declares at its start, faults included, with nothing in it. @see guardian/CDS-K8s cdsresponder/cdsresponder.py, `connect_channel` */
export async function declarePublished(channel: ConfirmChannel): Promise<void> {
  for (const { name, type, durable } of [exchanges.requests, exchanges.events, exchanges.deadLetters]) {
    await channel.assertExchange(name, type, { durable });
  }
  await channel.assertQueue(queues.deadLetters.name, { durable: queues.deadLetters.durable });
  await channel.bindQueue(queues.deadLetters.name, queues.deadLetters.exchange, queues.deadLetters.bindingKey);
  for (const { name, durable, exchange, bindingKey, deadLetterExchange } of [queues.requests, queues.events]) {
    await channel.deleteQueue(name);
    await channel.assertQueue(name, { durable, deadLetterExchange });
    await channel.bindQueue(name, exchange, bindingKey);
  }
}

/** Publishes one message, and waits until it is confirmed. */
export async function put(
  channel: ConfirmChannel,
  [exchange, routingKey]: readonly [exchange: string, routingKey: string],
  body: string,
  options: Options.Publish = {},
): Promise<void> {
  channel.publish(exchange, routingKey, Buffer.from(body), { persistent: true, ...options });
  await channel.waitForConfirms();
}

/** What the processes read to reach a RabbitMQ. */
export const rabbitmqEnv = ({
  host,
  port,
  username,
  password,
}: Record<'host' | 'username' | 'password', string> & { readonly port: number }): Record<string, string> => ({
  RABBITMQ_HOST: host,
  RABBITMQ_PORT: String(port),
  RABBITMQ_USER: username,
  RABBITMQ_PASSWD: password,
});
