import { afterEach, expect, test } from '@jest/globals';
import { workQueues } from '../../../lib/contract/broker.ts';
import { eventKeys, exchanges } from '../../../lib/contract/messages.ts';
import { brokerOn, depth, expectReason, listenTo, rawChannel, untilReady } from '../../support/amqp-client.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';

const WAIT_MS = 40_000;
const events = exchanges.events.name;
const queue = workQueues.events.name;
const body = Buffer.from('{}');

/** What became of a publish: `ok`, or the end of the error's text. */
const fateOf = (publishing: Promise<void>) =>
  publishing.then(
    () => 'ok',
    (error: Error) => error.message.split(': ').at(-1),
  );

// Each has a broker of its own: RabbitMQ 3.10 declares no queue any more, with reply code 541, when others are deleted soon after a restart, or while what
// was of them is written down, as it is at once when memory is short.
describeOnRabbitmq('a connection to a broker that is started again', (get) => {
  test('comes back, with its consumers', async () => {
    const broker = brokerOn(get());
    let deliveries = 0;
    broker.consume(queue, { prefetch: 1 }, async () => {
      deliveries += 1;
      return { do: 'ack' };
    });
    await untilReady(broker);
    const told = listenTo(broker);
    await get().restart();
    await untilReady(broker);
    expect(told).toEqual(['lost', 'ready']);
    await broker.publish(events, eventKeys.started, body);
    await until('a delivery', WAIT_MS, () => deliveries === 1);
  });
});

describeOnRabbitmq('a connection to a broker that is short of memory', (get) => {
  afterEach(() => setShortOfMemory(false));

  const setShortOfMemory = (isShort: boolean) =>
    get().rabbitmqctl('set_vm_memory_high_watermark', isShort ? '0.00001' : '0.6');

  test('is not ready, and sends what is published meanwhile after that, or never', async () => {
    const hasty = brokerOn(get(), { publishTimeoutMs: 1_000 });
    const patient = brokerOn(get(), { publishTimeoutMs: 60_000 });
    await Promise.all([untilReady(hasty), untilReady(patient)]);
    await setShortOfMemory(true);
    // A broker tells so only those who publish.
    const asking = [hasty, patient].map((broker) => fateOf(broker.publish(events, eventKeys.started, body)));
    await Promise.all(
      [hasty, patient].map((broker) => expectReason(broker, 'takes no messages for now: low on memory')),
    );
    const waiting = [hasty, patient].map((broker) => fateOf(broker.publish(events, eventKeys.running, body)));
    expect([await asking[0], await waiting[0]]).toEqual(['no confirm within 1 s', 'low on memory within 1 s']);
    await setShortOfMemory(false);
    expect([await asking[1], await waiting[1]]).toEqual(['ok', 'ok']);
    await Promise.all([untilReady(hasty), untilReady(patient)]);
    expect(await depth(await rawChannel(get()), queue)).toBe(3); // the two that asked, and the patient one's other
  });
});
