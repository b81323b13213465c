import { connect, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { deadLetterQueue, headers } from '../../lib/contract/broker.ts';
import { eventBindingKey, exchanges, type Fields } from '../../lib/contract/messages.ts';
import { connectKubernetes } from '../../runtime/shared/kubernetes.ts';
import { parseTraceparent } from '../../runtime/shared/trace.ts';
import { namespace, type Installation } from './installation.ts';
import { PodEnds } from './pod-ends.ts';
import { Progress } from './progress.ts';
import type { DemoRequest } from './requests.ts';
import type { Row } from './table.ts';

/** How long all requests together may take, in milliseconds. */
const limitMs = 60_000;

/** How often the cluster is looked at, in milliseconds. */
const lookEveryMs = 200;

/** Who watches. */
export interface Audience {
  /** Told of each thing that happens, in one line. */
  readonly tell: (line: string) => void;
  /** Shown how far all requests are, again and again. */
  readonly show: (rows: readonly Row[]) => void;
}

/** What came of it all. */
export interface DemoOutcome {
  readonly rows: readonly Row[];
  /** What is not as it should be, a line each. */
  readonly faults: readonly string[];
}

/** Publishes requests, and watches from outside until all have ended, or a minute is over; then ends the processes. */
export async function runDemo(
  installation: Installation,
  requests: readonly DemoRequest[],
  { tell, show }: Audience,
): Promise<DemoOutcome> {
  const { broker, cluster, logs } = installation;
  const all = requests.map((request) => new Progress(request));
  const kubernetes = connectKubernetes({ kubeConfig: cluster.kubeconfig, namespace, env: {} });
  const { host: hostname, port, username, password } = broker;
  const connection = await connect({ hostname, port, username, password });
  connection.on('error', () => undefined);
  try {
    await listen(connection, (message, isDeadLetter) => {
      const progress = progressOf(all, message);
      if (progress === undefined) return;
      const said = isDeadLetter
        ? progress.onDeadLetter(String(message.properties.headers?.[headers.reason]))
        : progress.onEvent(message.fields.routingKey, JSON.parse(message.content.toString()) as Fields);
      tell(`${progress.request.title}: ${said}`);
    });
    await publish(connection, requests);
    const podEnds = new PodEnds(kubernetes, requests);
    const deleted = new Set<string>();
    const endMs = performance.now() + limitMs;
    do {
      await wait(lookEveryMs);
      const { jobs } = await podEnds.look();
      for (const [uid, job] of all.flatMap((each) => [...each.jobs])) {
        if (!job.isGone && !jobs.has(uid) && job.states.some((state) => state === 'success' || state === 'failed')) {
          job.isGone = true;
          tell(`${job.name} is gone`);
        }
        job.logs = filesIn(join(logs, job.name));
      }
      for (const job of runningOnesToDelete(all, deleted)) {
        tell(`somebody deletes ${job}`);
        await cluster.kubectl(['delete', 'job', job, '-n', namespace, '--cascade=foreground', '--wait=false']);
      }
      show(all.map((each) => rowOf(each, each.isOver)));
    } while (performance.now() < endMs && !all.every((each) => each.isOver));
    const ends = await installation.end();
    const faults = [
      ...all.flatMap(({ request, fault }) => (fault === undefined ? [] : [`${request.title}: ${fault}`])),
      ...ends.filter((end) => end !== 'ended with exit code 0').map((end) => `a process ${end}; expected exit code 0`),
    ];
    const rows = all.map((each) => rowOf(each, true));
    show(rows);
    return { rows, faults };
  } finally {
    await connection.close();
    await kubernetes.close();
  }
}

async function listen(
  connection: ChannelModel,
  onMessage: (message: ConsumeMessage, isDeadLetter: boolean) => void,
): Promise<void> {
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, exchanges.events.name, eventBindingKey);
  for (const [name, isDeadLetter] of [
    [queue, false],
    [deadLetterQueue.name, true],
  ] as const) {
    await channel.consume(name, (message) => message && onMessage(message, isDeadLetter), { noAck: true });
  }
}

async function publish(connection: ChannelModel, requests: readonly DemoRequest[]): Promise<void> {
  const channel = await connection.createConfirmChannel();
  for (const { routingKey, body, messageId, headers: own, times } of requests) {
    for (let time = 0; time < times; time += 1) {
      const options = { persistent: true, mandatory: true, contentType: 'application/json', messageId, headers: own };
      channel.publish(exchanges.requests.name, routingKey, body, options);
    }
  }
  await channel.waitForConfirms();
  await channel.close();
}

function progressOf(all: readonly Progress[], { properties }: ConsumeMessage): Progress | undefined {
  const traceId = parseTraceparent(properties.headers?.[headers.traceparent])?.traceId;
  return all.find(({ request }) => request.traceId === traceId);
}

/** Names of Jobs that run and are to be deleted, each once. */
function runningOnesToDelete(all: readonly Progress[], deleted: Set<string>): string[] {
  const jobs = all.filter(({ request }) => request.end === 'deleted').flatMap((each) => [...each.jobs.values()]);
  const now = jobs
    .filter(({ name, states }) => states.includes('running') && !deleted.has(name))
    .map(({ name }) => name);
  for (const name of now) deleted.add(name);
  return now;
}

function rowOf(progress: Progress, isOver: boolean): Row {
  const { request, jobName, text, fault } = progress;
  return { title: request.title, job: jobName, text, isRight: isOver ? fault === undefined : undefined };
}

/** None where there is no such folder. */
function filesIn(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log') && !name.startsWith('.')).length;
  } catch {
    return 0;
  }
}
