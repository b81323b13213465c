import { ConfigFiles } from '../../config/config-files.ts';
import { SecretReference } from '../../config/secrets.ts';
import { typedVariables } from '../../config/typed-variables.ts';
import { workQueues } from '../../contract/broker.ts';
import { responderVariables } from '../../contract/env.ts';
import { jobTemplate, mountPaths } from '../../contract/job.ts';
import type { SystemApp } from '../../core/system-app.ts';
import type { BackingAddress } from '../../workloads/backing-service.ts';
import type { JobTemplate } from '../../workloads/job-template.ts';
import { QueueWorker } from '../../workloads/queue-worker.ts';
import type { Claim } from '../../workloads/volumes.ts';
import { addMonitor } from './monitoring.ts';
import { healthPort, inmetaPath, podLogsPath } from './paths.ts';
import { gracePeriod, processProbes, shutdownTimeout } from './processes.ts';
import { jobNamespace, type CdsSettings } from './settings.ts';

/** What the responder is connected to. */
export interface ResponderParts {
  readonly rabbitmq: BackingAddress;
  readonly inmeta: Claim;
  readonly logs: Claim;
  readonly job: JobTemplate;
  readonly routes: Readonly<Record<string, string>>;
}

/** Adds the responder: requests from RabbitMQ become Jobs; when a Job has ended, it saves the logs and deletes the Job. */
export function addResponder(
  app: SystemApp,
  settings: CdsSettings,
  { rabbitmq, inmeta, logs, job, routes }: ResponderParts,
): void {
  const chart = app.chart('responder', settings.namespace);
  const { image, replicas, resources, keepJobs = false } = settings.responder;
  const { vhost = '/' } = settings.rabbitmq;
  const secret = new SecretReference(chart, 'rabbitmq', {
    name: 'rabbitmq',
    unit: 'responder',
    keys: ['username', 'password'],
    source: settings.secrets.rabbitmq,
  });
  const credentials = { username: secret.key('username'), password: secret.key('password') };
  const routesPath = mountPaths.routes;
  const namespace = jobNamespace(settings);
  const responder = new QueueWorker(chart, 'responder', {
    image,
    replicas,
    resources,
    healthPort,
    shutdown: gracePeriod,
    probes: processProbes('its channel is open and its consumer registered'),
    queue: {
      type: 'rabbitmq',
      host: rabbitmq.host,
      port: rabbitmq.port,
      vhost,
      queueName: workQueues.requests.name,
      credentials,
    },
    mounts: {
      [jobTemplate.folder]: new ConfigFiles(chart, 'job-template', {
        name: 'responder-job-template',
        files: { [jobTemplate.fileName]: job.yaml },
      }),
      [routesPath]: new ConfigFiles(chart, 'routes', { name: 'responder-routes', files: routes }),
      [inmetaPath]: inmeta,
      [mountPaths.logs]: logs,
    },
    variables: typedVariables(chart, responderVariables, {
      RABBITMQ_HOST: rabbitmq.host,
      RABBITMQ_PORT: rabbitmq.port,
      RABBITMQ_VHOST: vhost,
      RABBITMQ_USER: credentials.username,
      RABBITMQ_PASSWD: credentials.password,
      NAMESPACE: namespace,
      HTTP_PORT: healthPort,
      INMETA_PATH: inmetaPath,
      TEMPLATES_PATH: jobTemplate.folder,
      ROUTES_PATH: routesPath,
      POD_LOGS_BASEPATH: podLogsPath,
      KEEP_JOBS: keepJobs,
      SHUTDOWN_TIMEOUT: shutdownTimeout,
    }),
    apiAccess: [
      {
        namespace,
        rules: [
          { apiGroup: 'batch', resources: ['jobs'], verbs: ['create', 'get', 'delete'] },
          { resources: ['pods'], verbs: ['list'] },
          { resources: ['pods/log'], verbs: ['get'] },
        ],
      },
    ],
  });
  addMonitor(responder, settings);
}
