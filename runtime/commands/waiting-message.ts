import type { GetMessage, Options } from 'amqplib';
import { headers, retryDelaysMs, retryQueueName, workQueues } from '../../lib/contract/broker.ts';
import { deliveryIdentity } from '../../lib/contract/job.ts';
import { queues } from '../../lib/contract/messages.ts';
import { shortHash } from '../../lib/contract/short-hash.ts';
import { copyOf } from '../shared/amqp-outcome.ts';

/** What a message that waits in a queue says of itself, its body apart. */
export interface WaitingMessage {
  /**
   * 16 hexadecimal digits that stand for its identity: the end of the name of a Job that comes, or came, of a request. Two messages of the same identity have
   * the same one.
   */
  readonly id: string;
  /** The producer's name for it. @default - it gave none */
  readonly messageId?: string;
  /** The queue in which it was before it came into this one. @default - not known */
  readonly origin?: string;
  /** Where it was published first. */
  readonly exchange: string;
  readonly routingKey: string;
  /** Why it is a dead letter. @default - it does not say */
  readonly reason?: string;
  /** Tries that were counted against it. Integer, 0 or more. */
  readonly attempts: number;
  /** When it became a dead letter, if the broker made it one, else when it was made; ISO 8601, UTC. @default - it does not say */
  readonly since?: string;
  /** Size of its body. */
  readonly bytes: number;
}

/** One station of a message that the broker made a dead letter. @see https://www.rabbitmq.com/docs/dlx#effects */
interface Death {
  readonly queue?: unknown;
  readonly reason?: unknown;
  readonly exchange?: unknown;
  readonly 'routing-keys'?: unknown;
  readonly time?: unknown;
}

/** Reads what a message says of itself. A header that is not what is written there counts as absent. */
export function waitingMessage({ content, fields, properties }: GetMessage): WaitingMessage {
  const own = properties.headers ?? {};
  const [latest, ...earlier] = deathsIn(own['x-death']);
  // the first station is where it was published to: later ones are retry queues and the like
  const first = earlier.at(-1) ?? latest;
  const firstKeys: unknown = first?.['routing-keys'];
  const routingKey =
    textOf(own[headers.routingKey]) ?? textOf(Array.isArray(firstKeys) ? firstKeys[0] : undefined) ?? fields.routingKey;
  const messageId = textOf(properties.messageId);
  return {
    id: shortHash(deliveryIdentity({ messageId, routingKey, body: content })),
    messageId,
    origin: textOf(own[headers.queue]) ?? textOf(first?.queue),
    exchange: textOf(own[headers.exchange]) ?? textOf(first?.exchange) ?? fields.exchange,
    routingKey,
    reason: textOf(own[headers.reason]) ?? brokersReason(latest),
    attempts: countOf(own[headers.attempts]),
    since: isoTime(secondsIn(latest?.time) ?? secondsIn(properties.timestamp)),
    bytes: content.length,
  };
}

/** The queue that takes what was in a queue: a published one has its successor, a retry queue its work queue, any other itself. */
export const successorOf = (queue: string): string => successors.get(queue) ?? queue;

const successors: ReadonlyMap<string, string> = new Map([
  [queues.requests.name, workQueues.requests.name],
  [queues.events.name, workQueues.events.name],
  ...Object.values(workQueues).flatMap(({ name }) =>
    retryDelaysMs.map((delayMs) => [retryQueueName(name, delayMs), name] as const),
  ),
]);

/** The properties with which a message goes into a queue once more: marked as seen before, with no attempt counted and where it came from first kept. */
export function propertiesFor(message: GetMessage, queue: string): Options.Publish {
  const { exchange, routingKey } = waitingMessage(message);
  const { [headers.reason]: _reason, ...kept } = message.properties.headers ?? {};
  return copyOf(
    { properties: { ...message.properties, headers: kept } },
    {
      [headers.routingKey]: routingKey,
      [headers.exchange]: exchange,
      [headers.queue]: queue,
      [headers.attempts]: 0,
      [headers.seenBefore]: true,
    },
  );
}

const deathsIn = (value: unknown): readonly Death[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];

/** What the broker says of the last station, such as `delivery_limit in cds.requests`. */
function brokersReason(death: Death | undefined): string | undefined {
  const [reason, queue] = [textOf(death?.reason), textOf(death?.queue)];
  return reason === undefined || queue === undefined ? undefined : `${reason} in ${queue}`;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const countOf = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0);

/** amqplib gives a timestamp in a header as `{ '!': 'timestamp', value }`, and the property as a number; both count seconds since 1970. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  return typeof seconds === 'number' ? seconds : undefined;
}

function isoTime(seconds: number | undefined): string | undefined {
  const date = new Date((seconds ?? NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
