import type { QueueStatus, ReaperStatus, Status } from './status.ts';
import type { Requeued, RequeueStep } from './requeue.ts';
import type { Sent, SeenEvent } from './send.ts';
import type { HeldJob, Unstuck } from './unstick.ts';
import type { Binding } from './unbind.ts';
import type { WaitingMessage } from './waiting-message.ts';

/** The status for a person: several lines, with a newline at the end. */
export function statusText({ broker, jobs, reaper, problems }: Status): string {
  const lines: string[] = [];
  if (broker !== undefined) {
    const width = Math.max(...broker.queues.map(({ name }) => name.length));
    lines.push(
      `${'queue'.padEnd(width)}  ready  consumers`,
      ...broker.queues.map((queue) => queueLine(queue, width)),
      '',
    );
    if (broker.deadLetters.length > 0) {
      lines.push('dead letters', ...broker.deadLetters.map((message) => `  ${messageText(message)}`), '');
    }
  }
  if (jobs !== undefined) {
    const states = Object.entries(jobs.states).filter(([, count]) => count > 0);
    lines.push(
      `${counted(jobs.total, 'Job')} in ${jobs.namespace}${listed(states.map(([state, count]) => `${count} ${state}`))}`,
    );
    lines.push(`  ${jobs.held} with the reaper's finalizer, ${jobs.deleted} being deleted`, '');
  }
  if (reaper !== undefined) lines.push('reaper', ...reaperLines(reaper), '');
  lines.push(...problems.map((problem) => `not known: ${problem}`));
  return `${lines.join('\n').trimEnd()}\n`;
}

function queueLine({ name, isMissing, ready, consumers }: QueueStatus, width: number): string {
  if (isMissing) return `${name.padEnd(width)}  not declared yet`;
  return `${name.padEnd(width)}  ${String(ready).padStart(5)}  ${String(consumers).padStart(9)}`;
}

function reaperLines({ lease, journal, resourceVersion, untold }: ReaperStatus): readonly string[] {
  const since = lease.renewedSecondsAgo === undefined ? 'never renewed' : `renewed ${lease.renewedSecondsAgo} s ago`;
  const isHeld = lease.holder === undefined ? 'held by nobody' : `held by ${lease.holder}, ${since}`;
  const upTo = journal.resourceVersion ?? 'nothing known';
  const oldest = untold.seconds === undefined ? '' : `, the first one ${untold.seconds} s ago`;
  return [
    `  Lease ${lease.name}: ${isHeld}${lease.isExpired && lease.holder !== undefined ? ', expired' : ''}`,
    `  journal: ${counted(journal.jobs, 'Job')}, ${journal.pending} about to be told, told up to ${upTo} of ${resourceVersion}`,
    `  ended and not told: ${counted(untold.jobs, 'Job')}${oldest}`,
  ];
}

/** One message in one line. */
function messageText({ id, messageId, origin, routingKey, reason, attempts, since, bytes }: WaitingMessage): string {
  const words = [
    id,
    since,
    messageId === undefined ? undefined : `messageId ${messageId}`,
    origin === undefined ? undefined : `from ${origin}`,
    routingKey,
    `${bytes} bytes`,
    attempts === 0 ? undefined : counted(attempts, 'attempt'),
    reason,
  ];
  return words.filter((word) => word !== undefined).join('  ');
}

/** What became of one message. */
export function requeueStepText({ message, movedTo, problem }: RequeueStep, dryRun: boolean): string {
  if (problem !== undefined) return `left: ${problem}: ${messageText(message)}`;
  return `${dryRun ? 'would go' : 'moved'} to ${movedTo}: ${messageText(message)}`;
}

/** What became of all messages, and what else to look at. */
export function requeuedText({ from, moved, left, notFound, dryRun }: Requeued): string {
  const first = `${counted(moved, 'message')} ${dryRun ? 'would be moved' : 'moved'} from ${from}, ${left} left`;
  return [first, ...notFound.map((id) => `not found: ${id}`)].join('\n');
}

/** One Job that has our finalizer. */
export const heldJobText = ({ name, state, isDeleted }: HeldJob): string =>
  `${name}  ${state}${isDeleted ? ', being deleted' : ''}`;

/** What became of the Jobs, and what to do next. */
export function unstuckText({ namespace, held, released, dryRun }: Unstuck): string {
  if (held === 0) return `no Job in ${namespace} has the finalizer`;
  if (!dryRun) return `finalizer taken off ${counted(released, 'Job')} in ${namespace}`;
  return `${counted(held, 'Job')} in ${namespace}; to take the finalizer off: berth runtime unstick --yes`;
}

/** What is unbound now. */
export const bindingText = ({ queue, exchange, key }: Binding): string =>
  `${queue} gets nothing more from ${exchange} for ${key}`;

/** That the request is on its way. */
export function sentText({ messageId, jobName, consumers }: Sent): string {
  const sent = `sent as ${messageId}, for Job ${jobName}`;
  return consumers > 0 ? sent : `${sent}; no responder takes requests now, so it waits`;
}

/** One event. */
export function eventText({ time, routingKey, fields }: SeenEvent): string {
  const values = Object.entries(fields).map(
    ([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [time, routingKey, ...values].join('  ');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const listed = (parts: readonly string[]): string => (parts.length === 0 ? '' : `: ${parts.join(', ')}`);
