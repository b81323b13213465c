import type { GetMessage } from 'amqplib';
import { deadLetterQueue, workQueues } from '../../lib/contract/broker.ts';
import type { CommandBroker, CommandChannel } from './broker.ts';
import { commandError, errorCodes } from './errors.ts';
import { propertiesFor, successorOf, waitingMessage, type WaitingMessage } from './waiting-message.ts';

/** Which messages are put back, and where. */
export interface RequeueOptions {
  /** The queue they are taken from. @default - the dead letters' */
  readonly from?: string;
  /** The queue they go to. @default - the one each came from; for one of a published queue, its successor */
  readonly to?: string;
  /** Only these: ids as `status` shows them, or messageIds. @default - all */
  readonly ids?: readonly string[];
  /** At most so many, the first ones. Integer, 1 or more. @default - as many as there are at the start */
  readonly limit?: number;
  /** Nothing is moved; it is only told what would be. @default false */
  readonly dryRun?: boolean;
}

/** What became of one message. */
export type RequeueStep =
  | { readonly message: WaitingMessage; readonly movedTo: string; readonly problem?: undefined }
  | { readonly message: WaitingMessage; readonly problem: string; readonly movedTo?: undefined };

/** What became of all. */
export interface Requeued {
  readonly from: string;
  readonly moved: number;
  /** How many could not be moved and stay where they are. */
  readonly left: number;
  /** Ids that were asked for and that no message has. */
  readonly notFound: readonly string[];
  readonly dryRun: boolean;
}

/**
 * Puts messages back: a copy of each is published and confirmed, and only then is the message taken away. Stopped at any moment it loses none; the one in hand
 * may then be there twice, and the mark it carries says so: the responder adopts its Job. While it works, the messages that it passes over are seen by nobody
 * else. Their order may change.
 * @param onStep called for each message, once it is known what becomes of it
 * @throws ERR_COMMAND_QUEUE when there is no such queue, or a message would go where it comes from; ERR_COMMAND_UNREACHABLE when the broker is lost or refuses
 */
export async function requeue(
  broker: CommandBroker,
  options: RequeueOptions,
  onStep: (step: RequeueStep) => void,
): Promise<Requeued> {
  const { from = deadLetterQueue.name, to, dryRun = false } = options;
  if (to === from || (to === undefined && workQueueNames.includes(from))) throw sameQueue(from);
  if (to !== undefined) await mustExist(broker, to);
  const wanted = new Set(options.ids);
  const found = new Set<string>();
  const counts = { moved: 0, left: 0 };
  await broker.withChannel(async (channel) => {
    const most = (await channel.count(from)).ready;
    for (let seen = 0; seen < most && counts.moved + counts.left < (options.limit ?? Infinity); seen += 1) {
      // what is not acked is not given out again on this channel, and goes back when that is closed
      const message = await channel.ask(`queue ${JSON.stringify(from)}`, (amqp) => amqp.get(from));
      if (message === false) break;
      const about = waitingMessage(message);
      const names = [about.id, about.messageId].filter((name) => name !== undefined && wanted.has(name));
      if (wanted.size > 0 && names.length === 0) continue;
      for (const name of names) found.add(name as string);
      const step = await moveOne(channel, { message, about, from, to, dryRun });
      counts[step.problem === undefined ? 'moved' : 'left'] += 1;
      onStep(step);
    }
    channel.amqp.nackAll(true);
  });
  return { from, ...counts, notFound: [...wanted].filter((id) => !found.has(id)), dryRun };
}

/** What is in these came from nowhere else. */
const workQueueNames: readonly string[] = Object.values(workQueues).map(({ name }) => name);

interface Move {
  readonly message: GetMessage;
  readonly about: WaitingMessage;
  readonly from: string;
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

async function moveOne(channel: CommandChannel, { message, about, from, to, dryRun }: Move): Promise<RequeueStep> {
  const target = to ?? successorOf(about.origin ?? from);
  if (target === from) return { message: about, problem: 'it does not say which queue it came from' };
  if (!dryRun) {
    const published = await channel.publish('', target, message.content, propertiesFor(message, target));
    if (published === 'unroutable') return { message: about, problem: `there is no queue ${target}` };
    if (published === 'refused') return { message: about, problem: `the broker refuses it in ${target}` };
    channel.amqp.ack(message);
  }
  return { message: about, movedTo: target };
}

async function mustExist(broker: CommandBroker, queue: string): Promise<void> {
  if ((await broker.count(queue)) !== undefined) return;
  const problem = 'got no such queue; expected one that takes messages; correct its name';
  throw commandError(errorCodes.queue, `broker: queue ${JSON.stringify(queue)}: ${problem}`);
}

function sameQueue(from: string): Error {
  const problem = 'got the queue that messages are taken from; expected another one to put them into; name it';
  return commandError(errorCodes.queue, `broker: queue ${JSON.stringify(from)}: ${problem}`);
}
