// first, before what it is about is loaded
import { v8Flags } from './v8-flags.ts';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { logViewerVariables } from '../../lib/contract/env.ts';
import type { Broker } from '../shared/amqp.ts';
import { systemClock } from '../shared/backoff.ts';
import { fileVariable, readEnvironment, secretReader } from '../shared/env.ts';
import { ExitError, exitStatuses, hasCode } from '../shared/errors.ts';
import { healthAnswers } from '../shared/health.ts';
import { createLog } from '../shared/log.ts';
import { createBrokerMetrics, createLogViewerMetrics, createRegistry } from '../shared/metrics.ts';
import { drainOnSignals, exitOnFault, type DrainStep } from '../shared/shutdown.ts';
import { createApp } from './app.ts';
import { Auth } from './auth.ts';
import { errorCodes } from './errors.ts';
import { consumeEvents, eventsLayout, JobEvents } from './job-events.ts';
import { openKeys } from './keys.ts';
import { LineIndexes } from './line-index.ts';
import { LogStore } from './log-store.ts';
import { readPage } from './page-files.ts';
import { Scanners } from './scanner.ts';
import { deploymentOf } from './settings.ts';
import { Streams } from './sse.ts';
import { Tails } from './tails.ts';

exitOnFault(createLog({ process: 'log-viewer' }));
const env = readEnvironment(logViewerVariables, process.env);
const isSet = (name: string) => (process.env[name] ?? process.env[fileVariable(name)]) !== undefined;
const { root, oidc, loginOrigins, rabbitmqHost } = deploymentOf(env, isSet);
const log = createLog({ process: 'log-viewer', level: env.LOG_LEVEL });
log.info({}, 'log viewer starts');
log.debug({ reason: v8Flags.join(' ') }, 'v8 flags set');
const steps: DrainStep[] = [];
drainOnSignals({ steps, timeoutMs: env.SHUTDOWN_TIMEOUT * 1000, log });
const registry = createRegistry();
const metrics = createLogViewerMetrics(registry);

const keys = await openKeys({
  source: env.JWT_PUBLIC_CERT_PATH,
  timeOutMs: env.KEY_TIME_OUT * 1000,
  clock: systemClock,
  log,
});
const auth = new Auth({
  keys,
  adminClaim: env.ADMIN_CLAIM_NAME,
  issuer: env.JWT_ISSUER,
  audience: env.JWT_AUDIENCE,
  clock: systemClock,
  log,
  metrics,
});
const store = new LogStore({ base: env.LOG_BASE_PATH, podLogs: env.POD_LOGS_BASEPATH });
const scanners = new Scanners();
const indexes = new LineIndexes(scanners);
const streams = new Streams(() => systemClock.wallMs(), metrics.followers);
const tails = new Tails({ store, indexes, log, gauge: metrics.followed });
const jobEvents = rabbitmqHost === undefined ? undefined : new JobEvents();
const broker = jobEvents && (await followEvents(jobEvents));
/** Of the folder of logs. Looked at now and then, as a check asks nobody, and a network file system may not answer. */
let storeReason: string | undefined = 'not looked at yet';
let isLooking = false;
const look = async () => {
  if (isLooking) storeReason = `${env.LOG_BASE_PATH} does not answer`;
  if (isLooking) return;
  isLooking = true;
  storeReason = await store.notReadyReason();
  isLooking = false;
};
const looking = setInterval(() => void look(), 5_000).unref();
void look();

const page = await readPage(join(import.meta.dirname, 'page'), root, { oidc, tokenKey: env.TOKEN_STORAGE_KEY });
const app = await createApp({
  store,
  indexes,
  scanners,
  tails,
  streams,
  jobEvents,
  auth,
  page,
  root,
  loginOrigins,
  corsOrigins: env.CORS_ORIGINS,
  health: healthAnswers({
    ready: { logs: () => storeReason, keys: keys.notReadyReason },
    metrics: registry,
  }),
  metrics,
  log,
});
steps.push(
  {
    name: 'streams',
    run: async () => {
      await tails.close();
      streams.close();
    },
  },
  { name: 'answers', run: () => app.close() },
  { name: 'broker', run: async () => broker?.close() },
  {
    name: 'keys',
    run: async () => {
      clearInterval(looking);
      keys.close();
    },
  },
);
try {
  await listen();
} catch (cause) {
  throw new ExitError(
    `log viewer: port ${env.HTTP_PORT}: got ${(cause as Error).message}; expected a free port; set HTTP_PORT to another one`,
    { code: errorCodes.port, exitCode: exitStatuses.unavailable, cause },
  );
}
log.info({ port: env.HTTP_PORT }, 'log viewer listens');

/** On all addresses, of IPv6 too where there is any. */
async function listen(): Promise<void> {
  const port = env.HTTP_PORT;
  try {
    await app.listen({ port, host: '::' });
  } catch (error) {
    if (!hasCode(error, 'EAFNOSUPPORT', 'EADDRNOTAVAIL')) throw error;
    await app.listen({ port, host: '0.0.0.0' });
  }
}

/** Without them everything else works, so the process is ready without the broker. */
async function followEvents(events: JobEvents): Promise<Broker> {
  // Not before: who has no broker needs none of it.
  const { connectBroker } = await import('../shared/amqp.ts');
  const username = secretReader(logViewerVariables, process.env, 'RABBITMQ_USER');
  const password = secretReader(logViewerVariables, process.env, 'RABBITMQ_PASSWD');
  const queue = `cds.log-viewer.${hostname()}.${randomUUID()}`;
  const connected = connectBroker({
    host: rabbitmqHost ?? '',
    port: env.RABBITMQ_PORT,
    vhost: env.RABBITMQ_VHOST,
    credentials: async () => ({ username: (await username()) ?? '', password: (await password()) ?? '' }),
    tls: env.RABBITMQ_TLS ? readPemFiles : undefined,
    connectionName: `cds-log-viewer ${hostname()}`,
    layout: eventsLayout(queue),
    log,
    metrics: createBrokerMetrics(registry),
  });
  consumeEvents(connected, queue, events);
  return connected;
}

/** Read at each connect, as certificates are replaced while the process runs. */
async function readPemFiles() {
  const read = async (path: string | undefined) => (path === undefined ? undefined : readFile(path, 'utf8'));
  const paths = [env.RABBITMQ_TLS_CA, env.RABBITMQ_TLS_CERT, env.RABBITMQ_TLS_KEY];
  const [ca, cert, key] = await Promise.all(paths.map(read));
  return { ca, cert, key };
}
