/**
 * What `berth runtime` does: an operator's look at the processes, and a hand in what they leave to people. Each function reads the variables that it needs,
 * connects once, does its work and tells it to an {@link Output}. All of it is one file in the package, so that nobody who only renders manifests installs a
 * client of a broker.
 */
import { readEnvironment, type Environment } from '../shared/env.ts';
import { CommandBroker } from './broker.ts';
import { CommandCluster } from './cluster.ts';
import { couldNot } from './errors.ts';
import { readJournal } from './journal.ts';
import { requeue, type RequeueOptions } from './requeue.ts';
import { send } from './send.ts';
import {
  brokerAddress,
  brokerVariables,
  clusterVariables,
  eventVariables,
  journalVariables,
  redisAddress,
  type BrokerAddress,
} from './settings.ts';
import { status } from './status.ts';
import * as texts from './text.ts';
import { unbind } from './unbind.ts';
import { unstick } from './unstick.ts';

export { ExitError } from '../shared/errors.ts';

/** Where a command tells what it finds and does, as it comes. */
export interface Output {
  /** @param text for a person, of one or more lines @param value the same for a program */
  readonly tell: (text: string, value: object) => void;
}

/** What a command exits with. 0: done. 1: not everything is as it was asked for. 2: could not. */
export type ExitCode = 0 | 1 | typeof couldNot;

/** Tells how queues, dead letters, Jobs and reaper are. @returns 2 where something could not be found out */
async function runStatus(
  env: Environment,
  options: { readonly deadLetters: number },
  { tell }: Output,
): Promise<ExitCode> {
  const values = readEnvironment({ ...brokerVariables, ...clusterVariables, ...journalVariables }, env);
  const [broker, redis] = [brokerAddress(values), redisAddress(values)];
  const cluster = new CommandCluster(values, env);
  try {
    const found = await status({
      connectBroker: () => CommandBroker.connect(broker, 'status'),
      cluster,
      readJournal: (namespace) => readJournal(redis, namespace, values.MY_EXCHANGE),
      leaseName: values.LEASE_NAME,
      nowMs: Date.now(),
      ...options,
    });
    tell(texts.statusText(found).trimEnd(), found);
    return found.problems.length === 0 ? 0 : couldNot;
  } finally {
    await cluster.close();
  }
}

/** Puts messages back into the queue they came from, or another one. @returns 1 where one of those asked for stays where it is */
async function runRequeue(env: Environment, options: RequeueOptions, { tell }: Output): Promise<ExitCode> {
  const address = brokerAddress(readEnvironment(brokerVariables, env));
  return withBroker(address, 'requeue', async (broker) => {
    const { dryRun = false } = options;
    const done = await requeue(broker, options, (step) => tell(texts.requeueStepText(step, dryRun), step));
    tell(texts.requeuedText(done), done);
    return done.left + done.notFound.length === 0 ? 0 : 1;
  });
}

/** Takes the binding off a queue, so that nothing new comes into it. */
async function runUnbind(env: Environment, queue: string, { tell }: Output): Promise<ExitCode> {
  const values = readEnvironment({ ...brokerVariables, ...eventVariables }, env);
  return withBroker(brokerAddress(values), 'unbind', async (broker) => {
    for (const binding of await unbind(broker, queue, values.MY_EXCHANGE)) tell(texts.bindingText(binding), binding);
    return 0;
  });
}

/** Takes our finalizer off every Job. */
async function runUnstick(
  env: Environment,
  options: { readonly dryRun: boolean },
  { tell }: Output,
): Promise<ExitCode> {
  const cluster = new CommandCluster(readEnvironment(clusterVariables, env), env);
  try {
    const done = await unstick(cluster, options, (job) => tell(texts.heldJobText(job), job));
    tell(texts.unstuckText(done), done);
    return 0;
  } finally {
    await cluster.close();
  }
}

/** What is sent, and for how long its events are waited for. */
export interface SendArguments {
  readonly body: Buffer;
  readonly routingKey: string;
  readonly messageId: string;
  readonly timeoutMs: number;
}

/** Sends a request and tells its events. @returns 1 where it failed or is invalid */
async function runSend(env: Environment, options: SendArguments, { tell }: Output): Promise<ExitCode> {
  const values = readEnvironment({ ...brokerVariables, ...eventVariables }, env);
  return withBroker(brokerAddress(values), 'send', async (broker) => {
    const ending = await send(
      broker,
      { ...options, eventsExchange: values.MY_EXCHANGE, nowMs: Date.now },
      (sent) => tell(texts.sentText(sent), sent),
      (event) => tell(texts.eventText(event), event),
    );
    return ending === 'success' ? 0 : 1;
  });
}

async function withBroker(
  address: BrokerAddress,
  command: string,
  use: (broker: CommandBroker) => Promise<ExitCode>,
): Promise<ExitCode> {
  const broker = await CommandBroker.connect(address, command);
  try {
    return await use(broker);
  } finally {
    await broker.close();
  }
}

/** The commands, by their names. Each reads its variables first, and ends with an ExitError where it could not do what it was asked. */
export const commands = {
  status: runStatus,
  requeue: runRequeue,
  unbind: runUnbind,
  unstick: runUnstick,
  send: runSend,
} as const;
