import { expect, test } from '@jest/globals';
import { workQueues } from '../../../lib/contract/broker.ts';
import { eventKeys, exchanges } from '../../../lib/contract/messages.ts';
import type { Broker } from '../../../runtime/shared/amqp.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { at, brokerOn, untilReady } from '../../support/amqp-client.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const WAIT_MS = 120_000;
const MESSAGES = 2_000;

/** Publishes a message until it is confirmed. @returns how often it was tried */
async function persist(broker: Broker, messageId: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      await broker.publish(exchanges.events.name, eventKeys.running, Buffer.from(messageId), { messageId });
      return tries;
    } catch (error) {
      if (!(error instanceof RetryError)) throw error;
    }
  }
}

describeOnRabbitmq('faults of the broker and the network', (get) => {
  test('lose no message of 2,000, and double only what was on its way when they struck', async () => {
    const network = { publisher: await TcpProxy.start(get()), consumer: await TcpProxy.start(get()) };
    const publisher = brokerOn(at(get(), network.publisher.port), { openTimeoutMs: 2_000, publishWindow: 50 });
    const consumer = brokerOn(at(get(), network.consumer.port), { openTimeoutMs: 2_000 });
    const consumed = new Map<string, { times: number; redelivered: number }>();
    consumer.consume(workQueues.events.name, { prefetch: 50 }, async ({ messageId = '', redelivered }) => {
      const { times, redelivered: before } = consumed.get(messageId) ?? { times: 0, redelivered: 0 };
      consumed.set(messageId, { times: times + 1, redelivered: before + (redelivered ? 1 : 0) });
      await new Promise((resolve) => setImmediate(resolve));
      return { do: 'ack' };
    });
    await Promise.all([untilReady(publisher), untilReady(consumer)]);

    const faults: (() => unknown)[] = [
      () => network.publisher.cut(),
      () => network.consumer.cut(),
      () => network.publisher.cutAfter(5_000, 'client'),
      () => network.publisher.cutAfter(100, 'target'),
      () => network.consumer.cutAfter(5_000, 'target'),
      () => network.consumer.cutAfter(300, 'client'),
      () => freezeUntilLost(network.publisher, publisher),
      () => freezeUntilLost(network.consumer, consumer),
      () => get().restart(),
      async () => {
        await get().kill();
        await get().start();
      },
    ];
    const tries = new Map<string, number>();
    for (const [round, fault] of faults.entries()) {
      const ids = Array.from({ length: MESSAGES / faults.length }, (_, index) => `${round}/${index}`);
      let confirmed = 0;
      let struck: unknown;
      await Promise.all(
        ids.map(async (id) => {
          tries.set(id, await persist(publisher, id));
          confirmed += 1;
          if (confirmed === 20) struck = fault();
        }),
      );
      await struck;
    }

    await until('all to be consumed', WAIT_MS, () => consumed.size === MESSAGES);
    // what is still on its way a second time is there before what is published now
    await persist(publisher, 'last');
    await until('the last', WAIT_MS, () => consumed.has('last'));
    const unexplained = [...tries].filter(([id, published]) => {
      const { times = 0, redelivered = 0 } = consumed.get(id) ?? {};
      return times < 1 || times > published + redelivered;
    });
    expect(unexplained).toEqual([]);
    expect([...tries.values()].some((published) => published > 1)).toBe(true);
    expect([...consumed.values()].some(({ redelivered }) => redelivered > 0)).toBe(true);
    await Promise.all([publisher.close(), consumer.close()]);
    await Promise.all([network.publisher.stop(), network.consumer.stop()]);
  }, 300_000);
});

/** Freezes until the heartbeat tells. */
async function freezeUntilLost(proxy: TcpProxy, broker: Broker): Promise<void> {
  proxy.freeze();
  await until('the loss', WAIT_MS, () => !broker.isReady);
  proxy.thaw();
}
