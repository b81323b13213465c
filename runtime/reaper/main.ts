// first, before what it is about is loaded
import { v8Flags } from './v8-flags.ts';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { reaperVariables } from '../../lib/contract/env.ts';
import { journalKey } from '../../lib/contract/journal.ts';
import { connectBroker } from '../shared/amqp.ts';
import { systemClock } from '../shared/backoff.ts';
import { readEnvironment, secretReader } from '../shared/env.ts';
import { ExitError } from '../shared/errors.ts';
import { serveHealth } from '../shared/health.ts';
import { connectKubernetes } from '../shared/kubernetes.ts';
import { cdsLayout } from '../shared/layout.ts';
import { createLog } from '../shared/log.ts';
import { createBrokerMetrics, createReaperMetrics, createRegistry } from '../shared/metrics.ts';
import { drainOnSignals, exitOnFault, type DrainStep } from '../shared/shutdown.ts';
import type { Fence } from './journal-store.ts';
import { Lease, leaseTimes } from './lease.ts';
import { traceHeaders } from './messages.ts';
import { connectRedis } from './redis.ts';
import { RedisJournal } from './redis-journal.ts';
import { Term } from './term.ts';

exitOnFault(createLog({ process: 'reaper' }));
const env = readEnvironment(reaperVariables, process.env);
const log = createLog({ process: 'reaper', level: env.LOG_LEVEL });
log.info({}, 'reaper starts');
log.debug({ reason: v8Flags.join(' ') }, 'v8 flags set');
const steps: DrainStep[] = [];
drainOnSignals({ steps, timeoutMs: env.SHUTDOWN_TIMEOUT * 1000, log });
const registry = createRegistry();
const metrics = createReaperMetrics(registry);
const clock = systemClock;

const kubernetes = connectKubernetes({ kubeConfig: env.KUBE_CONFIG, namespace: env.NAMESPACE, env: process.env });
const username = secretReader(reaperVariables, process.env, 'RABBITMQ_USER');
const password = secretReader(reaperVariables, process.env, 'RABBITMQ_PASSWD');
const rabbitmqTls = [env.RABBITMQ_TLS_CA, env.RABBITMQ_TLS_CERT, env.RABBITMQ_TLS_KEY];
const broker = connectBroker({
  host: env.RABBITMQ_HOST,
  port: env.RABBITMQ_PORT,
  vhost: env.RABBITMQ_VHOST,
  credentials: async () => ({ username: await username(), password: await password() }),
  tls: env.RABBITMQ_TLS ? () => readPemFiles(rabbitmqTls) : undefined,
  layout: cdsLayout({ eventsExchange: env.MY_EXCHANGE }),
  connectionName: `cds-reaper ${hostname()}`,
  log,
  metrics: createBrokerMetrics(registry),
});
const redis = connectRedis({
  host: env.REDIS_HOST,
  port: env.REDIS_PORT,
  database: env.REDIS_DB_NUM,
  password: secretReader(reaperVariables, process.env, 'REDIS_PASS'),
  tls: env.REDIS_TLS ? () => readPemFiles([env.REDIS_TLS_CA, env.REDIS_TLS_CERT, env.REDIS_TLS_KEY]) : undefined,
  log,
});
const lease = new Lease({
  kubernetes,
  name: env.LEASE_NAME,
  identity: `${hostname()}_${randomUUID()}`,
  times: leaseTimes(env.LEASE_DURATION * 1000),
  log,
  clock,
  onRenewFailure: () => metrics.leaseFailures.inc(),
});

let term: Term | undefined;
const ending = new AbortController();
const keeping = new AbortController();
const health = await serveHealth({
  port: env.HTTP_PORT,
  // A holder that does not renew has ended by now, unless something is badly wrong.
  live: () => (term === undefined || lease.isHeld() ? undefined : 'the lease is not renewed'),
  ready: {
    lease: () => (lease.isHeld() ? undefined : `held by ${lease.holder || 'nobody'}`),
    watch: () => (term?.isSynced ? undefined : 'not synced'),
    broker: () => broker.notReadyReason,
  },
  metrics: registry,
});
steps.push(
  { name: 'events', run: endTerm },
  { name: 'lease', run: endLease },
  { name: 'broker', run: () => broker.close() },
  { name: 'journal', run: async () => redis.disconnect() },
  { name: 'api server', run: () => kubernetes.close() },
  { name: 'health', run: () => health.close() },
);
try {
  await lead();
} catch (error) {
  // What the shutdown ended is no fault; the loss of the Lease is one even then, for nothing in hand may go out any more.
  if (!ending.signal.aborted || error instanceof ExitError) throw error;
}

/** Waits for the Lease and works as long as it is held. @throws ExitError when it is lost */
async function lead(): Promise<void> {
  const fence = await lease.acquire(ending.signal);
  metrics.leader.set(1);
  const lost = new AbortController();
  const keep = async () => {
    try {
      await lease.keep(keeping.signal);
    } catch (error) {
      lost.abort(error);
      throw error;
    }
  };
  await Promise.all([keep(), work(fence, lost.signal)]);
}

async function work(fence: Fence, lost: AbortSignal): Promise<void> {
  const store = new RedisJournal(redis, journalKey(kubernetes.namespace, env.MY_EXCHANGE));
  const isHeld = () => lease.isHeld();
  const parts = { kubernetes, broker, store, exchange: env.MY_EXCHANGE, log, clock, metrics, isHeld };
  term = await Term.begin({ ...parts, headers: traceHeaders }, fence, lost);
  if (!ending.signal.aborted) await term.run();
}

async function endTerm(): Promise<void> {
  ending.abort(new Error('the process ends'));
  await term?.stop();
}

async function endLease(): Promise<void> {
  keeping.abort(new Error('the process ends'));
  await lease.release();
}

/** Read at each connect, as certificates are replaced while the process runs. */
async function readPemFiles(paths: readonly (string | undefined)[]) {
  const read = async (path: string | undefined) => (path === undefined ? undefined : readFile(path, 'utf8'));
  const [ca, cert, key] = await Promise.all(paths.map(read));
  return { ca, cert, key };
}
