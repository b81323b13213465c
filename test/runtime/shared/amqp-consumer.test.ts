import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect, type ConfirmChannel, type Options } from 'amqplib';
import { attemptLimit, deadLetterQueue, headers, retryQueueName, workQueues } from '../../../lib/contract/broker.ts';
import { exchanges } from '../../../lib/contract/messages.ts';
import type { Broker, Delivery, Handler, Outcome } from '../../../runtime/shared/amqp.ts';
import { noMetrics } from '../../../runtime/shared/amqp-metrics.ts';
import { RejectError, RetryError } from '../../../runtime/shared/errors.ts';
import { cdsLayout } from '../../../runtime/shared/layout.ts';
import {
  brokerOn,
  deleteQueues,
  depth,
  rawChannel,
  recordingLog,
  take,
  testDelaysMs,
  untilReady,
} from '../../support/amqp-client.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';

const WAIT_MS = 40_000;
const queue = workQueues.requests.name;
const routingKey = 'deliverables.syndication.youtube.upload';
const requests = exchanges.requests.name;
const deliveryLimit = Number(workQueues.requests.arguments['x-delivery-limit']);
const [shortMs = 0, longMs = 0] = testDelaysMs;

/** A handler that keeps what it is shown, and answers as it is told to for each try. */
function scripted(...answers: readonly (Outcome | Error)[]) {
  const deliveries: Delivery[] = [];
  const handler: Handler = async (delivery) => {
    const answer = answers[Math.min(deliveries.length, answers.length - 1)] ?? { do: 'ack' };
    deliveries.push(delivery);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { deliveries, handler };
}

interface Held {
  readonly delivery: Delivery;
  readonly signal: AbortSignal;
  readonly letGo: (outcome: Outcome) => void;
}

const everHeld: Held[][] = [];

/** A handler whose messages wait in hand until they are let go, which all are at the end of the test. */
function holding() {
  const held: Held[] = [];
  everHeld.push(held);
  const handler: Handler = (delivery, signal) =>
    new Promise((letGo) => {
      held.push({ delivery, signal, letGo });
    });
  return { held, handler };
}

describeOnRabbitmq('consuming', (get) => {
  let raw: ConfirmChannel;

  afterEach(() => {
    for (const { letGo } of everHeld.splice(0).flat()) letGo({ do: 'ack' });
  });

  beforeEach(async () => {
    raw = await rawChannel(get());
    await deleteQueues(raw);
  });

  async function consuming(handler: Handler, options: Parameters<typeof brokerOn>[1] & { prefetch?: number } = {}) {
    const { prefetch = 10, ...others } = options;
    const broker = brokerOn(get(), others);
    const consumer = broker.consume(queue, { prefetch }, handler);
    await untilReady(broker);
    return { broker, consumer };
  }

  async function send(text = 'request', options: Options.Publish = {}): Promise<void> {
    raw.publish(requests, routingKey, Buffer.from(text), { persistent: true, ...options });
    await raw.waitForConfirms();
  }

  const retryDepth = (delayMs: number) => depth(raw, retryQueueName(queue, delayMs));
  const emptied = (name: string) => until(`${name} to be empty`, WAIT_MS, async () => (await depth(raw, name)) === 0);

  /** Nothing is left of any message: neither waiting nor in hand, anywhere. */
  async function expectNothingLeft(broker: Broker): Promise<void> {
    await broker.close();
    const names = [queue, deadLetterQueue.name, ...testDelaysMs.map((delayMs) => retryQueueName(queue, delayMs))];
    expect(await Promise.all(names.map((name) => depth(raw, name)))).toEqual(names.map(() => 0));
  }

  test('hands over a message as it came, and acks it', async () => {
    const { deliveries, handler } = scripted({ do: 'ack' });
    const { broker } = await consuming(handler);
    await send('request', { messageId: 'id', headers: { traceparent: '00-1' } });
    await until('a delivery', WAIT_MS, () => deliveries.length === 1);
    expect(deliveries[0]).toMatchObject({
      body: Buffer.from('request'),
      routingKey,
      exchange: requests,
      messageId: 'id',
      headers: { traceparent: '00-1' },
      redelivered: false,
      attempts: 0,
    });
    await expectNothingLeft(broker);
  });

  test('brings a retried message back after its delay, with its first routing key and its attempts', async () => {
    const { deliveries, handler } = scripted({ do: 'retry', reason: 'busy', counted: true }, { do: 'ack' });
    const { broker } = await consuming(handler);
    const startMs = performance.now();
    await send('request', { messageId: 'id', headers: { traceparent: '00-1' } });
    await until('a second delivery', WAIT_MS, () => deliveries.length === 2);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(shortMs);
    expect(deliveries[1]).toMatchObject({
      body: Buffer.from('request'),
      routingKey,
      exchange: requests,
      messageId: 'id',
      headers: { traceparent: '00-1', [headers.reason]: 'busy', [headers.queue]: queue },
      redelivered: true,
      attempts: 1,
    });
    await expectNothingLeft(broker);
  });

  test('keeps a message waiting as long as it is asked to', async () => {
    const { deliveries, handler } = scripted({ do: 'retry', afterMs: shortMs + 1, reason: 'quota', counted: false });
    await consuming(handler);
    await send();
    await until('the message to wait', WAIT_MS, async () => (await retryDepth(longMs)) === 1);
    expect(deliveries).toHaveLength(1);
    expect(await depth(raw, queue)).toBe(0);
  });

  test('makes a dead letter of what a handler refuses, with where it was and why', async () => {
    const { handler } = scripted({ do: 'dead-letter', reason: 'no JSON object' });
    const { broker } = await consuming(handler);
    await send('request', { messageId: 'id' });
    const { content, fields, properties } = await take(raw, deadLetterQueue.name);
    expect(content.toString()).toBe('request');
    expect(fields.routingKey).toBe(routingKey);
    expect(properties).toMatchObject({
      messageId: 'id',
      deliveryMode: 2,
      headers: {
        [headers.reason]: 'no JSON object',
        [headers.routingKey]: routingKey,
        [headers.exchange]: requests,
        [headers.queue]: queue,
        [headers.attempts]: 0,
      },
    });
    await expectNothingLeft(broker);
  });

  test('parks a message that fails time and again, after the limit, with the last reason', async () => {
    const { deliveries, handler } = scripted(new TypeError('x is not a function'));
    const { broker } = await consuming(handler, { layout: cdsLayout({ retryDelaysMs: [50] }) });
    await send();
    const { properties } = await take(raw, deadLetterQueue.name);
    expect(properties.headers).toMatchObject({
      [headers.reason]: `parked after ${attemptLimit} tries: x is not a function`,
      [headers.attempts]: attemptLimit,
    });
    expect(deliveries.map(({ attempts }) => attempts)).toEqual(
      Array.from({ length: attemptLimit }, (_, index) => index),
    );
    await broker.close();
    await raw.deleteQueue(retryQueueName(queue, 50));
  });

  test('does what the class of a thrown error says', async () => {
    const { deliveries, handler } = scripted(
      new RetryError('the API server is away'),
      new TypeError('a fault'),
      new RejectError('not XML'),
    );
    await consuming(handler);
    await send();
    const { properties } = await take(raw, deadLetterQueue.name);
    expect(properties.headers?.[headers.reason]).toBe('not XML');
    expect(deliveries.map(({ attempts }) => attempts)).toEqual([0, 0, 1]);
  });

  test('has as many messages in hand as the prefetch says', async () => {
    const { held, handler } = holding();
    await consuming(handler, { prefetch: 3 });
    for (let number = 0; number < 5; number++) await send(`${number}`);
    await until('three in hand', WAIT_MS, () => held.length === 3);
    expect(await depth(raw, queue)).toBe(2);
    held[1]?.letGo({ do: 'ack' });
    await until('a fourth', WAIT_MS, () => held.length === 4);
    expect(held[3]?.delivery.body.toString()).toBe('3');
  });

  test('stops once what is in hand has settled, and leaves the rest in the queue', async () => {
    const { held, handler } = holding();
    let acks = 0;
    const metrics = { ...noMetrics, acks: { inc: () => void (acks += 1) } };
    const { consumer } = await consuming(handler, { prefetch: 2, metrics });
    for (const text of ['1', '2', '3']) await send(text);
    await until('two in hand', WAIT_MS, () => held.length === 2);
    let isStopped = false;
    const stopping = consumer.stop().then(() => (isStopped = true));
    await until('the signals', WAIT_MS, () => held.every(({ signal }) => signal.aborted));
    expect(held[0]?.signal.reason).toBeInstanceOf(RetryError);
    held[0]?.letGo({ do: 'ack' });
    await until('an ack', WAIT_MS, () => acks === 1);
    expect(isStopped).toBe(false);
    held[1]?.letGo({ do: 'ack' });
    await stopping;
    expect(held).toHaveLength(2);
    expect(await depth(raw, queue)).toBe(1);
  });

  test('begins nothing more once it stops, though messages have come already', async () => {
    const broker = brokerOn(get());
    await untilReady(broker);
    for (let number = 0; number < 20; number++) await send(`${number}`);
    const begun: string[] = [];
    const stopped = Promise.withResolvers<void>();
    const consumer = broker.consume(queue, { prefetch: 20 }, async ({ body }) => {
      begun.push(body.toString());
      consumer.stop().then(stopped.resolve, stopped.reject);
      return { do: 'ack' };
    });
    await stopped.promise;
    expect(begun).toEqual(['0']);
    await until('the rest to be back', WAIT_MS, async () => (await depth(raw, queue)) === 19);
  });

  test('consumes again after its queue was deleted, which it declares again', async () => {
    const { deliveries, handler } = scripted({ do: 'ack' });
    const { broker } = await consuming(handler);
    await raw.deleteQueue(queue);
    await until('the loss', WAIT_MS, () => !broker.isReady);
    expect(broker.notReadyReason).toContain(`queue "${queue}"`);
    await untilReady(broker);
    await send();
    await until('a delivery', WAIT_MS, () => deliveries.length === 1);
  });

  test('consumes again after the broker closed its channel, as for an ack that took too long', async () => {
    const set = (timeoutMs: string, tickMs: string) =>
      `application:set_env(rabbit, consumer_timeout, ${timeoutMs}), application:set_env(rabbit, channel_tick_interval, ${tickMs}).`;
    await get().rabbitmqctl('eval', set('500', '200'));
    const { held, handler } = holding();
    const log = recordingLog();
    await consuming(handler, { log });
    await send();
    await until('the signal', WAIT_MS, () => held[0]?.signal.aborted === true);
    await until('it to come again', WAIT_MS, () => held.length === 2);
    held[1]?.letGo({ do: 'ack' });
    await get().rabbitmqctl('eval', set('1800000', '60000'));
    await emptied(queue);
    const reasons = log.lines.filter(({ message }) => message === 'not consuming').map(({ fields }) => fields.reason);
    expect(reasons).toEqual([expect.stringContaining('PRECONDITION_FAILED - delivery acknowledgement on channel')]);
  });

  test('aborts what is in hand on a lost connection, drops its outcome, and has it delivered again', async () => {
    const { held, handler } = holding();
    const { broker } = await consuming(handler);
    await send();
    await until('one in hand', WAIT_MS, () => held.length === 1);
    await get().rabbitmqctl('close_all_connections', 'test');
    await until('the signal', WAIT_MS, () => held[0]?.signal.aborted === true);
    await until('it to come again', WAIT_MS, () => held.length === 2);
    expect(held[1]?.delivery.redelivered).toBe(true);
    held[0]?.letGo({ do: 'dead-letter', reason: 'too late' });
    held[1]?.letGo({ do: 'ack' });
    raw = await rawChannel(get());
    await expectNothingLeft(broker);
  });

  test('puts a message back whose copy no queue takes, and tries again', async () => {
    const { deliveries, handler } = scripted({ do: 'retry', reason: 'busy', counted: true }, { do: 'ack' });
    const { broker } = await consuming(handler);
    await raw.deleteQueue(retryQueueName(queue, shortMs));
    await send();
    await until('a second delivery', WAIT_MS, () => deliveries.length === 2);
    expect(deliveries[1]).toMatchObject({ redelivered: true, attempts: 0 });
    await emptied(queue);
    await expectNothingLeft(broker);
  });

  test('has the broker make a dead letter of a message that cannot be copied', async () => {
    const { handler } = scripted({ do: 'dead-letter', reason: 'x'.repeat(1_000) });
    await consuming(handler);
    await send('request', { headers: { big: 'x'.repeat(65_000) } });
    const { content, properties } = await take(raw, deadLetterQueue.name);
    expect(content.toString()).toBe('request');
    expect(properties.headers?.['x-death']).toMatchObject([{ queue, reason: 'rejected' }]);
  });

  test('retries a message that was a dead letter before, time and again', async () => {
    const { deliveries, handler } = scripted(
      { do: 'retry', reason: 'busy', counted: false },
      { do: 'retry', reason: 'busy', counted: false },
      { do: 'ack' },
    );
    const { broker } = await consuming(handler);
    await send('request', {
      headers: { 'x-death': [{ queue, reason: 'delivery_limit', count: 1, exchange: requests }] },
    });
    await until('a third delivery', WAIT_MS, () => deliveries.length === 3);
    await expectNothingLeft(broker);
  });

  test('leaves a message to the dead letters whose consumers die with it', async () => {
    const broker = brokerOn(get());
    await untilReady(broker);
    await broker.close();
    await send();
    const { host: hostname, port, username, password } = get();
    for (let death = 0; death <= deliveryLimit; death++) {
      const connection = await connect({ hostname, port, username, password });
      connection.on('error', () => undefined);
      const channel = await connection.createChannel();
      const received = new Promise((resolve) => void channel.consume(queue, resolve));
      await received;
      await connection.close();
    }
    const { properties } = await take(raw, deadLetterQueue.name);
    expect(properties.headers?.['x-death']).toMatchObject([{ queue, reason: 'delivery_limit' }]);
    expect(await depth(raw, queue)).toBe(0);
  });
});
