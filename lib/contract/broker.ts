import { eventBindingKey, exchanges, requestBindingKey } from './messages.ts';

/** The arguments of a queue, as AMQP sends them. */
type Arguments = Readonly<Record<string, string | number>>;

/** An exchange of ours: what the broker gives up on, or a process rejects, goes to its one queue whatever its routing key. */
export const deadLetterExchange = { name: 'cds.dead-letters', type: 'fanout', durable: true } as const;

/** How often the broker delivers a message whose consumer dies with it in hand, before it is a dead letter. */
const deliveryLimit = 20;

/** A quorum queue: it survives the loss of a node, and counts deliveries. @see https://www.rabbitmq.com/docs/quorum-queues */
const quorum: Arguments = { 'x-queue-type': 'quorum' };

/** Dead letters wait for the broker's confirm of their new queue; that strategy needs a queue that refuses rather than drops. */
const deadLettering = {
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
} as const satisfies Arguments;

const workQueue: Arguments = {
  ...quorum,
  ...deadLettering,
  'x-dead-letter-exchange': deadLetterExchange.name,
  'x-delivery-limit': deliveryLimit,
};

/** A queue of ours as it is declared: durable. */
export interface QueueDeclaration {
  readonly name: string;
  readonly arguments: Arguments;
  /** @default - bound to no exchange: reached by its name through the default exchange */
  readonly binding?: { readonly exchange: string; readonly key: string };
}

/**
 * The queues that the processes consume. Their names are new: a queue's durability and arguments cannot change, and the published ones have neither.
 */
export const workQueues = {
  requests: {
    name: 'cds.requests',
    arguments: workQueue,
    binding: { exchange: exchanges.requests.name, key: requestBindingKey },
  },
  events: {
    name: 'cds.events',
    arguments: workQueue,
    binding: { exchange: exchanges.events.name, key: eventBindingKey },
  },
} as const satisfies Readonly<Record<string, QueueDeclaration>>;

/**
 * Where what could not be handled waits for a person. Nothing removes it but `berth runtime requeue`: looking at a message counts as a delivery, and from
 * RabbitMQ 4.0 on a quorum queue without a limit of its own drops what was delivered 20 times.
 * @see https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
 */
export const deadLetterQueue = {
  name: 'cds.dead-letters',
  // what stands for "unlimited" differs between versions, so it is as much as fits into an AMQP integer
  arguments: { ...quorum, 'x-delivery-limit': 2_147_483_647 },
  binding: { exchange: deadLetterExchange.name, key: '' },
} as const satisfies QueueDeclaration;

/** How long a message waits before its next try, in milliseconds, in ascending order; there is a queue for each. */
export const retryDelaysMs = [5_000, 30_000, 300_000] as const;

/** The name of the queue in which messages of a work queue wait before their next try, such as `cds.requests.retry-5s`. */
export const retryQueueName = (queue: string, delayMs: number): string => `${queue}.retry-${delayMs / 1000}s`;

/**
 * Messages wait here for their time to live, then go back to their work queue through the default exchange.
 * @param delaysMs integers of 1 or more. @default {@link retryDelaysMs}
 */
export function retryQueues(queue: string, delaysMs: readonly number[] = retryDelaysMs): readonly QueueDeclaration[] {
  return delaysMs.map((delayMs) => ({
    name: retryQueueName(queue, delayMs),
    arguments: {
      ...quorum,
      ...deadLettering,
      'x-message-ttl': delayMs,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': queue,
    },
  }));
}

/** The headers that the processes write. A message that waited for a retry, or is a dead letter, has them; every message has a publish id. */
export const headers = {
  /** The routing key with which the message was published first. */
  routingKey: 'x-cds-routing-key',
  /** The exchange to which it was published first. */
  exchange: 'x-cds-exchange',
  /** The work queue in which it was. */
  queue: 'x-cds-queue',
  /** Tries that count against it so far. Integer. */
  attempts: 'x-cds-attempts',
  /** Present with the value `true` on a message that may have been handled before: it waited, or was put back. */
  seenBefore: 'x-cds-seen-before',
  /** Why the last try failed, in one line. */
  reason: 'x-cds-reason',
  /** A number by which a publisher knows its message again when no queue takes it. Of no use to anyone else. Integer. */
  publishId: 'x-cds-publish-id',
  /** The W3C trace context. @see https://www.w3.org/TR/trace-context/ */
  traceparent: 'traceparent',
} as const;

/** How many counted tries a message has before it becomes a dead letter. */
export const attemptLimit = 10;
