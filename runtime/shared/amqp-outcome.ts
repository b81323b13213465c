import type { ConsumeMessage, Options } from 'amqplib';
import { attemptLimit, deadLetterExchange, headers, retryQueueName } from '../../lib/contract/broker.ts';
import { reasonOf } from './amqp-supervisor.ts';
import { RejectError, RetryError } from './errors.ts';

/** A message in a handler's hands. */
export interface Delivery {
  readonly body: Buffer;
  /** The key it was published with first, also after it waited for a retry. */
  readonly routingKey: string;
  /** The exchange it was published to first, also after it waited for a retry. */
  readonly exchange: string;
  readonly messageId?: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** It may have been handled before: the broker has delivered it already, it waited for a retry, or it was put back. */
  readonly redelivered: boolean;
  /** Tries that count against it so far. Integer, 0 or more. */
  readonly attempts: number;
}

/** What a handler makes of a message, as {@link settlementOf} turns it into AMQP. */
export type Outcome =
  | { readonly do: 'ack' }
  /** @param afterMs wait at least so long; at most the longest delay there is. @default - the first delay, longer after each counted try */
  | { readonly do: 'retry'; readonly afterMs?: number; readonly reason: string; readonly counted: boolean }
  | { readonly do: 'dead-letter'; readonly reason: string };

/** What is done on the broker: a copy is published and confirmed, if there is one, and then the message is acked. */
export type Settlement =
  | { readonly kind: 'ack' }
  | {
      readonly kind: 'retry' | 'dead-letter';
      readonly exchange: string;
      readonly routingKey: string;
      readonly properties: Options.Publish;
    };

/** The outcome of a handler that throws. */
export function outcomeOf(error: unknown): Outcome {
  const reason = reasonOf(error);
  if (error instanceof RetryError) return { do: 'retry', afterMs: error.retryAfterMs, reason, counted: false };
  if (error instanceof RejectError) return { do: 'dead-letter', reason: error.reason };
  return { do: 'retry', reason, counted: true };
}

/** What a handler is shown of a message. A header of ours that is not what we write there counts as absent. */
export function deliveryOf({ content, fields, properties }: ConsumeMessage): Delivery {
  const own = properties.headers ?? {};
  const attempts: unknown = own[headers.attempts];
  return {
    body: content,
    routingKey: textOf(own[headers.routingKey]) ?? fields.routingKey,
    exchange: textOf(own[headers.exchange]) ?? fields.exchange,
    messageId: textOf(properties.messageId),
    headers: own,
    redelivered: fields.redelivered || own[headers.seenBefore] === true,
    attempts: typeof attempts === 'number' && Number.isSafeInteger(attempts) && attempts >= 0 ? attempts : 0,
  };
}

/**
 * Turns an outcome into AMQP. These are all there are:
 *
 * | outcome                                  | the message                                                                     |
 * | ---------------------------------------- | ------------------------------------------------------------------------------- |
 * | ack                                      | acked                                                                           |
 * | retry, not counted                       | a copy waits in the retry queue of the delay, then in its own queue again       |
 * | retry, counted, below the limit          | the same; the copy has one attempt more                                         |
 * | retry, counted, for the `attemptLimit`th | a dead letter, with the reason                                                  |
 * | dead-letter                              | a dead letter, with the reason                                                  |
 * | the copy is not confirmed                | put back into its queue at once; the copy may exist beside it                   |
 * | the copy cannot be put into AMQP         | rejected: the broker makes it a dead letter, without our headers                |
 * | the channel was lost before the ack      | nothing is done: the broker delivers it again, to whoever consumes              |
 * | the consumer dies `x-delivery-limit` times with it in hand | the broker makes it a dead letter; `x-death` has the reason   |
 *
 * @param queue where the message was consumed @param delaysMs in ascending order, at least one
 */
export function settlementOf(
  outcome: Outcome,
  message: ConsumeMessage,
  queue: string,
  delaysMs: readonly number[],
): Settlement {
  if (outcome.do === 'ack') return { kind: 'ack' };
  const { routingKey, exchange, attempts: before } = deliveryOf(message);
  const attempts = outcome.do === 'retry' && outcome.counted ? before + 1 : before;
  const isOver = attempts >= attemptLimit && attempts > before;
  const reason = oneLine(isOver ? `parked after ${attempts} tries: ${outcome.reason}` : outcome.reason);
  const own = {
    [headers.routingKey]: routingKey,
    [headers.exchange]: exchange,
    [headers.queue]: queue,
    [headers.attempts]: attempts,
    [headers.seenBefore]: true,
    [headers.reason]: reason,
  };
  const properties = copyOf(message, own);
  if (outcome.do === 'dead-letter' || isOver) {
    return { kind: 'dead-letter', exchange: deadLetterExchange.name, routingKey, properties };
  }
  const delayMs = delayFor(delaysMs, outcome.afterMs, before);
  return { kind: 'retry', exchange: '', routingKey: retryQueueName(queue, delayMs), properties };
}

/** The shortest delay that is long enough, else the longest. */
function delayFor(delaysMs: readonly number[], afterMs: number | undefined, attempts: number): number {
  const longest = delaysMs.at(-1) ?? 0;
  if (afterMs === undefined) return delaysMs[attempts] ?? longest;
  return delaysMs.find((delayMs) => delayMs >= afterMs) ?? longest;
}

/**
 * Headers that must not be published again. Those of dead-lettering: with them the broker may take a retry for a cycle, and drop the message. CC and BCC: they
 * would send the copy to the first queues once more.
 * @see https://www.rabbitmq.com/docs/dlx#routing https://www.rabbitmq.com/docs/sender-selected
 */
const brokerHeader = /^(x-(first-|last-)?death\b.*|x-delivery-count|x-acquired-count|CC|BCC)$/;

/**
 * The properties of a copy. `userId` is left out, since the broker closes the channel of whoever is not that user, and `expiration`, since it would end the wait
 * early. @see https://www.rabbitmq.com/docs/validated-user-id
 */
export function copyOf(
  { properties }: Pick<ConsumeMessage, 'properties'>,
  own: Readonly<Record<string, unknown>>,
): Options.Publish {
  const { contentType, contentEncoding, priority, correlationId, replyTo, messageId, timestamp, type, appId } =
    properties;
  const kept = Object.entries(properties.headers ?? {}).filter(([name]) => !brokerHeader.test(name));
  const others = { contentType, contentEncoding, priority, correlationId, replyTo, messageId, timestamp, type, appId };
  return { ...others, headers: { ...Object.fromEntries(kept), ...own } };
}

/** The longest reason that is kept, in UTF-16 code units: all headers of a message together may take 64 KiB. */
const reasonLength = 1_000;

const oneLine = (text: string): string => reasonOf(text).slice(0, reasonLength).toWellFormed();

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
