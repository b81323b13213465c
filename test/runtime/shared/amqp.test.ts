import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { workQueues } from '../../../lib/contract/broker.ts';
import { eventKeys, exchanges } from '../../../lib/contract/messages.ts';
import { connectBroker } from '../../../runtime/shared/amqp.ts';
import {
  at,
  brokerOn,
  deleteQueues,
  depth,
  expectReason,
  listenTo,
  rawChannel,
  recordingLog,
  untilReady,
} from '../../support/amqp-client.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const WAIT_MS = 40_000;
const events = exchanges.events.name;
const queue = workQueues.events.name;
const body = Buffer.from('{}');

const openTimers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
const openSockets = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;

describeOnRabbitmq(
  'a connection to the broker',
  (get) => {
    let raw: ConfirmChannel;

    beforeEach(async () => {
      raw = await rawChannel(get());
      await deleteQueues(raw);
    });

    /** A broker behind a proxy, which is stopped by the test. */
    async function behindProxy(options: Parameters<typeof brokerOn>[1] = {}) {
      const proxy = await TcpProxy.start({ port: get().port });
      return { proxy, broker: brokerOn(at(get(), proxy.port), options) };
    }

    test('is there for consumers and publishers once all of them are registered', async () => {
      const broker = brokerOn(get());
      const told = listenTo(broker);
      expect([broker.isReady, broker.notReadyReason]).toEqual([false, 'not connected yet']);
      broker.consume(queue, { prefetch: 1 }, async () => ({ do: 'ack' }));
      await untilReady(broker);
      expect((await raw.checkQueue(queue)).consumerCount).toBe(1);
      expect([broker.notReadyReason, told]).toEqual([undefined, ['ready']]);
    });

    test('asks for a sign of life every 10 s, and has a name', async () => {
      brokerOn(get(), { heartbeatSeconds: undefined, connectionName: 'cds-reaper-test' });
      let list = '';
      await until('the connection', WAIT_MS, async () => {
        list = await get().rabbitmqctl('list_connections', 'timeout', 'client_properties');
        return list.includes('cds-reaper-test');
      });
      expect(list).toMatch(/^10\t.*cds-reaper-test/m);
    });

    test('is waited for, when the broker is not there at the start', async () => {
      const proxy = await TcpProxy.start({ port: get().port });
      await proxy.refuse();
      const broker = brokerOn(at(get(), proxy.port));
      await expectReason(broker, `broker: connection to 127.0.0.1:${proxy.port}: got connect ECONNREFUSED`);
      await proxy.accept();
      await untilReady(broker);
      await proxy.stop();
    });

    test('is waited for, when the broker accepts and says nothing', async () => {
      const proxy = await TcpProxy.start({ port: get().port });
      proxy.freeze();
      const broker = brokerOn(at(get(), proxy.port), { openTimeoutMs: 300 });
      await expectReason(broker, 'check RABBITMQ_HOST and RABBITMQ_PORT');
      const before = openSockets();
      await until('a few more tries', WAIT_MS, () => proxy.connections >= 4);
      expect(openSockets() - before).toBeLessThan(2 * proxy.connections); // the proxy's own two for each, and none of ours
      proxy.thaw();
      await untilReady(broker);
      await proxy.stop();
    });

    test('is tried with a new password after a wrong one, and neither is logged', async () => {
      const log = recordingLog();
      let password = 'wrong-secret';
      const broker = brokerOn(get(), { log, credentials: async () => ({ username: 'guest', password }) });
      await expectReason(broker, 'check RABBITMQ_USER and RABBITMQ_PASSWD');
      expect(broker.notReadyReason).toContain('ACCESS_REFUSED');
      password = get().password;
      await untilReady(broker);
      expect(JSON.stringify(log.lines)).toContain('ACCESS_REFUSED');
      expect(JSON.stringify(log.lines)).not.toContain('wrong-secret');
    });

    test('is tried again when the credentials cannot be read', async () => {
      let fault: Error | undefined = new Error('ENOENT: no such file, /secrets/password');
      const credentials = async () => {
        if (fault !== undefined) throw fault;
        return { username: 'guest', password: 'guest' };
      };
      const broker = brokerOn(get(), { credentials });
      await expectReason(broker, 'ENOENT');
      fault = undefined;
      await untilReady(broker);
    });

    test('says so when there is no such virtual host', async () => {
      const broker = brokerOn(get(), { vhost: 'no/such%20host' });
      await expectReason(broker, 'got no access to virtual host "no/such%20host"');
      await get().rabbitmqctl('add_vhost', 'no/such%20host');
      await get().rabbitmqctl('set_permissions', '-p', 'no/such%20host', 'guest', '.*', '.*', '.*');
      await untilReady(broker);
      await broker.close();
      await get().rabbitmqctl('delete_vhost', 'no/such%20host');
    });

    test('is encrypted and mutually verified with certificates of a private authority', async () => {
      const { ca, client } = get().certificates!;
      const address = at(get(), get().tlsPort!);
      const broker = brokerOn(address, {
        tls: async () => ({ ca: ca.pem, cert: client.cert.pem, key: client.key.pem }),
      });
      await untilReady(broker);
      const stranger = brokerOn(address, { tls: async () => ({}) });
      await expectReason(stranger, 'certificate');
    });

    test('says which queue has other arguments and what to do, and declares it once it is gone', async () => {
      await raw.assertQueue(queue, { durable: true });
      const broker = brokerOn(get());
      await expectReason(broker, `queue "${queue}": got Operation failed: QueueDeclare; 406`);
      expect(broker.notReadyReason).toContain('inequivalent arg');
      expect(broker.notReadyReason).toContain('its arguments cannot change');
      await raw.deleteQueue(queue);
      await untilReady(broker);
    });

    test('is lost, with all that is on it, when the network freezes, and comes back', async () => {
      const { proxy, broker } = await behindProxy({ heartbeatSeconds: 1, openTimeoutMs: 500 });
      await untilReady(broker);
      const told = listenTo(broker);
      const before = openSockets();
      proxy.freeze();
      // larger than what the kernel takes off our hands, so that ending the socket alone would leave it open
      const publishing = broker.publish(events, eventKeys.started, Buffer.alloc(20_000_000));
      await expect(publishing).rejects.toThrow('the channel was lost before the confirm');
      await until('the socket to be gone', WAIT_MS, () => openSockets() - 2 * (proxy.connections - 1) < before);
      expect(told).toEqual(['lost']);
      proxy.thaw();
      await untilReady(broker);
      await proxy.stop();
    });

    test('closes in order: consumers, publishes, the connection', async () => {
      const broker = brokerOn(get());
      const done: string[] = [];
      broker.consume(queue, { prefetch: 1 }, async (delivery) => {
        if (delivery.routingKey !== eventKeys.started) return { do: 'ack' };
        done.push('begun');
        await new Promise((resolve) => setImmediate(resolve));
        await broker.publish(events, eventKeys.running, body).then(() => done.push('published'));
        return { do: 'ack' };
      });
      await untilReady(broker);
      await broker.publish(events, eventKeys.started, body);
      await until('a delivery', WAIT_MS, () => done.length > 0);
      await broker.close();
      await broker.close();
      expect(done).toEqual(['begun', 'published']);
      expect(await depth(raw, queue)).toBeLessThanOrEqual(1);
      expect([broker.isReady, broker.notReadyReason]).toEqual([false, 'closed']);
      expect(() => broker.consume(queue, { prefetch: 1 }, async () => ({ do: 'ack' }))).toThrow('it is closed');
    });

    test('closes within seconds, though the network is frozen', async () => {
      const { proxy, broker } = await behindProxy({ heartbeatSeconds: 60 });
      broker.consume(queue, { prefetch: 1 }, async () => ({ do: 'ack' }));
      await untilReady(broker);
      proxy.freeze();
      const startMs = performance.now();
      const timers = openTimers();
      await broker.close();
      expect(performance.now() - startMs).toBeLessThan(15_000);
      // its heartbeat would keep the process for minutes
      await until('the end of its timers', 5_000, () => openTimers() <= timers - 2);
      await proxy.stop();
    });
  },
  { tls: true },
);

describe('a connection to no broker', () => {
  test('closes at once', async () => {
    const broker = connectBroker({
      host: '127.0.0.1',
      port: 1,
      vhost: '/',
      credentials: async () => ({ username: 'guest', password: 'guest' }),
      log: recordingLog(),
    });
    await expectReason(broker, 'ECONNREFUSED');
    await broker.close();
    expect(broker.notReadyReason).toBe('closed');
  });
});
