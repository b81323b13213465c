import { beforeEach, expect, test } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { deadLetterQueue, workQueues } from '../../../lib/contract/broker.ts';
import { eventKeys, exchanges } from '../../../lib/contract/messages.ts';
import { UnroutableError, type Broker, type BrokerMetrics } from '../../../runtime/shared/amqp.ts';
import { noMetrics } from '../../../runtime/shared/amqp-metrics.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { cdsLayout } from '../../../runtime/shared/layout.ts';
import {
  at,
  brokerOn,
  deleteQueues,
  depth,
  rawChannel,
  take,
  testDelaysMs,
  untilReady,
} from '../../support/amqp-client.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const events = exchanges.events.name;
const queue = workQueues.events.name;
const body = Buffer.from('{"job-id":"1"}');

/** What became of each of several publishes: `ok`, or the name of the error. */
const fates = async (publishes: readonly Promise<void>[]) =>
  (await Promise.allSettled(publishes)).map((result) =>
    result.status === 'fulfilled' ? 'ok' : (result.reason as Error).name,
  );

/** Counts what a broker counts. */
function counting() {
  const counts: Record<string, number> = {};
  const names = Object.keys(noMetrics) as (keyof BrokerMetrics)[];
  const count = (name: string) => ({ inc: () => void (counts[name] = (counts[name] ?? 0) + 1) });
  return { counts, metrics: Object.fromEntries(names.map((name) => [name, count(name)])) as unknown as BrokerMetrics };
}

