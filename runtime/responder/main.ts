// first, before what it is about is loaded
import { v8Flags } from './v8-flags.ts';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { responderVariables } from '../../lib/contract/env.ts';
import { connectBroker } from '../shared/amqp.ts';
import { systemClock } from '../shared/backoff.ts';
import { readEnvironment, secretReader } from '../shared/env.ts';
import { serveHealth } from '../shared/health.ts';
import { connectKubernetes } from '../shared/kubernetes.ts';
import { createLog } from '../shared/log.ts';
import { createBrokerMetrics, createRegistry, createResponderMetrics } from '../shared/metrics.ts';
import { drainOnSignals, exitOnFault, type DrainStep } from '../shared/shutdown.ts';
import { Responder } from './responder.ts';

exitOnFault(createLog({ process: 'responder' }));
const env = readEnvironment(responderVariables, process.env);
const log = createLog({ process: 'responder', level: env.LOG_LEVEL });
log.info({}, 'responder starts');
log.debug({ reason: v8Flags.join(' ') }, 'v8 flags set');
const steps: DrainStep[] = [];
drainOnSignals({ steps, timeoutMs: env.SHUTDOWN_TIMEOUT * 1000, log });
const registry = createRegistry();

const kubernetes = connectKubernetes({ kubeConfig: env.KUBE_CONFIG, namespace: env.NAMESPACE, env: process.env });
const username = secretReader(responderVariables, process.env, 'RABBITMQ_USER');
const password = secretReader(responderVariables, process.env, 'RABBITMQ_PASSWD');
const broker = connectBroker({
  host: env.RABBITMQ_HOST,
  port: env.RABBITMQ_PORT,
  vhost: env.RABBITMQ_VHOST,
  credentials: async () => ({ username: await username(), password: await password() }),
  tls: env.RABBITMQ_TLS ? readPemFiles : undefined,
  connectionName: `cds-responder ${hostname()}`,
  log,
  metrics: createBrokerMetrics(registry),
});
const responder = await Responder.create({
  env,
  programFolder: import.meta.dirname,
  kubernetes,
  broker,
  log,
  metrics: createResponderMetrics(registry),
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
});
const health = await serveHealth({
  port: env.HTTP_PORT,
  ready: { broker: () => broker.notReadyReason, template: () => responder.notReadyReason },
  metrics: registry,
});
steps.push(
  { name: 'messages', run: () => responder.stop() },
  { name: 'broker', run: () => broker.close() },
  { name: 'api server', run: () => kubernetes.close() },
  { name: 'health', run: () => health.close() },
);
await responder.start();

/** Read at each connect, as certificates are replaced while the process runs. */
async function readPemFiles() {
  const read = async (path: string | undefined) => (path === undefined ? undefined : readFile(path, 'utf8'));
  const paths = [env.RABBITMQ_TLS_CA, env.RABBITMQ_TLS_CERT, env.RABBITMQ_TLS_KEY];
  const [ca, cert, key] = await Promise.all(paths.map(read));
  return { ca, cert, key };
}
