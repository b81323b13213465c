import type { ConsumeMessage } from 'amqplib';
import { headers, workQueues } from '../../lib/contract/broker.ts';
import { deliveryIdentity, jobHint, jobName } from '../../lib/contract/job.ts';
import { parseRequest } from '../../lib/contract/message-parsers.ts';
import { eventBindingKey, eventKeys, exchanges, requestBindingKey, type Fields } from '../../lib/contract/messages.ts';
import { childOf, formatTraceparent, parseTraceparent } from '../shared/trace.ts';
import type { CommandBroker, CommandChannel } from './broker.ts';
import { commandError, errorCodes } from './errors.ts';

/** One request that is sent. */
export interface SendOptions {
  /** A JSON object; whether it is a request is for the responder to say. */
  readonly body: Buffer;
  /** Such as `deliverables.syndication.youtube.upload`. */
  readonly routingKey: string;
  /** How long its events are waited for, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the reaper publishes, if not to the contract's exchange. */
  readonly eventsExchange: string;
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** What is known before any event has come. */
export interface Sent {
  readonly messageId: string;
  /** The name that its Job will have, if one comes of it. */
  readonly jobName: string;
  /** How many responders wait for requests. */
  readonly consumers: number;
}

/** An event of the request, as it came. */
export interface SeenEvent {
  /** When it came: ISO 8601, UTC. */
  readonly time: string;
  readonly routingKey: string;
  /** Its body, without what it has of the request. */
  readonly fields: Fields;
}

/** How a request ended. */
export type Ending = 'success' | 'failed' | 'invalid';

/** What comes last of a request. */
const endings: ReadonlyMap<string, Ending> = new Map([
  [eventKeys.success, 'success'],
  [eventKeys.failed, 'failed'],
  [eventKeys.invalid, 'invalid'],
]);

/**
 * Publishes one request, and waits for its events on a queue of its own, which is gone with the connection. An event is known by the trace that it carries
 * on, or by the Job's name.
 * @throws ERR_COMMAND_FILE when the body is no JSON object; ERR_COMMAND_UNROUTABLE when no queue takes the request, which is then nowhere;
 * ERR_COMMAND_TIMEOUT when its end did not come in time, and ERR_COMMAND_UNREACHABLE when the broker was lost: the request goes on then
 */
export async function send(
  broker: CommandBroker,
  options: SendOptions,
  onSent: (sent: Sent) => void,
  onEvent: (event: SeenEvent) => void,
): Promise<Ending> {
  const request = fieldsOf(options.body);
  const trace = childOf(undefined);
  const identity = deliveryIdentity({ ...options, body: options.body });
  const name = jobName(jobHintOf(options.body), identity);
  const consumers = (await broker.count(workQueues.requests.name))?.consumers ?? 0;
  // an event may overtake the confirm of its request
  const early: SeenEvent[] = [];
  let tell = (event: SeenEvent): void => void early.push(event);
  return broker.withChannel(async (channel) => {
    const ended = await listen(channel, options, (message) => {
      const event = eventIn(message);
      const isOurs =
        parseTraceparent(message.properties.headers?.[headers.traceparent])?.traceId === trace.traceId ||
        event?.['job-name'] === name;
      if (event === undefined || !isOurs) return undefined;
      const { routingKey } = message.fields;
      const fields = Object.fromEntries(Object.entries(event).filter(([field, value]) => request[field] !== value));
      tell({ time: new Date(options.nowMs()).toISOString(), routingKey, fields });
      return endings.get(routingKey);
    });
    await publish(channel, options, formatTraceparent(trace));
    onSent({ messageId: options.messageId, jobName: name, consumers });
    tell = onEvent;
    for (const event of early) tell(event);
    return ended(options.timeoutMs);
  });
}

/** Binds a queue of its own. @returns waits for the ending that `onMessage` names */
async function listen(
  channel: CommandChannel,
  { eventsExchange, messageId }: SendOptions,
  onMessage: (message: ConsumeMessage) => Ending | undefined,
): Promise<(timeoutMs: number) => Promise<Ending>> {
  const { queue } = await channel.ask('a queue for events', (amqp) =>
    amqp.assertQueue('', { exclusive: true, durable: false, autoDelete: true }),
  );
  for (const name of new Set([exchanges.events.name, eventsExchange])) {
    const { type, durable } = exchanges.events;
    await channel.ask(`exchange ${JSON.stringify(name)}`, (amqp) => amqp.assertExchange(name, type, { durable }));
    await channel.ask(`binding to ${JSON.stringify(name)}`, (amqp) => amqp.bindQueue(queue, name, eventBindingKey));
  }
  let end: (outcome: Ending | Error) => void = () => undefined;
  const ended = new Promise<Ending | Error>((resolve) => (end = resolve));
  const lost = (what: string) =>
    end(commandError(errorCodes.unreachable, `broker: events of request ${messageId}: got ${what}; expected its end`));
  channel.amqp.once('close', () => lost('the end of the connection'));
  await channel.ask('a consumer of events', (amqp) =>
    amqp.consume(
      queue,
      (message) => {
        const ending = message === null ? lost('the end of their queue') : onMessage(message);
        if (ending !== undefined) end(ending);
      },
      { noAck: true },
    ),
  );
  return async (timeoutMs) => {
    const late = `broker: request ${messageId}: got no end in ${timeoutMs / 1000} s; expected one; look at it with berth runtime status`;
    const timer = setTimeout(() => end(commandError(errorCodes.timeout, late)), timeoutMs);
    const outcome = await ended;
    clearTimeout(timer);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
}

async function publish(channel: CommandChannel, options: SendOptions, traceparent: string): Promise<void> {
  const { body, routingKey, messageId, nowMs } = options;
  const { name, type, durable } = exchanges.requests;
  await channel.ask(`exchange ${JSON.stringify(name)}`, (amqp) => amqp.assertExchange(name, type, { durable }));
  const published = await channel.publish(name, routingKey, body, {
    messageId,
    contentType: 'application/json',
    timestamp: Math.floor(nowMs() / 1000),
    headers: { [headers.traceparent]: traceparent },
  });
  if (published === 'confirmed') return;
  const got = published === 'refused' ? 'a refusal of the broker' : 'no queue that takes it';
  const expected = `one bound for ${requestBindingKey}, as a responder binds it`;
  const remedy = 'correct --routing-key, or start a responder';
  const message = `broker: request with routing key ${JSON.stringify(routingKey)}: got ${got}; expected ${expected}; ${remedy}`;
  throw commandError(errorCodes.unroutable, message);
}

/** A request that the responder refuses has no Job, and so no name of one. */
function jobHintOf(body: Buffer): string | undefined {
  const { request } = parseRequest(body);
  return request && jobHint(request);
}

function fieldsOf(body: Buffer): Fields {
  const { request, fields, faults } = parseRequest(body);
  const found = request ?? fields;
  if (found !== undefined) return found;
  const problem = (faults ?? []).map((fault) => fault.problem).join('; ');
  throw commandError(errorCodes.file, `request: ${problem}; correct the file`);
}

/** Whatever else is on the exchange is passed over. */
function eventIn({ content }: ConsumeMessage): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content.toString());
  } catch {
    return undefined; // no event of ours
  }
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
