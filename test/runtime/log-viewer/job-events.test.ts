import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { exchanges } from '../../../lib/contract/messages.ts';
import { consumeEvents, eventsLayout, JobEvents } from '../../../runtime/log-viewer/job-events.ts';
import { connectBroker, type Broker } from '../../../runtime/shared/amqp.ts';
import { rawChannel, recordingLog } from '../../support/amqp-client.ts';
import { until } from '../../support/control-plane/until.ts';
import { EventReader } from '../../support/log-viewer/events.ts';
import { tokenOf } from '../../support/log-viewer/keys.ts';
import { createViewer } from '../../support/log-viewer/viewer.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';

const WAIT_MS = 40_000;
const { name: exchange, type } = exchanges.events;

describeOnRabbitmq('the events of a Job', (get) => {
  let raw: ConfirmChannel;
  let broker: Broker | undefined;
  const readers: EventReader[] = [];

  beforeEach(async () => {
    raw = await rawChannel(get());
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    await broker?.close();
  });

  function connect(events: JobEvents, queue: string): Broker {
    const { host, port, username, password } = get();
    const credentials = async () => ({ username, password });
    const log = recordingLog();
    broker = connectBroker({ host, port, vhost: '/', credentials, layout: eventsLayout(queue), log });
    consumeEvents(broker, queue, events);
    return broker;
  }

  const publish = async (key: string, body: unknown) => {
    raw.publish(exchange, key, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
    await raw.waitForConfirms();
  };

  test('are sent to who looks at that Job, as they come, without inmeta', async () => {
    await raw.assertExchange(exchange, type, { durable: true });
    const jobEvents = new JobEvents();
    const connected = connect(jobEvents, 'events-1');
    await until('the queue', WAIT_MS, () => connected.isReady);
    const viewer = await createViewer({ jobEvents });
    const address = await viewer.listen();
    const open = async (job: string) => {
      const reader = await EventReader.open(`${address}/api/-/jobs/${job}/events`, await tokenOf());
      readers.push(reader);
      return reader;
    };
    const [one, other] = [await open('cds-film-one'), await open('cds-film-other')];
    await publish('cds.job.started', 'no JSON');
    await publish('cds.job.started', { 'job-name': 'cds-film-one', inmeta: '<secret/>', routename: 'test.xml' });
    await publish('cds.job.running', { 'job-name': 'cds-film-two', 'retry-count': 0 });
    await publish('cds.job.success', { 'job-name': 'cds-film-other', 'retry-count': 1 });
    await until('both events', WAIT_MS, () => one.events.length > 0 && other.events.length > 0);
    expect(one.dataOf('job')).toEqual([
      { routingKey: 'cds.job.started', body: { 'job-name': 'cds-film-one', routename: 'test.xml' } },
    ]);
    expect(other.dataOf('job')).toEqual([
      { routingKey: 'cds.job.success', body: { 'job-name': 'cds-film-other', 'retry-count': 1 } },
    ]);
  });

  test('wait for the exchange, which others declare, on a queue that goes with its connection', async () => {
    await raw.deleteExchange(exchange);
    const connected = connect(new JobEvents(), 'events-2');
    await until(
      'the refusal',
      WAIT_MS,
      () => connected.notReadyReason?.includes("no exchange 'cdsresponder'") === true,
    );
    await raw.assertExchange(exchange, type, { durable: true });
    await until('the queue', WAIT_MS, () => connected.isReady);
    await connected.close();
    // Exclusive to another connection, or kept, it could not be declared otherwise.
    await expect(raw.assertQueue('events-2', { durable: false, autoDelete: true })).resolves.toMatchObject({
      messageCount: 0,
    });
  });
});