describeOnRabbitmq('publishing', (get) => {
  let raw: ConfirmChannel;

  beforeEach(async () => {
    raw = await rawChannel(get());
    await deleteQueues(raw);
  });

  async function connected(options: Parameters<typeof brokerOn>[1] = {}): Promise<Broker> {
    const broker = brokerOn(get(), options);
    await untilReady(broker);
    return broker;
  }

  test('puts a persistent message with its properties into the queue, and resolves after that', async () => {
    const broker = await connected();
    const headers = { traceparent: '00-1-2-03' };
    const options = { messageId: 'uid/started/0', contentType: 'application/json', timestamp: 1_700_000_000, headers };
    await broker.publish(events, eventKeys.started, body, options);
    expect(await depth(raw, queue)).toBe(1);
    const { content, fields, properties } = await take(raw, queue);
    expect(content).toEqual(body);
    expect(fields).toMatchObject({ exchange: events, routingKey: eventKeys.started });
    expect(properties).toMatchObject({ ...options, headers, deliveryMode: 2 });
  });

  test('waits for the first connection', async () => {
    const broker = brokerOn(get());
    expect(broker.isReady).toBe(false);
    await broker.publish(events, eventKeys.started, body);
    expect(await depth(raw, queue)).toBe(1);
  });

  test('rejects what no queue takes, and only that, however much is in flight', async () => {
    const { counts, metrics } = counting();
    const broker = await connected({ metrics });
    const keys = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? 'nobody.listens' : eventKeys.running));
    const expected = keys.map((key) => (key === eventKeys.running ? 'ok' : 'UnroutableError'));
    expect(await fates(keys.map((key) => broker.publish(events, key, body)))).toEqual(expected);
    expect(await depth(raw, queue)).toBe(200);
    expect(counts).toMatchObject({ confirms: 200, returns: 100 });
  });

  test('says which key had no queue, by an error that means try again', async () => {
    const broker = await connected();
    const publishing = broker.publish(events, 'nobody.listens', body);
    await expect(publishing).rejects.toThrow(
      'broker: publish to "cdsresponder" with routing key "nobody.listens": got NO_ROUTE; expected a queue that takes it',
    );
    await expect(publishing).rejects.toBeInstanceOf(RetryError);
    await expect(publishing).rejects.toBeInstanceOf(UnroutableError);
  });

  test('declares a queue again that was deleted', async () => {
    const broker = await connected();
    await raw.deleteQueue(queue);
    await expect(broker.publish(events, eventKeys.success, body)).rejects.toThrow(UnroutableError);
    await until('the same try to work', 10_000, async () => {
      const [fate] = await fates([broker.publish(events, eventKeys.success, body)]);
      return fate === 'ok';
    });
    expect(await depth(raw, queue)).toBe(1);
    expect(await depth(raw, deadLetterQueue.name)).toBe(0);
  });

  test('declares an exchange again that was deleted, at the cost of the channel', async () => {
    const broker = await connected();
    await raw.deleteExchange(events);
    await expect(broker.publish(events, eventKeys.success, body)).rejects.toThrow(RetryError);
    await untilReady(broker);
    await broker.publish(events, eventKeys.success, body);
    expect(await depth(raw, queue)).toBe(1);
  });

  test('rejects what the broker refuses', async () => {
    const { counts, metrics } = counting();
    const full = { name: 'full', arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } };
    const layout = { ...cdsLayout({ retryDelaysMs: testDelaysMs }), queues: [full] };
    const broker = await connected({ layout, metrics });
    await broker.publish('', full.name, body);
    await expect(broker.publish('', full.name, body)).rejects.toThrow('the broker refused it');
    expect(counts).toMatchObject({ confirms: 1, nacks: 1 });
    await raw.deleteQueue(full.name);
  });

  test('rejects with another error what AMQP cannot state, and goes on', async () => {
    const broker = await connected();
    const headers = { big: 'x'.repeat(70_000) };
    const impossible = broker.publish(events, eventKeys.started, body, { headers });
    await expect(impossible).rejects.toThrow(/exceeds the 65536 byte encoding buffer/);
    await expect(impossible).rejects.not.toBeInstanceOf(RetryError);
    await broker.publish(events, eventKeys.started, body);
    expect(await depth(raw, queue)).toBe(1);
  });

  test('gives up what was not confirmed in time, and what was never sent', async () => {
    const proxy = await TcpProxy.start({ port: get().port });
    const { counts, metrics } = counting();
    const options = { publishTimeoutMs: 300, publishWindow: 1, metrics };
    const broker = brokerOn(at(get(), proxy.port), options);
    await untilReady(broker);
    proxy.freeze();
    const publishes = [1, 2].map(() => broker.publish(events, eventKeys.started, body));
    await expect(publishes[0]).rejects.toThrow('no confirm within 0.3 s');
    await expect(publishes[1]).rejects.toThrow('within 0.3 s');
    expect(counts['unconfirmed']).toBe(2);
    proxy.thaw();
    await broker.publish(events, eventKeys.started, body);
    await proxy.stop();
  });

  test('rejects what is in flight when the connection is lost, and publishes what was waiting afterwards', async () => {
    const proxy = await TcpProxy.start({ port: get().port });
    const broker = brokerOn(at(get(), proxy.port), { publishWindow: 10 });
    await untilReady(broker);
    proxy.freeze();
    const publishes = Array.from({ length: 30 }, () => broker.publish(events, eventKeys.started, body));
    proxy.cut();
    proxy.thaw();
    const result = await fates(publishes);
    expect(result).toEqual([...Array<string>(10).fill('RetryError'), ...Array<string>(20).fill('ok')]);
    await proxy.stop();
    const startMs = performance.now();
    await broker.close();
    expect(performance.now() - startMs).toBeLessThan(1_500);
  });

  test('sends no more than the connection takes, whatever the window', async () => {
    const proxy = await TcpProxy.start({ port: get().port });
    const broker = brokerOn(at(get(), proxy.port), { publishWindow: 100_000 });
    await untilReady(broker);
    proxy.freeze();
    const large = Buffer.alloc(10_000);
    const publishes = Array.from({ length: 4_000 }, () => broker.publish(events, eventKeys.started, large));
    proxy.cut();
    proxy.thaw();
    // what was sent is lost with the connection, and the rest is published on the next one
    const result = await fates(publishes);
    expect(result[0]).toBe('RetryError');
    expect(result.filter((fate) => fate === 'ok').length).toBeGreaterThan(1_000);
    await proxy.stop();
  });

  test('publishes what is given to it after it gave up other messages, still without a connection', async () => {
    const proxy = await TcpProxy.start({ port: get().port });
    await proxy.refuse();
    const broker = brokerOn(at(get(), proxy.port), { publishTimeoutMs: 2_000 });
    await expect(broker.publish(events, eventKeys.started, body)).rejects.toThrow('ECONNREFUSED');
    const publishing = broker.publish(events, eventKeys.started, body);
    await proxy.accept();
    await publishing;
    await proxy.stop();
  });

  test('keeps what it may not send yet in order', async () => {
    const broker = brokerOn(get(), { publishWindow: 1 });
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    await Promise.all(numbers.map((number) => broker.publish(events, eventKeys.started, Buffer.from(`${number}`))));
    const received: number[] = [];
    while (received.length < numbers.length) received.push(Number((await take(raw, queue)).content));
    expect(received).toEqual(numbers);
  });

  test('confirms 20,000 messages of 300 bytes with 1,000 in flight, thousands a second', async () => {
    const broker = await connected();
    const message = Buffer.alloc(300, 'x');
    let left = 20_000;
    const one = async () => {
      while (left-- > 0) await broker.publish(events, eventKeys.running, message, { messageId: `id-${left}` });
    };
    const startMs = performance.now();
    await Promise.all(Array.from({ length: 1_000 }, one));
    const perSecond = 20_000 / ((performance.now() - startMs) / 1_000);
    expect(await depth(raw, queue)).toBe(20_000);
    // a tenth of what an idle machine does, so that only a wait for each confirm fails it
    expect(perSecond).toBeGreaterThan(2_000);
  });

  test('settles what is in flight before it closes, and takes nothing more', async () => {
    const broker = await connected();
    const publishes = Array.from({ length: 100 }, () => broker.publish(events, eventKeys.started, body));
    await broker.close();
    expect(new Set(await fates(publishes))).toEqual(new Set(['ok']));
    expect(await depth(raw, queue)).toBe(100);
    await expect(broker.publish(events, eventKeys.started, body)).rejects.toThrow('the connection is being closed');
  });

  test('rejects at once, when it closes without a connection', async () => {
    const broker = brokerOn(at(get(), 1));
    const publishing = fates([broker.publish(events, eventKeys.started, body)]);
    await broker.close();
    expect(await publishing).toEqual(['RetryError']);
  });
});
