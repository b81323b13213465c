import { describe, expect, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { attemptLimit, deadLetterExchange, headers } from '../../../lib/contract/broker.ts';
import { deliveryOf, outcomeOf, settlementOf, type Outcome } from '../../../runtime/shared/amqp-outcome.ts';
import { RejectError, RetryError } from '../../../runtime/shared/errors.ts';

interface Parts {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly redelivered?: boolean;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const messageWith = ({ headers, redelivered = false, properties = {} }: Parts = {}): ConsumeMessage => ({
  content: Buffer.from('body'),
  fields: { consumerTag: 'tag', deliveryTag: 1, redelivered, exchange: 'in', routingKey: 'a.b' },
  properties: { ...properties, headers } as unknown as ConsumeMessage['properties'],
});

const delaysMs = [1_000, 10_000];
const settle = (outcome: Outcome, parts?: Parts) => settlementOf(outcome, messageWith(parts), 'work', delaysMs);
const retry = { do: 'retry', reason: 'busy', counted: true } as const;
const triedBefore = (attempts: number): Parts => ({ headers: { [headers.attempts]: attempts } });

describe('the outcome of a handler that throws', () => {
  test.each([
    [new RetryError('busy'), { do: 'retry', reason: 'busy', counted: false }],
    [new RetryError('busy', { retryAfterMs: 5 }), { do: 'retry', afterMs: 5, reason: 'busy', counted: false }],
    [new RejectError('no such thing'), { do: 'dead-letter', reason: 'no such thing' }],
    [new TypeError('x is not a function'), { do: 'retry', reason: 'x is not a function', counted: true }],
    ['text', { do: 'retry', reason: 'text', counted: true }],
  ])('for %p is what its class says', (error, outcome) => {
    expect(outcomeOf(error)).toEqual(outcome);
  });
});

describe('a delivery', () => {
  test('of a fresh message is the message', () => {
    expect(deliveryOf(messageWith({ properties: { messageId: 'id' } }))).toEqual({
      body: Buffer.from('body'),
      routingKey: 'a.b',
      exchange: 'in',
      messageId: 'id',
      headers: {},
      redelivered: false,
      attempts: 0,
    });
  });

  test('of a message that waited has its first routing key and exchange, and counts as redelivered', () => {
    const waited = { [headers.routingKey]: 'x.y', [headers.exchange]: 'first', [headers.seenBefore]: true };
    expect(deliveryOf(messageWith({ headers: { ...waited, [headers.attempts]: 3 } }))).toMatchObject({
      routingKey: 'x.y',
      exchange: 'first',
      redelivered: true,
      attempts: 3,
    });
  });

  test('that the broker delivers again is redelivered', () => {
    expect(deliveryOf(messageWith({ redelivered: true })).redelivered).toBe(true);
  });

  test('takes headers of ours that are not what we write for absent', () => {
    const strange = fc.dictionary(fc.constantFrom(...Object.values(headers)), fc.jsonValue());
    fc.assert(
      fc.property(strange, (own) => {
        const { attempts, routingKey, exchange, messageId } = deliveryOf(messageWith({ headers: own }));
        expect(Number.isSafeInteger(attempts) && attempts >= 0).toBe(true);
        expect([typeof routingKey, typeof exchange, typeof messageId]).toEqual(['string', 'string', 'undefined']);
      }),
    );
  });
});

describe('a settlement', () => {
  test('of ack copies nothing', () => {
    expect(settle({ do: 'ack' })).toEqual({ kind: 'ack' });
  });

  test('of a counted retry waits, with one attempt more, where it came from and why', () => {
    expect(settle(retry)).toMatchObject({
      kind: 'retry',
      exchange: '',
      routingKey: 'work.retry-1s',
      properties: {
        headers: {
          [headers.routingKey]: 'a.b',
          [headers.exchange]: 'in',
          [headers.queue]: 'work',
          [headers.attempts]: 1,
          [headers.seenBefore]: true,
          [headers.reason]: 'busy',
        },
      },
    });
  });

  test('of a retry that is not counted never becomes a dead letter', () => {
    expect(settle({ ...retry, counted: false }, triedBefore(attemptLimit))).toMatchObject({
      kind: 'retry',
      properties: { headers: { [headers.attempts]: attemptLimit } },
    });
  });

  test('parks a message at its last counted try', () => {
    expect(settle(retry, triedBefore(attemptLimit - 2)).kind).toBe('retry');
    expect(settle(retry, triedBefore(attemptLimit - 1))).toMatchObject({
      kind: 'dead-letter',
      exchange: deadLetterExchange.name,
      routingKey: 'a.b',
      properties: { headers: { [headers.attempts]: attemptLimit, [headers.reason]: 'parked after 10 tries: busy' } },
    });
  });

  test('of a dead letter keeps the attempts and the first routing key', () => {
    const waited = { [headers.routingKey]: 'x.y', [headers.attempts]: 2 };
    expect(settle({ do: 'dead-letter', reason: 'no' }, { headers: waited })).toMatchObject({
      kind: 'dead-letter',
      routingKey: 'x.y',
      properties: { headers: { [headers.attempts]: 2, [headers.routingKey]: 'x.y' } },
    });
  });

  test.each([
    [undefined, 0, 'work.retry-1s'],
    [undefined, 1, 'work.retry-10s'],
    [undefined, 5, 'work.retry-10s'],
    [0, 5, 'work.retry-1s'],
    [1_000, 0, 'work.retry-1s'],
    [1_001, 0, 'work.retry-10s'],
    [3_600_000, 0, 'work.retry-10s'],
  ])('of a retry after %p ms with %p tries before waits in %s', (afterMs, before, routingKey) => {
    expect(settle({ ...retry, afterMs }, triedBefore(before))).toMatchObject({ routingKey });
  });

  test('copies what others wrote, and nothing that would change where the copy goes', () => {
    const theirs = { traceparent: '00-1-2-3', nested: { a: [1] } };
    const brokers = { 'x-death': [{}], 'x-first-death-queue': 'q', 'x-last-death-reason': 'r', 'x-delivery-count': 3 };
    const copied = settle(retry, {
      headers: { ...theirs, ...brokers, CC: ['other'], BCC: ['other'] },
      properties: { messageId: 'id', contentType: 'text/plain', timestamp: 5, userId: 'someone', expiration: '1' },
    });
    expect(copied).toMatchObject({
      properties: { messageId: 'id', contentType: 'text/plain', timestamp: 5, headers: theirs },
    });
    expect(copied).not.toHaveProperty('properties.userId');
    expect(copied).not.toHaveProperty('properties.expiration');
    expect(Object.keys((copied as { properties: { headers: object } }).properties.headers).sort()).toEqual(
      [
        ...Object.keys(theirs),
        ...Object.values(headers).filter((name) => name.startsWith('x-cds-') && name !== headers.publishId),
      ].sort(),
    );
  });

  test('keeps the reason to one line of bounded length', () => {
    const { properties } = settle({ do: 'dead-letter', reason: `a\nb${'c'.repeat(100_000)}` }) as {
      properties: { headers: Record<string, string> };
    };
    expect(properties.headers[headers.reason]).toMatch(/^a bc{997}$/);
  });
});
