import { deadLetterQueue, retryDelaysMs, retryQueueName, workQueues } from '../../lib/contract/broker.ts';
import { eventKeys, queues as publishedQueues } from '../../lib/contract/messages.ts';
import { reasonOf } from '../shared/amqp-supervisor.ts';
import { ExitError } from '../shared/errors.ts';
import type { CommandBroker, QueueCount } from './broker.ts';
import type { CommandCluster, Job, Lease } from './cluster.ts';
import { endedAtMs, finalizerIndex, hasEnded, jobStates, stateOf, type JobState } from './job-overview.ts';
import type { JournalNow } from './journal.ts';
import { waitingMessage, type WaitingMessage } from './waiting-message.ts';

/** How the queues are. */
export interface BrokerStatus {
  /** Ours, in the order in which messages pass them, and the published ones that are still there. */
  readonly queues: readonly QueueStatus[];
  /** The first of the dead letters. */
  readonly deadLetters: readonly WaitingMessage[];
}

/** How one queue is. */
export interface QueueStatus extends Partial<QueueCount> {
  readonly name: string;
  /** Whether there is no such queue: no process has declared it yet. Then nothing else is known. */
  readonly isMissing: boolean;
}

/** How the Jobs are. */
export interface JobsStatus {
  readonly namespace: string;
  readonly total: number;
  /** How many are in each state. */
  readonly states: Readonly<Record<JobState, number>>;
  /** How many are deleted, and stay only because of their finalizers. */
  readonly deleted: number;
  /** How many have our finalizer. */
  readonly held: number;
}

/** How the reaper is. */
export interface ReaperStatus {
  readonly lease: {
    readonly name: string;
    /** Who holds it. @default - nobody */
    readonly holder?: string;
    /** How long ago it was renewed, in seconds, by this machine's clock. @default - never */
    readonly renewedSecondsAgo?: number;
    /** Whether that is longer ago than the Lease holds. */
    readonly isExpired: boolean;
  };
  readonly journal: {
    /** Everything up to it has been told. @default - not known */
    readonly resourceVersion?: string;
    /** Jobs of which something was told. */
    readonly jobs: number;
    /** Events that are about to be told. */
    readonly pending: number;
  };
  /** The moment of the look at the Jobs, in the order of the journal's. */
  readonly resourceVersion: string;
  readonly untold: {
    /** Jobs that have ended, of whose end the journal does not know. */
    readonly jobs: number;
    /** For how long the one that ended first has been waiting, in seconds, by this machine's clock. @default - there is none */
    readonly seconds?: number;
  };
}

/** How everything is. What could not be found out is absent, and why stands in `problems`. */
export interface Status {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly broker?: BrokerStatus;
  readonly jobs?: JobsStatus;
  readonly reaper?: ReaperStatus;
  readonly problems: readonly string[];
}

/** Where to look. Each is asked once; one that fails does not keep the others from being asked. */
export interface StatusSources {
  readonly connectBroker: () => Promise<CommandBroker>;
  readonly cluster: Pick<CommandCluster, 'namespace' | 'jobs' | 'lease'>;
  /** @param namespace of the Jobs */
  readonly readJournal: (namespace: string) => Promise<JournalNow>;
  readonly leaseName: string;
  /** How many dead letters to look at. Integer, 0 or more. Each look counts as a delivery, and for its time nobody else sees them. */
  readonly deadLetters: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** Looks at everything at once. Never throws for what cannot be reached. */
export async function status(sources: StatusSources): Promise<Status> {
  const { cluster, leaseName, nowMs } = sources;
  const problems: string[] = [];
  const part = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ExitError)) throw error;
      problems.push(`${reasonOf(error)} [${error.code}]`);
      return undefined;
    }
  };
  const [broker, now, lease, journal] = await Promise.all([
    part(() => lookAtBroker(sources)),
    part(() => cluster.jobs()),
    part(async () => ({ found: await cluster.lease(leaseName) })),
    part(() => sources.readJournal(cluster.namespace)),
  ]);
  return {
    time: new Date(nowMs).toISOString(),
    broker,
    jobs: now && jobsStatus(now.jobs, cluster.namespace),
    reaper:
      now && lease && journal
        ? {
            lease: leaseStatus(leaseName, lease.found, nowMs),
            journal: journalStatus(journal),
            resourceVersion: now.resourceVersion,
            untold: untoldStatus(now.jobs, journal, nowMs),
          }
        : undefined,
    problems: [...new Set(problems)].sort(),
  };
}

