import { workQueues } from '../../lib/contract/broker.ts';
import { exchanges, queues } from '../../lib/contract/messages.ts';
import type { CommandBroker } from './broker.ts';
import { commandError, errorCodes } from './errors.ts';

/** A queue that gets what is published to an exchange. */
export interface Binding {
  readonly queue: string;
  readonly exchange: string;
  readonly key: string;
}

/** The queues that share their work: whoever leaves one of them for the other unbinds it, so that nothing comes into both. Published and ours. */
const pairs = [
  [queues.requests.name, workQueues.requests.name, queues.requests.exchange, queues.requests.bindingKey],
  [queues.events.name, workQueues.events.name, queues.events.exchange, queues.events.bindingKey],
] as const;

/**
 * Takes the binding off a published queue, or off one of ours, so that nothing new comes into it. What is in it stays. Done already, it does no harm.
 * @param eventsExchange where the reaper publishes, if not to the contract's exchange
 * @returns what is unbound now
 * @throws ERR_COMMAND_QUEUE when it is none of these queues or is not there, or when its counterpart is not there, for then messages would get lost
 */
export async function unbind(
  broker: CommandBroker,
  queue: string,
  eventsExchange: string = exchanges.events.name,
): Promise<readonly Binding[]> {
  const pair = pairs.find(([published, ours]) => queue === published || queue === ours);
  const fail = (problem: string) =>
    commandError(errorCodes.queue, `broker: queue ${JSON.stringify(queue)}: ${problem}`);
  if (pair === undefined) {
    const known = pairs.flatMap(([published, ours]) => [published, ours]).join(', ');
    throw fail(`got a queue that this command does not know; expected one of ${known}; correct its name`);
  }
  const [published, ours, exchange, key] = pair;
  const other = queue === published ? ours : published;
  if ((await broker.count(other)) === undefined) {
    const remedy = `start the responder that declares ${other}, then try again`;
    throw fail(`got no queue ${other}; expected it to take what comes from now on, which would be lost; ${remedy}`);
  }
  const from = exchange === exchanges.events.name ? [...new Set([exchange, eventsExchange])] : [exchange];
  const bindings = from.map((each) => ({ queue, exchange: each, key }));
  await broker.withChannel(async (channel) => {
    await channel.count(queue);
    for (const each of bindings) {
      await channel.ask(`binding of ${JSON.stringify(queue)} to ${JSON.stringify(each.exchange)}`, (amqp) =>
        amqp.unbindQueue(queue, each.exchange, key),
      );
    }
  });
  return bindings;
}
