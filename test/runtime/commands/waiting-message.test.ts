import { describe, expect, test } from '@jest/globals';
import type { GetMessage } from 'amqplib';
import { headers, workQueues } from '../../../lib/contract/broker.ts';
import { deliveryIdentity, jobName } from '../../../lib/contract/job.ts';
import { propertiesFor, successorOf, waitingMessage } from '../../../runtime/commands/waiting-message.ts';

const routingKey = 'deliverables.syndication.youtube.upload';

/** A message as `basic.get` gives it. */
function message(own: object = {}, properties: object = {}, fields: object = {}): GetMessage {
  return {
    content: Buffer.from('{"a":1}'),
    fields: {
      deliveryTag: 1,
      redelivered: false,
      exchange: 'cds.dead-letters',
      routingKey,
      messageCount: 0,
      ...fields,
    },
    properties: { headers: own, ...properties } as GetMessage['properties'],
  };
}

const death = (queue: string, reason: string, exchange: string, key: string, value = 1_700_000_000) => ({
  queue,
  reason,
  exchange,
  'routing-keys': [key],
  count: 1,
  time: { '!': 'timestamp', value },
});

describe('a message that a process made a dead letter', () => {
  const own = {
    [headers.queue]: 'cds.requests',
    [headers.exchange]: 'pluto-deliverables',
    [headers.routingKey]: routingKey,
    [headers.attempts]: 10,
    [headers.reason]: 'parked after 10 tries: it was bad',
    [headers.seenBefore]: true,
  };

  test('says where it was, where it came from, and why it is one', () => {
    expect(waitingMessage(message(own, { messageId: 'm1', timestamp: 1_700_000_000 }))).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      messageId: 'm1',
      origin: 'cds.requests',
      exchange: 'pluto-deliverables',
      routingKey,
      reason: 'parked after 10 tries: it was bad',
      attempts: 10,
      since: '2023-11-14T22:13:20.000Z',
      bytes: 7,
    });
  });

  test.each([['m1'], [undefined]])('with messageId %s has the id that the name of its Job ends with', (messageId) => {
    const identity = deliveryIdentity({ messageId, routingKey, body: Buffer.from('{"a":1}') });
    const { id } = waitingMessage(message(own, { messageId }, { routingKey: 'cds.requests' }));
    expect(jobName('hint', identity)).toBe(`cds-hint-${id}`);
  });

  test('goes back without attempts and reason, marked as seen before, with its own headers and properties', () => {
    const found = message({ ...own, traceparent: '00-a-b-01' }, { messageId: 'm1', contentType: 'application/json' });
    expect(propertiesFor(found, 'cds.requests')).toMatchObject({ messageId: 'm1', contentType: 'application/json' });
    expect(propertiesFor(found, 'cds.requests').headers).toEqual({
      [headers.queue]: 'cds.requests',
      [headers.exchange]: 'pluto-deliverables',
      [headers.routingKey]: routingKey,
      [headers.attempts]: 0,
      [headers.seenBefore]: true,
      traceparent: '00-a-b-01',
    });
  });

  test('goes back without what the broker would refuse, drop it for or send elsewhere', () => {
    const deaths = { 'x-death': [death('cds.requests', 'delivery_limit', 'e', 'k')], 'x-first-death-queue': 'q' };
    const found = message(
      { ...own, ...deaths, CC: ['other'], 'x-delivery-count': 3 },
      { userId: 'u', expiration: '5' },
    );
    const options = propertiesFor(found, 'cds.requests');
    expect(Object.keys(options.headers as object).sort()).toEqual(
      [headers.queue, headers.exchange, headers.routingKey, headers.attempts, headers.seenBefore].sort(),
    );
    expect([options.userId, options.expiration]).toEqual([undefined, undefined]);
  });
});

describe('a message that the broker made a dead letter', () => {
  const deaths = {
    'x-death': [
      death('cds.requests', 'delivery_limit', '', 'cds.requests', 1_700_000_100),
      death('cds.requests.retry-5s', 'expired', '', 'cds.requests.retry-5s'),
      death('cds.requests', 'rejected', 'pluto-deliverables', routingKey),
    ],
  };

  test('says by its first station where it came from, and by its last one why and since when', () => {
    expect(waitingMessage(message(deaths, {}, { routingKey: 'cds.requests' }))).toMatchObject({
      origin: 'cds.requests',
      exchange: 'pluto-deliverables',
      routingKey,
      reason: 'delivery_limit in cds.requests',
      since: '2023-11-14T22:15:00.000Z',
      attempts: 0,
    });
  });

  test.each([
    ['no list', 'text'],
    ['an empty list', []],
    ['a list of anything', [null, 3, {}, { queue: 4, 'routing-keys': 'k', time: 'now' }]],
  ])('stands %s as x-death', (_, value) => {
    const found = waitingMessage(message({ 'x-death': value, [headers.attempts]: -1, [headers.queue]: 3 }));
    expect(found).toMatchObject({ origin: undefined, exchange: 'cds.dead-letters', routingKey, attempts: 0 });
  });
});

test.each([
  ['cdsresponder-deliverablessyndicationupload', workQueues.requests.name],
  ['cdsresponder-cdsjob', workQueues.events.name],
  ['cds.requests.retry-300s', workQueues.requests.name],
  ['cds.events.retry-5s', workQueues.events.name],
  ['cds.requests', 'cds.requests'],
  ['another', 'another'],
])('what was in %s goes to %s', (queue, successor) => {
  expect(successorOf(queue)).toBe(successor);
});
