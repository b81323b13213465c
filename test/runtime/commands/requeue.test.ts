import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import { deadLetterExchange, deadLetterQueue, headers, workQueues } from '../../../lib/contract/broker.ts';
import { exchanges, queues } from '../../../lib/contract/messages.ts';
import { requeue, type RequeueOptions, type RequeueStep } from '../../../runtime/commands/requeue.ts';
import { deliveryOf } from '../../../runtime/shared/amqp-outcome.ts';
import { brokerOn, depth, take, untilReady } from '../../support/amqp-client.ts';
import { cleanLayout, commandBroker, declarePublished, put } from '../../support/commands.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';
import { cdsLayout } from '../../../runtime/shared/layout.ts';

const WAIT_MS = 20_000;
const routingKey = 'deliverables.syndication.youtube.upload';
const request = [exchanges.requests.name, routingKey] as const;
const { requests, events } = workQueues;

describeOnRabbitmq('requeue', (get) => {
  let raw: ConfirmChannel;

  beforeEach(async () => {
    raw = await cleanLayout(get());
  });

  /** Runs it to its end. */
  async function run(options: RequeueOptions = {}) {
    const steps: RequeueStep[] = [];
    const done = await requeue(await commandBroker(get()), options, (step) => steps.push(step));
    return { done, steps };
  }

  /** A dead letter as a process makes it. */
  const deadLetter = (body: string, own: object = {}, messageId?: string) =>
    put(raw, [deadLetterExchange.name, routingKey], body, {
      messageId,
      headers: {
        [headers.queue]: requests.name,
        [headers.exchange]: exchanges.requests.name,
        [headers.routingKey]: routingKey,
        [headers.attempts]: 10,
        [headers.reason]: 'parked after 10 tries: bad',
        [headers.seenBefore]: true,
        ...own,
      },
    });

  /** What was put back takes a moment until it is counted. */
  const untilDepth = (queue: string, count: number) =>
    until(`${count} in ${queue}`, WAIT_MS, async () => (await depth(raw, queue)) === count);

  /** All that waits in a queue, taken out. @param count how many that will be */
  async function drain(queue: string, count: number): Promise<readonly GetMessage[]> {
    await untilDepth(queue, count);
    const messages: GetMessage[] = [];
    while (messages.length < count) messages.push(await take(raw, queue));
    return messages;
  }

  const bodies = (messages: readonly GetMessage[]) => messages.map(({ content }) => content.toString()).sort();

  test('puts each dead letter back into the queue it came from, marked as seen before and without attempts', async () => {
    await deadLetter('one', {}, 'm1');
    await deadLetter('two', { [headers.queue]: events.name, [headers.routingKey]: 'cds.job.success' });
    const { done, steps } = await run();
    expect(done).toEqual({ from: deadLetterQueue.name, moved: 2, left: 0, notFound: [], dryRun: false });
    expect(steps.map(({ movedTo }) => movedTo)).toEqual([requests.name, events.name]);
    expect(await depth(raw, deadLetterQueue.name)).toBe(0);
    const [one] = await drain(requests.name, 1);
    const [two] = await drain(events.name, 1);
    expect(deliveryOf({ ...one!, fields: { ...one!.fields, consumerTag: '' } })).toMatchObject({
      body: Buffer.from('one'),
      routingKey,
      exchange: exchanges.requests.name,
      messageId: 'm1',
      redelivered: true,
      attempts: 0,
    });
    expect(one!.properties).toMatchObject({ deliveryMode: 2 });
    expect(one!.properties.headers).not.toHaveProperty(headers.reason);
    expect(deliveryOf({ ...two!, fields: { ...two!.fields, consumerTag: '' } })).toMatchObject({
      routingKey: 'cds.job.success',
      redelivered: true,
    });
  });

  test('puts back what the broker made a dead letter, as the request it was', async () => {
    await put(raw, request, 'poison');
    const message = await raw.get(requests.name);
    raw.nack(message as GetMessage, false, false);
    await untilDepth(deadLetterQueue.name, 1);
    const { steps } = await run();
    expect(steps).toMatchObject([{ movedTo: requests.name, message: { reason: 'rejected in cds.requests' } }]);
    const seen: unknown[] = [];
    const broker = brokerOn(get(), { layout: cdsLayout() });
    broker.consume(requests.name, { prefetch: 1 }, async (delivery) => {
      seen.push(delivery);
      return { do: 'ack' };
    });
    await untilReady(broker);
    await until('the request', WAIT_MS, () => seen.length === 1);
    expect(seen).toMatchObject([
      { routingKey, exchange: exchanges.requests.name, redelivered: true, attempts: 0, body: Buffer.from('poison') },
    ]);
  });

  test('moves only those of the given ids or messageIds, and says which it did not find', async () => {
    for (const name of ['a', 'b', 'c']) await deadLetter(name, {}, `m-${name}`);
    const { steps: all } = await run({ dryRun: true });
    await untilDepth(deadLetterQueue.name, 3);
    const { done } = await run({ ids: [all[0]!.message.id, 'm-c', 'm-z'] });
    expect(done).toMatchObject({ moved: 2, left: 0, notFound: ['m-z'] });
    expect(bodies(await drain(requests.name, 2))).toEqual(['a', 'c']);
    expect(bodies(await drain(deadLetterQueue.name, 1))).toEqual(['b']);
  });

  test('only tells what it would do with a dry run', async () => {
    await deadLetter('one');
    const { done, steps } = await run({ dryRun: true });
    expect(done).toMatchObject({ moved: 1, dryRun: true });
    expect(steps).toMatchObject([{ movedTo: requests.name }]);
    await untilDepth(deadLetterQueue.name, 1);
    expect(await depth(raw, requests.name)).toBe(0);
  });

  test('moves no more than its limit, the first ones first', async () => {
    for (const name of ['a', 'b', 'c']) await deadLetter(name);
    expect((await run({ limit: 2 })).done).toMatchObject({ moved: 2 });
    expect(bodies(await drain(requests.name, 2))).toEqual(['a', 'b']);
    expect(await depth(raw, deadLetterQueue.name)).toBe(1);
  });

  test('leaves a dead letter that does not say where it came from, or came from a queue that is gone', async () => {
    await put(raw, [deadLetterExchange.name, 'k'], 'by hand');
    await deadLetter('lost', { [headers.queue]: 'cds.gone' });
    await deadLetter('good');
    const { done, steps } = await run();
    expect(done).toMatchObject({ moved: 1, left: 2 });
    expect(steps.map(({ problem }) => problem)).toEqual([
      'it does not say which queue it came from',
      'there is no queue cds.gone',
      undefined,
    ]);
    expect(bodies(await drain(deadLetterQueue.name, 2))).toEqual(['by hand', 'lost']);
  });

  test('puts them into another queue where it is told to', async () => {
    await put(raw, [deadLetterExchange.name, 'k'], 'by hand');
    expect((await run({ to: requests.name })).done).toMatchObject({ moved: 1 });
    expect(bodies(await drain(requests.name, 1))).toEqual(['by hand']);
  });

  test('moves what waits for a retry at once', async () => {
    await put(raw, ['', 'cds.requests.retry-300s'], 'patient', { headers: { [headers.queue]: requests.name } });
    expect((await run({ from: 'cds.requests.retry-300s' })).steps).toMatchObject([{ movedTo: requests.name }]);
    expect(await depth(raw, requests.name)).toBe(1);
  });

  test('loses nothing when the connection is lost half-way', async () => {
    for (let at = 0; at < 20; at += 1) await deadLetter(`body ${at}`);
    const broker = await commandBroker(get());
    let count = 0;
    const cut = () => {
      count += 1;
      if (count === 7) void broker.close();
    };
    await expect(requeue(broker, {}, cut)).rejects.toThrow(/broker: .*expected an answer; try again/);
    const moved = await depth(raw, requests.name);
    await until(
      'the others to be put back',
      WAIT_MS,
      async () => (await depth(raw, deadLetterQueue.name)) >= 20 - moved,
    );
    const { done } = await run();
    const found = bodies(await drain(requests.name, moved + done.moved));
    // the one in hand may be there twice: it was confirmed, and the ack was lost
    expect(new Set(found).size).toBe(20);
    expect(found.length).toBeLessThanOrEqual(21);
    expect(moved).toBeGreaterThanOrEqual(7);
    expect(await depth(raw, deadLetterQueue.name)).toBe(0);
  });

  test('leaves what a queue refuses, and goes on', async () => {
    await raw.assertQueue('full', { durable: true, arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } });
    for (const name of ['a', 'b']) await deadLetter(name, { [headers.queue]: 'full' });
    const { done, steps } = await run();
    await raw.deleteQueue('full');
    expect(done).toMatchObject({ moved: 1, left: 1 });
    expect(steps.at(-1)).toMatchObject({ problem: 'the broker refuses it in full' });
    await untilDepth(deadLetterQueue.name, 1);
  });

  describe('from a published queue', () => {
    beforeEach(() => declarePublished(raw));

    test('puts what waits into its successor, with where it was published and marked as seen before', async () => {
      await put(raw, request, 'old', { messageId: 'm1', persistent: false });
      await drain(requests.name, 1);
      const { done, steps } = await run({ from: queues.requests.name });
      expect(done).toMatchObject({ from: queues.requests.name, moved: 1 });
      expect(steps).toMatchObject([{ movedTo: requests.name }]);
      const [moved] = await drain(requests.name, 1);
      expect(moved!.properties).toMatchObject({ messageId: 'm1', deliveryMode: 2 });
      expect(moved!.properties.headers).toMatchObject({
        [headers.routingKey]: routingKey,
        [headers.exchange]: exchanges.requests.name,
        [headers.queue]: requests.name,
        [headers.seenBefore]: true,
      });
    });
  });

  test.each<[string, RequeueOptions, string]>([
    ['there is no such queue', { from: 'cds.none' }, 'broker: queue "cds.none": got '],
    ['there is no queue to put them into', { to: 'cds.none' }, 'broker: queue "cds.none": got no such queue'],
    [
      'they would go where they come from',
      { to: deadLetterQueue.name },
      `broker: queue "${deadLetterQueue.name}": got the queue`,
    ],
    ['they come from a work queue', { from: requests.name }, `broker: queue "${requests.name}": got the queue`],
  ])('fails when %s', async (_, options, message) => {
    await deadLetter('one');
    await expect(run(options)).rejects.toMatchObject({
      code: 'ERR_COMMAND_QUEUE',
      exitCode: 2,
      message: expect.stringContaining(message),
    });
    await untilDepth(deadLetterQueue.name, 1);
  });
});
