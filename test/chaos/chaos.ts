import { workQueues, retryDelaysMs, retryQueueName } from '../../lib/contract/broker.ts';
import { planFaults, type FaultKind, type PlannedFault } from './faults.ts';
import { JobHistory } from './job-history.ts';
import { judge, type Verdict } from './judge.ts';
import { Observer } from './observer.ts';
import { Producer } from './producer.ts';
import { Random } from './random.ts';
import { planRequests, type PlannedRequest } from './requests.ts';
import { startWorld, type World } from './world.ts';

/** What a run is like. */
export interface ChaosOptions {
  readonly requests: number;
  readonly seed: number;
  readonly faults: number;
  /** How many requests the producer publishes a second, at most. */
  readonly perSecond: number;
  /** How long nothing may change before the run is judged as it is, in milliseconds. Longer than the longest delay of a retry. */
  readonly patienceMs: number;
  /** The folder to which the logs of all processes are copied at the end. @default - they are gone */
  readonly logs?: string;
  /** Told what happens. @default - nobody is */
  readonly tell?: (line: string) => void;
}

/** What became of a run. */
export interface ChaosReport {
  readonly requests: number;
  readonly jobs: number;
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  readonly repeats: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly durationMs: number;
  readonly seed: number;
}

const queues = Object.values(workQueues).flatMap(({ name }) => [
  name,
  ...retryDelaysMs.map((delayMs) => retryQueueName(name, delayMs)),
]);

/** Runs requests through the real processes while faults hit them and the servers, then judges what is left from outside. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport & { readonly verdict: Verdict }> {
  const startMs = performance.now();
  const tell = options.tell ?? (() => undefined);
  const random = new Random(options.seed);
  const requests = planRequests(options.requests, random);
  const faults = planFaults(options.faults, random);
  const world = await startWorld({ responders: 2, reapers: 2 });
  try {
    const history = await JobHistory.start(world.cluster.store, 'cds');
    const observer = await Observer.start(world.broker);
    await observer.untilDeclared(workQueues.requests.name);
    const producer = new Producer(world.broker);
    const run = { options, world, history, observer, requests, tell };
    const publishing = producer.publish(requests, options.perSecond);
    // a fault of the producer's own is one of the run, not of the faults' loop
    await Promise.all([publishing, injectAll(run, faults)]);
    await settle(run);
    const deadLetters = await observer.deadLetters();
    const hasLogs = (jobName: string) => world.hasLogs(jobName);
    const { events } = observer;
    const verdict = judge(requests, { events, jobs: history.jobs, deadLetters, hasLogs }, producer.uncertain);
    const left = await leftovers(run);
    await observer.stop();
    await history.stop();
    const counts = Object.fromEntries(
      Object.entries(Object.groupBy(faults, ({ kind }) => kind)).map(([kind, all]) => [kind, all.length]),
    );
    return {
      requests: requests.length,
      jobs: history.jobs.length,
      events: events.length,
      lost: verdict.lost.length,
      doubled: verdict.doubled.length,
      wrong: verdict.wrong.length + left.length,
      repeats: verdict.repeats,
      faults: counts,
      durationMs: Math.round(performance.now() - startMs),
      seed: options.seed,
      verdict: { ...verdict, wrong: [...verdict.wrong, ...left] },
    };
  } finally {
    if (options.logs !== undefined) world.copyLogs(options.logs);
    await world.stop();
  }
}

interface Run {
  readonly options: ChaosOptions;
  readonly world: World;
  readonly history: JobHistory;
  readonly observer: Observer;
  readonly requests: readonly PlannedRequest[];
  readonly tell: (line: string) => void;
}

/** Faults of servers come one after the other; those of processes and connections may still hold while the next begins. */
async function injectAll(run: Run, faults: readonly PlannedFault[]): Promise<void> {
  const { observer, requests, world, tell } = run;
  const answerable = requests.filter(({ fate }) => fate !== 'not-json').length;
  const holding: Promise<void>[] = [];
  for (const fault of faults) {
    await untilSettled(run, () => observer.answered.size >= fault.at * answerable);
    tell(`${observer.answered.size} answered: ${fault.kind} (${fault.durationMs} ms, ${fault.link}, ${fault.process})`);
    const over = world.inject(fault);
    if (/^(broker|api server|redis)/.test(fault.kind)) await over;
    else holding.push(over);
  }
  await Promise.all(holding);
}

async function settle(run: Run): Promise<void> {
  const { observer, history, requests } = run;
  const expected = requests.filter(({ fate }) => fate !== 'not-json').length;
  const isDone = () =>
    observer.answered.size >= expected &&
    history.present === 0 &&
    history.jobs.every(({ uid }) => observer.ended.has(uid));
  await untilSettled(run, isDone);
}

/** Waits for a state, or until nothing has changed for as long as the run's patience. */
async function untilSettled({ options, observer, history, tell }: Run, isReached: () => boolean): Promise<void> {
  let seen = '';
  let sinceMs = performance.now();
  while (!isReached()) {
    const now = `${observer.events.length} events, ${observer.answered.size} answered, ${observer.ended.size} ended, ${history.jobs.length} Jobs, ${history.present} present`;
    if (now !== seen) [seen, sinceMs] = [now, performance.now()];
    if (performance.now() - sinceMs > options.patienceMs) {
      tell(`nothing changes any more: ${now}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What should not be there any more once everything is over. */
async function leftovers({ observer, world, history }: Run): Promise<string[]> {
  const left: string[] = [];
  const waiting = await observer.waiting(queues);
  if (waiting > 0) left.push(`${waiting} messages still wait in ${queues.join(', ')}`);
  if (history.present > 0) left.push(`${history.present} Jobs are still there`);
  for (const each of [...world.responders, ...world.reapers]) {
    const end = await each.stop();
    if (end !== 'ended with exit code 0') left.push(`${end} at SIGTERM; its log:\n${await each.endOfLog()}`);
  }
  return left;
}
