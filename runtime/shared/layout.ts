import type { Channel } from 'amqplib';
import {
  deadLetterExchange,
  deadLetterQueue,
  retryDelaysMs as contractDelaysMs,
  retryQueues,
  workQueues,
  type QueueDeclaration,
} from '../../lib/contract/broker.ts';
import { eventBindingKey, exchanges } from '../../lib/contract/messages.ts';
import { reasonOf } from './amqp-supervisor.ts';

/** An exchange as it is declared. */
export interface ExchangeDeclaration {
  readonly name: string;
  readonly type: 'topic' | 'direct' | 'fanout';
  readonly durable: boolean;
}

/** A queue's further binding. */
export interface BindingDeclaration {
  readonly queue: string;
  readonly exchange: string;
  /** In a topic exchange `*` is one word and `#` any number of words between dots. */
  readonly key: string;
}

/** Everything that must be on the broker before a message is published or consumed. */
export interface Layout {
  readonly exchanges: readonly ExchangeDeclaration[];
  /** Each with its retry queues, and the dead letters'. */
  readonly queues: readonly QueueDeclaration[];
  /** Beside those that the queues name themselves. */
  readonly bindings: readonly BindingDeclaration[];
  /** How long messages may wait before their next try, in milliseconds, in ascending order; each work queue has a retry queue for each. */
  readonly retryDelaysMs: readonly number[];
  /** Exchanges that somebody else declares, and without which there is nothing to do. @default - none */
  readonly expectedExchanges?: readonly string[];
  /** Queues of the connection alone: they go when it is lost, and with them what is in them. @default - none */
  readonly exclusiveQueues?: readonly QueueDeclaration[];
}

/** Where the layout of one installation differs. */
export interface LayoutOptions {
  /** Integers of 1 or more, in milliseconds, in ascending order; at least one. @default - those of the contract */
  readonly retryDelaysMs?: readonly number[];
  /** The topic exchange that events are published to; the responder's queue of events is bound to it too. @default - that of the contract */
  readonly eventsExchange?: string;
}

/** The layout of the contract. */
export function cdsLayout({
  retryDelaysMs = contractDelaysMs,
  eventsExchange = exchanges.events.name,
}: LayoutOptions = {}): Layout {
  const { requests, events } = workQueues;
  const isOther = eventsExchange !== exchanges.events.name;
  return {
    exchanges: [
      exchanges.requests,
      exchanges.events,
      ...(isOther ? [{ ...exchanges.events, name: eventsExchange }] : []),
      deadLetterExchange,
    ],
    queues: [
      deadLetterQueue,
      ...[requests, events].flatMap((queue) => [queue, ...retryQueues(queue.name, retryDelaysMs)]),
    ],
    bindings: isOther ? [{ queue: events.name, exchange: eventsExchange, key: eventBindingKey }] : [],
    retryDelaysMs,
  };
}

/**
 * Declares all of a layout; what is there already stays as it is. The channel is closed by the broker where a declaration is refused.
 * @throws Error that says which exchange or queue is refused, and what to do
 */
export async function declareLayout(channel: Channel, layout: Layout): Promise<void> {
  for (const { name, type, durable } of layout.exchanges) {
    const expected = JSON.stringify({ type, durable });
    await declare(`exchange ${JSON.stringify(name)}`, expected, () => channel.assertExchange(name, type, { durable }));
  }
  for (const name of layout.expectedExchanges ?? []) {
    await declare(`exchange ${JSON.stringify(name)}`, 'it to be there', () => channel.checkExchange(name));
  }
  for (const { name, arguments: args } of layout.exclusiveQueues ?? []) {
    const what = `queue ${JSON.stringify(name)}`;
    const options = { durable: false, exclusive: true, arguments: args };
    await declare(what, JSON.stringify(args), () => channel.assertQueue(name, options));
  }
  for (const { name, arguments: args, binding } of layout.queues) {
    const what = `queue ${JSON.stringify(name)}`;
    await declare(what, JSON.stringify(args), () => channel.assertQueue(name, { durable: true, arguments: args }));
    if (binding !== undefined) await bind(channel, { queue: name, ...binding });
  }
  for (const binding of layout.bindings) await bind(channel, binding);
}

async function bind(channel: Channel, { queue, exchange, key }: BindingDeclaration): Promise<void> {
  const what = `binding of ${JSON.stringify(queue)} to ${JSON.stringify(exchange)}`;
  await declare(what, JSON.stringify(key), () => channel.bindQueue(queue, exchange, key));
}

const preconditionFailed = 406;
const accessRefused = 403;

/** Says what to do about a refusal. Anything else is a matter of the channel or the connection, and stays as it is. */
async function declare(what: string, expected: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const remedy = remedies.get((error as { readonly code?: unknown }).code);
    if (remedy === undefined) throw error;
    throw new Error(`broker: ${what}: got ${reasonOf(error)}; expected ${expected}; ${remedy}`, { cause: error });
  }
}

const remedies: ReadonlyMap<unknown, string> = new Map([
  [
    preconditionFailed,
    'its arguments cannot change: move or consume what is in it and delete it, and it is declared again within seconds',
  ],
  [accessRefused, 'let the user of RABBITMQ_USER configure, write and read it'],
]);
