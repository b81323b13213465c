import { retryDelaysMs } from '../../lib/contract/broker.ts';
import { eventBindingKey, exchanges } from '../../lib/contract/messages.ts';
import type { Broker } from '../shared/amqp.ts';
import type { Layout } from '../shared/layout.ts';
import { eventOf, type EventStream } from './sse.ts';

/** The fields of an event that are not shown: inmeta is as large as its film's metadata, and says nothing of the Job. */
const hidden = new Set(['inmeta', 'traceback']);

/** Hands the events of Jobs to who looks at them. Nothing is kept: who comes later sees what comes later. */
export class JobEvents {
  readonly #streams = new Map<string, Set<EventStream>>();

  /** Takes an event of the broker. One whose body is no JSON object, or that names no Job, is nobody's. */
  take(routingKey: string, content: Buffer): void {
    const body = bodyOf(content);
    const streams = this.#streams.get(String(body?.['job-name']));
    if (body === undefined || streams === undefined) return;
    const shown = Object.fromEntries(Object.entries(body).filter(([name]) => !hidden.has(name)));
    const event = eventOf('job', { routingKey, body: shown });
    // Who reads too slowly for events of one Job reads no more.
    for (const stream of streams)
      if (stream.isFull) stream.end();
      else stream.send(event);
  }

  /** Sends the events of a Job from now on. */
  follow(job: string, stream: EventStream): void {
    if (stream.isClosed) return;
    const streams = this.#streams.get(job) ?? new Set();
    this.#streams.set(job, streams.add(stream));
    stream.onClose = () => {
      streams.delete(stream);
      if (streams.size === 0) this.#streams.delete(job);
    };
    stream.send(': listening\n\n');
  }
}

/** How many events wait for a log viewer that does not take them before the oldest go. */
const mostEvents = 10_000;

/** What is on the broker for one log viewer: a queue of its connection alone, which goes with it, at the exchange of events, which others declare. */
export const eventsLayout = (queue: string): Layout => ({
  exchanges: [],
  queues: [],
  bindings: [{ queue, exchange: exchanges.events.name, key: eventBindingKey }],
  retryDelaysMs,
  expectedExchanges: [exchanges.events.name],
  exclusiveQueues: [{ name: queue, arguments: { 'x-max-length': mostEvents } }],
});

/** Takes all events from a queue. */
export function consumeEvents(broker: Broker, queue: string, events: JobEvents): void {
  broker.consume(queue, { prefetch: 100 }, async ({ routingKey, body }) => {
    events.take(routingKey, body);
    return { do: 'ack' };
  });
}

function bodyOf(content: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(content.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // not ours
  }
}