async function lookAtBroker({ connectBroker, deadLetters }: StatusSources): Promise<BrokerStatus> {
  const broker = await connectBroker();
  try {
    const queues: QueueStatus[] = [];
    for (const name of ourQueues()) {
      const count = await broker.count(name);
      queues.push({ name, isMissing: count === undefined, ...count });
    }
    for (const { name } of Object.values(publishedQueues)) {
      const count = await broker.count(name);
      if (count !== undefined) queues.push({ name, isMissing: false, ...count });
    }
    const isThere = queues.some(({ name, ready = 0 }) => name === deadLetterQueue.name && ready > 0);
    return { queues, deadLetters: isThere ? await peek(broker, deadLetterQueue.name, deadLetters) : [] };
  } finally {
    await broker.close();
  }
}

function ourQueues(): readonly string[] {
  const work = Object.values(workQueues).flatMap(({ name }) => [
    name,
    ...retryDelaysMs.map((delayMs) => retryQueueName(name, delayMs)),
  ]);
  return [...work, deadLetterQueue.name];
}

/** The first messages of a queue, which stay there. */
function peek(broker: CommandBroker, queue: string, most: number): Promise<readonly WaitingMessage[]> {
  return broker.withChannel(async (channel) => {
    const messages: WaitingMessage[] = [];
    while (messages.length < most) {
      const message = await channel.ask(`queue ${JSON.stringify(queue)}`, (amqp) => amqp.get(queue));
      if (message === false) break;
      messages.push(waitingMessage(message));
    }
    channel.amqp.nackAll(true);
    return messages;
  });
}

function jobsStatus(jobs: readonly Job[], namespace: string): JobsStatus {
  const states = jobs.map(stateOf);
  return {
    namespace,
    total: jobs.length,
    states: Object.fromEntries(
      jobStates.map((state) => [state, states.filter((each) => each === state).length]),
    ) as Record<JobState, number>,
    deleted: jobs.filter(({ metadata }) => Boolean(metadata.deletionTimestamp)).length,
    held: jobs.filter((job) => finalizerIndex(job) >= 0).length,
  };
}

function leaseStatus(name: string, lease: Lease | undefined, nowMs: number): ReaperStatus['lease'] {
  const { holderIdentity, renewTime, leaseDurationSeconds } = lease?.spec ?? {};
  const renewedAtMs = Date.parse(renewTime ?? '');
  const renewedSecondsAgo = Number.isNaN(renewedAtMs) ? undefined : secondsBetween(renewedAtMs, nowMs);
  return {
    name,
    holder: holderIdentity || undefined,
    renewedSecondsAgo,
    isExpired: (renewedSecondsAgo ?? Infinity) > (leaseDurationSeconds ?? 0),
  };
}

function journalStatus({ resourceVersion, entries }: JournalNow): ReaperStatus['journal'] {
  const pending = [...entries.values()].filter(({ mark }) => mark === 'pending').length;
  return { resourceVersion, jobs: entries.size, pending };
}

const terminalStates: readonly string[] = [eventKeys.failed, eventKeys.success].map(
  (key) => key.split('.').at(-1) ?? '',
);

function untoldStatus(jobs: readonly Job[], { entries }: JournalNow, nowMs: number): ReaperStatus['untold'] {
  const untold = jobs.filter((job) => {
    const entry = entries.get(job.metadata.uid);
    return hasEnded(job) && (entry === undefined || entry.mark === 'pending' || !terminalStates.includes(entry.state));
  });
  const first = Math.min(...untold.map((job) => endedAtMs(job) ?? nowMs));
  return { jobs: untold.length, seconds: untold.length === 0 ? undefined : secondsBetween(first, nowMs) };
}

/** Clocks differ, so what has just happened may lie ahead. */
const secondsBetween = (fromMs: number, toMs: number): number => Math.max(0, Math.round((toMs - fromMs) / 1000));
