import { beforeEach, expect, test } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { workQueues } from '../../../lib/contract/broker.ts';
import { exchanges, queues } from '../../../lib/contract/messages.ts';
import { unbind } from '../../../runtime/commands/unbind.ts';
import { depth } from '../../support/amqp-client.ts';
import { cleanLayout, commandBroker, declarePublished, put } from '../../support/commands.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';

const request = [exchanges.requests.name, 'deliverables.syndication.youtube.upload'] as const;
const event = [exchanges.events.name, 'cds.job.success'] as const;

describeOnRabbitmq('unbind', (get) => {
  let raw: ConfirmChannel;

  beforeEach(async () => {
    raw = await cleanLayout(get());
    await declarePublished(raw);
  });

  test.each([
    ['the published queue of requests', queues.requests.name, workQueues.requests.name, request],
    ['the published queue of events', queues.events.name, workQueues.events.name, event],
    ['our queue of requests', workQueues.requests.name, queues.requests.name, request],
    ['our queue of events', workQueues.events.name, queues.events.name, event],
  ])(
    'of %s lets nothing more into it, leaves what is in it, and takes nothing from its counterpart',
    async (_, queue, other, to) => {
      await put(raw, to, 'before');
      const bindings = await unbind(await commandBroker(get()), queue);
      expect(bindings).toEqual([{ queue, exchange: to[0], key: expect.any(String) }]);
      await put(raw, to, 'after');
      expect([await depth(raw, queue), await depth(raw, other)]).toEqual([1, 2]);
    },
  );

  test('does no harm when it is done already', async () => {
    const broker = await commandBroker(get());
    await unbind(broker, queues.requests.name);
    await unbind(broker, queues.requests.name);
    await put(raw, request, 'after');
    expect(await depth(raw, workQueues.requests.name)).toBe(1);
  });

  test('unbinds events from the exchange of this installation, too', async () => {
    await raw.assertExchange('own-events', 'topic', { durable: true });
    await raw.bindQueue(workQueues.events.name, 'own-events', 'cds.job.*');
    await unbind(await commandBroker(get()), workQueues.events.name, 'own-events');
    await put(raw, ['own-events', 'cds.job.success'], 'after');
    await put(raw, event, 'after');
    expect(await depth(raw, workQueues.events.name)).toBe(0);
  });

  test('fails when nobody else would take what comes from now on, and leaves the binding', async () => {
    await raw.deleteQueue(workQueues.requests.name);
    await expect(unbind(await commandBroker(get()), queues.requests.name)).rejects.toMatchObject({
      code: 'ERR_COMMAND_QUEUE',
      message: expect.stringContaining(`got no queue ${workQueues.requests.name}`),
    });
    await put(raw, request, 'after');
    expect(await depth(raw, queues.requests.name)).toBe(1);
  });

  test('fails when there is no such queue', async () => {
    await raw.deleteQueue(queues.requests.name);
    await expect(unbind(await commandBroker(get()), queues.requests.name)).rejects.toMatchObject({
      code: 'ERR_COMMAND_QUEUE',
      message: expect.stringContaining(queues.requests.name),
    });
  });

  test('fails when it is no queue of ours or of the published processes', async () => {
    await expect(unbind(await commandBroker(get()), 'orders')).rejects.toMatchObject({
      code: 'ERR_COMMAND_QUEUE',
      message: expect.stringMatching(/got a queue that this command does not know; expected one of .*cds\.requests/),
    });
  });
});
