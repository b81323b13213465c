import { beforeEach, expect, test } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { headers, workQueues } from '../../../lib/contract/broker.ts';
import { failedEvent, invalidEvent, progressEvent, startedEvent } from '../../../lib/contract/events.ts';
import { deliveryIdentity, jobName } from '../../../lib/contract/job.ts';
import { eventKeys, exchanges, type JobEvent } from '../../../lib/contract/messages.ts';
import { send, type SeenEvent, type Sent } from '../../../runtime/commands/send.ts';
import { take } from '../../support/amqp-client.ts';
import { cleanLayout, commandBroker, put } from '../../support/commands.ts';
import { describeOnRabbitmq } from '../../support/server-suites.ts';

const routingKey = 'deliverables.syndication.berth.upload';
const request = { inmeta: '<meta-data/>', routename: 'test.xml', filename: 'a film.mxf' };

describeOnRabbitmq('send', (get) => {
  let raw: ConfirmChannel;

  beforeEach(async () => {
    raw = await cleanLayout(get());
  });

  /** Sends, and has a stand-in for the processes tell what is to be told of the request. */
  async function run(
    tell: (job: { 'job-id': string; 'job-name': string; 'job-namespace': string }) => readonly JobEvent[],
    options: Partial<Parameters<typeof send>[1]> & { traced?: boolean } = {},
  ) {
    const { traced = true, ...others } = options;
    const sent: Sent[] = [];
    const seen: SeenEvent[] = [];
    const body = Buffer.from(JSON.stringify(request));
    const all = {
      body,
      routingKey,
      timeoutMs: 30_000,
      eventsExchange: 'cdsresponder',
      messageId: 'm1',
      nowMs: Date.now,
      ...others,
    };
    const ending = send(
      await commandBroker(get()),
      all,
      (each) => sent.push(each),
      (each) => seen.push(each),
    );
    ending.catch(() => undefined);
    const taken = await take(raw, workQueues.requests.name);
    const job = { 'job-id': 'uid', 'job-name': sent[0]?.jobName ?? '', 'job-namespace': 'cds' };
    const { traceparent } = taken.properties.headers ?? {};
    for (const event of tell(job)) {
      const options = traced
        ? { headers: { traceparent: String(traceparent).replace(/-[0-9a-f]{16}-/, '-00000000000000ff-') } }
        : {};
      await put(raw, [all.eventsExchange, event.routingKey], JSON.stringify(event.body), options);
    }
    return { ending, sent, seen, taken };
  }

  const success = (job: Parameters<typeof startedEvent>[1]) => progressEvent(eventKeys.success, job, 0) as JobEvent;

  test('publishes the request under its messageId, with a trace, and says which Job will come of it', async () => {
    const { ending, sent, taken } = await run((job) => [success(job)]);
    const identity = deliveryIdentity({ messageId: 'm1', routingKey, body: Buffer.from('') });
    expect(sent).toEqual([{ messageId: 'm1', jobName: jobName(request.filename, identity), consumers: 0 }]);
    expect(taken.fields).toMatchObject({ exchange: exchanges.requests.name, routingKey });
    expect(taken.properties).toMatchObject({ messageId: 'm1', contentType: 'application/json', deliveryMode: 2 });
    expect(taken.properties.headers?.[headers.traceparent]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(JSON.parse(taken.content.toString())).toEqual(request);
    expect(await ending).toBe('success');
  });

  test('tells each event as it comes, without what is in the request, until the Job has succeeded', async () => {
    const { ending, seen } = await run((job) => [
      startedEvent(request, job),
      progressEvent(eventKeys.running, job, 0),
      success(job),
      progressEvent(eventKeys.retry, job, 3),
    ]);
    expect(await ending).toBe('success');
    expect(seen.map((event) => event.routingKey)).toEqual(['cds.job.started', 'cds.job.running', 'cds.job.success']);
    expect(seen[0]?.fields).toEqual({
      'job-id': 'uid',
      'job-name': expect.stringMatching(/^cds-a-film/),
      'job-namespace': 'cds',
    });
    expect(JSON.stringify(seen)).not.toContain('meta-data');
  });

  test.each<[string, (job: Parameters<typeof startedEvent>[1]) => JobEvent]>([
    ['failed', (job) => failedEvent(job, 2, { reason: 'BackoffLimitExceeded' })],
    ['invalid', () => invalidEvent(request, 'inmeta:1: got no meta-group')],
  ])('ends with %s where the request does', async (expected, event) => {
    const { ending, seen } = await run((job) => [event(job)]);
    expect(await ending).toBe(expected);
    expect(JSON.stringify(seen.at(-1)?.fields)).toMatch(/BackoffLimitExceeded|no meta-group/);
  });

  test('knows events without a trace by the name of the Job', async () => {
    const { ending, seen } = await run((job) => [startedEvent(request, job), success(job)], {
      traced: false,
    });
    expect(await ending).toBe('success');
    expect(seen).toHaveLength(2);
  });

  test("passes over other requests' events, and over what is none", async () => {
    const other = { 'job-id': 'other', 'job-name': 'cds-other', 'job-namespace': 'cds' };
    const { ending, seen } = await run(() => []);
    await put(raw, [exchanges.events.name, 'cds.job.success'], 'no JSON');
    await put(raw, [exchanges.events.name, 'cds.job.success'], '3');
    await put(raw, [exchanges.events.name, 'cds.job.success'], JSON.stringify(success(other).body));
    const identity = deliveryIdentity({ messageId: 'm1', routingKey, body: Buffer.from('') });
    const ours = { 'job-id': 'uid', 'job-name': jobName(request.filename, identity), 'job-namespace': 'cds' };
    await put(raw, [exchanges.events.name, 'cds.job.failed'], JSON.stringify(failedEvent(ours, 0, {}).body));
    expect(await ending).toBe('failed');
    expect(seen).toHaveLength(1);
  });

  test('hears the reaper where it publishes to an exchange of this installation', async () => {
    const { ending } = await run((job) => [success(job)], { eventsExchange: 'own-events' });
    expect(await ending).toBe('success');
  });

  test('leaves nothing behind on the broker', async () => {
    const { ending } = await run((job) => [success(job)]);
    await ending;
    const queues = await get().rabbitmqctl('list_queues', 'name', '--no-table-headers');
    expect(queues.split('\n').filter((name) => name.startsWith('amq.gen'))).toEqual([]);
  });

  test('fails when the end does not come in time; the request goes on', async () => {
    const { ending } = await run(() => [], { timeoutMs: 300 });
    await expect(ending).rejects.toMatchObject({
      code: 'ERR_COMMAND_TIMEOUT',
      message: 'broker: request m1: got no end in 0.3 s; expected one; look at it with berth runtime status',
    });
  });

  test('fails when the broker is lost meanwhile', async () => {
    const { ending } = await run(() => []);
    await get().rabbitmqctl('close_all_connections', 'for the test');
    await expect(ending).rejects.toMatchObject({ code: 'ERR_COMMAND_UNREACHABLE', exitCode: 2 });
  });

  const refused = async (options: Partial<Parameters<typeof send>[1]>) =>
    send(
      await commandBroker(get()),
      {
        body: Buffer.from('{}'),
        routingKey,
        timeoutMs: 1_000,
        eventsExchange: 'cdsresponder',
        messageId: 'm1',
        nowMs: Date.now,
        ...options,
      },
      () => undefined,
      () => undefined,
    );

  test('fails when no queue takes the request', async () => {
    await expect(refused({ routingKey: 'elsewhere' })).rejects.toMatchObject({
      code: 'ERR_COMMAND_UNROUTABLE',
      message: expect.stringMatching(/routing key "elsewhere": got no queue that takes it; .*; correct --routing-key/),
    });
  });

  test.each([['no JSON'], ['[1]'], ['"text"']])('fails when the file holds %s', async (text) => {
    await expect(refused({ body: Buffer.from(text) })).rejects.toMatchObject({
      code: 'ERR_COMMAND_FILE',
      message: expect.stringMatching(/^request: got .*; expected a JSON object in UTF-8; correct the file$/),
    });
  });
});
