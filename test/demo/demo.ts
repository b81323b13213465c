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
  audience: Audience,
): Promise<DemoOutcome> {
  const all = requests.map((request) => new Progress(request));
  const { host: hostname, port, username, password } = installation.broker;
  const connection = await connect({ hostname, port, username, password });
  connection.on('error', () => undefined);
  try {
    await listen(connection, all, audience);
    await publish(connection, requests);
    await follow(installation, all, audience);
  } finally {
    await connection.close();
  }
  const ends = await installation.end();
  const rows = all.map((each) => rowOf(each, true));
  audience.show(rows);
  const faults = [
    ...all.flatMap(({ request, fault }) => (fault === undefined ? [] : [`${request.title}: ${fault}`])),
    ...ends.filter((end) => end !== 'ended with exit code 0').map((end) => `a process ${end}; expected exit code 0`),
  ];
  return { rows, faults };
}

/** By a queue of its own, as any other consumer. */
async function listen(connection: ChannelModel, all: readonly Progress[], { tell }: Audience): Promise<void> {
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, exchanges.events.name, eventBindingKey);
  const consume = (name: string, say: (progress: Progress, message: ConsumeMessage) => string) =>
    channel.consume(
      name,
      (message) => {
        const progress = message === null ? undefined : progressOf(all, message);
        if (message !== null && progress !== undefined) tell(`${progress.request.title}: ${say(progress, message)}`);
      },
      { noAck: true },
    );
  await consume(queue, (progress, { fields, content }) =>
    progress.onEvent(fields.routingKey, JSON.parse(content.toString()) as Fields),
  );
  await consume(deadLetterQueue.name, (progress, { properties }) =>
    progress.onDeadLetter(String(properties.headers?.[headers.reason])),
  );
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

/** What happens in the cluster and on the disk. */
async function follow(
  { cluster, logs }: Installation,
  all: readonly Progress[],
  { tell, show }: Audience,
): Promise<void> {
  const kubernetes = connectKubernetes({ kubeConfig: cluster.kubeconfig, namespace, env: {} });
  const podEnds = new PodEnds(
    kubernetes,
    all.map(({ request }) => request),
  );
  const unwanted = new Set<string>();
  const endMs = performance.now() + limitMs;
  try {
    while (performance.now() < endMs && !all.every((each) => each.isOver)) {
      await wait(lookEveryMs);
      const present = await podEnds.look();
      for (const progress of all) {
        for (const name of progress.see(present, (job) => filesIn(join(logs, job)))) tell(`${name} is gone`);
      }
      for (const name of runningUnwanted(all).filter((each) => !unwanted.has(each))) {
        unwanted.add(name);
        tell(`somebody deletes ${name}`);
        await cluster.kubectl(['delete', 'job', name, '-n', namespace, '--cascade=foreground', '--wait=false']);
      }
      show(all.map((each) => rowOf(each, each.isOver)));
    }
  } finally {
    await kubernetes.close();
  }
}

function progressOf(all: readonly Progress[], { properties }: ConsumeMessage): Progress | undefined {
  const traceId = parseTraceparent(properties.headers?.[headers.traceparent])?.traceId;
  return all.find(({ request }) => request.traceId === traceId);
}

/** Names of Jobs that run, and that somebody deletes. */
function runningUnwanted(all: readonly Progress[]): string[] {
  const jobs = all.filter(({ request }) => request.end === 'deleted').flatMap((each) => [...each.jobs.values()]);
  return jobs.filter(({ states }) => states.includes('running')).map(({ name }) => name);
}

function rowOf({ request, jobName, text, fault }: Progress, isOver: boolean): Row {
  return { title: request.title, job: jobName, text, isRight: isOver ? fault === undefined : undefined };
}

/** How many logs are in a folder, which need not be there. */
function filesIn(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => /^[^.].*[.]log$/.test(name)).length;
  } catch {
    return 0; // no folder: no log
  }
}
