import { beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type ConfirmChannel } from 'amqplib';
import { deadLetterExchange, deadLetterQueue, retryDelaysMs, workQueues } from '../../../lib/contract/broker.ts';
import { eventKeys, exchanges } from '../../../lib/contract/messages.ts';
import { cdsLayout, declareLayout } from '../../../runtime/shared/layout.ts';
import { deleteQueues, rawChannel, take, testDelaysMs } from '../../support/amqp-client.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';

const namesOf = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);

describe('the layout', () => {
  test('has the exchanges and queues of the contract, with a retry queue for each delay', () => {
    const { exchanges: declared, queues, bindings, retryDelaysMs: delays } = cdsLayout();
    expect(namesOf(declared)).toEqual(['pluto-deliverables', 'cdsresponder', 'cds.dead-letters']);
    expect(namesOf(queues)).toEqual([
      'cds.dead-letters',
      'cds.requests',
      'cds.requests.retry-5s',
      'cds.requests.retry-30s',
      'cds.requests.retry-300s',
      'cds.events',
      'cds.events.retry-5s',
      'cds.events.retry-30s',
      'cds.events.retry-300s',
    ]);
    expect([bindings, delays]).toEqual([[], retryDelaysMs]);
  });

  test('binds the queue of events also to the exchange that the reaper is told to use', () => {
    const { exchanges: declared, bindings } = cdsLayout({ eventsExchange: 'other' });
    expect(declared).toContainEqual({ name: 'other', type: 'topic', durable: true });
    expect(bindings).toEqual([{ queue: 'cds.events', exchange: 'other', key: 'cds.job.*' }]);
    expect(namesOf(declared)).toContain('cdsresponder');
  });

  test('has one retry queue for each delay it is given', () => {
    const names = namesOf(cdsLayout({ retryDelaysMs: [200] }).queues);
    expect(names.filter((name) => name.includes('retry'))).toEqual([
      'cds.requests.retry-0.2s',
      'cds.events.retry-0.2s',
    ]);
  });
});

describeOnRabbitmq('the declared layout', (get) => {
  let channel: ConfirmChannel;
  const layout = cdsLayout({ retryDelaysMs: testDelaysMs, eventsExchange: 'other' });

  beforeEach(async () => {
    channel = await rawChannel(get());
    await deleteQueues(channel);
  });

  test.each([
    [exchanges.requests.name, 'deliverables.syndication.vimeo.upload', workQueues.requests.name],
    [exchanges.events.name, eventKeys.failed, workQueues.events.name],
    ['other', eventKeys.failed, workQueues.events.name],
    [deadLetterExchange.name, 'any.key', deadLetterQueue.name],
    ['', 'cds.requests.retry-0.2s', workQueues.requests.name],
    ['', 'cds.events.retry-0.2s', workQueues.events.name],
  ])('takes what is published to %p with key %s to %s', async (exchange, key, queue) => {
    await declareLayout(channel, layout);
    channel.publish(exchange, key, Buffer.from('message'), { persistent: true });
    expect((await take(channel, queue)).content.toString()).toBe('message');
  });

  test('takes what is rejected to the dead letters, with its own key', async () => {
    await declareLayout(channel, layout);
    channel.publish(exchanges.events.name, eventKeys.success, Buffer.from('message'));
    await channel.waitForConfirms();
    const message = await channel.get(workQueues.events.name);
    if (message !== false) channel.reject(message, false);
    expect((await take(channel, deadLetterQueue.name)).fields.routingKey).toBe(eventKeys.success);
  });

  test('may be declared again and again', async () => {
    await declareLayout(channel, layout);
    await expect(declareLayout(channel, layout)).resolves.toBeUndefined();
  });

  test('fails when an exchange is of another type, and says which', async () => {
    await channel.assertExchange('other-type', 'direct');
    const declaring = declareLayout(channel, cdsLayout({ retryDelaysMs: testDelaysMs, eventsExchange: 'other-type' }));
    await expect(declaring).rejects.toThrow(
      /^broker: exchange "other-type": got .*406.*; expected {"type":"topic","durable":true}; its arguments cannot change/,
    );
  });

  test('fails when the user may not declare it, and says who may', async () => {
    await get().rabbitmqctl('add_user', 'reader', 'secret');
    await get().rabbitmqctl('set_permissions', 'reader', '^$', '.*', '.*');
    const { host: hostname, port } = get();
    const connection = await connect({ hostname, port, username: 'reader', password: 'secret' });
    const restricted = await connection.createChannel();
    restricted.on('error', () => undefined);
    await expect(declareLayout(restricted, layout)).rejects.toThrow(
      /^broker: exchange "pluto-deliverables": got .*403.*; let the user of RABBITMQ_USER configure, write and read it$/,
    );
    await connection.close();
  });
});
