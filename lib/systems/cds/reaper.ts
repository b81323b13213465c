import { SecretReference } from '../../config/secrets.ts';
import { typedVariables } from '../../config/typed-variables.ts';
import { reaperVariables } from '../../contract/env.ts';
import type { SystemApp } from '../../core/system-app.ts';
import type { BackingAddress } from '../../workloads/backing-service.ts';
import { Singleton } from '../../workloads/singleton.ts';
import { addMonitor } from './monitoring.ts';
import { healthPort } from './paths.ts';
import { gracePeriod, processProbes, shutdownTimeout } from './processes.ts';
import { jobNamespace, type CdsSettings } from './settings.ts';

/** What the reaper is connected to. */
export interface ReaperParts {
  readonly rabbitmq: BackingAddress;
  readonly journal: Pick<BackingAddress, 'host' | 'port'>;
}

/** Adds the reaper: it follows the Jobs and tells RabbitMQ how they fare. One at a time, guarded by a Lease. */
export function addReaper(app: SystemApp, settings: CdsSettings, { rabbitmq, journal }: ReaperParts): void {
  const chart = app.chart('reaper', settings.namespace);
  const secrets = {
    rabbitmq: new SecretReference(chart, 'rabbitmq', {
      name: 'rabbitmq',
      unit: 'reaper',
      keys: ['username', 'password'],
      source: settings.secrets.rabbitmq,
    }),
    journal: new SecretReference(chart, 'journal', {
      name: 'journal',
      unit: 'reaper',
      keys: ['password'],
      source: settings.secrets.journal,
    }),
  };
  const leaseName = reaperVariables.LEASE_NAME.default;
  const namespace = jobNamespace(settings);
  const reaper = new Singleton(chart, 'reaper', {
    ...settings.reaper,
    healthPort,
    shutdown: gracePeriod,
    probes: processProbes('its watch is synced and its channel open'),
    variables: typedVariables(chart, reaperVariables, {
      RABBITMQ_HOST: rabbitmq.host,
      RABBITMQ_PORT: rabbitmq.port,
      RABBITMQ_VHOST: settings.rabbitmq.vhost ?? '/',
      RABBITMQ_USER: secrets.rabbitmq.key('username'),
      RABBITMQ_PASSWD: secrets.rabbitmq.key('password'),
      REDIS_HOST: journal.host,
      REDIS_PORT: journal.port,
      REDIS_PASS: secrets.journal.key('password'),
      NAMESPACE: namespace,
      HTTP_PORT: healthPort,
      SHUTDOWN_TIMEOUT: shutdownTimeout,
      LEASE_NAME: leaseName,
    }),
    apiAccess: [
      {
        namespace,
        rules: [
          // patch: its finalizer is removed once the result of a Job is published
          { apiGroup: 'batch', resources: ['jobs'], verbs: ['get', 'list', 'watch', 'patch'] },
          // a name cannot be told at creation
          { apiGroup: 'coordination.k8s.io', resources: ['leases'], verbs: ['create'] },
          {
            apiGroup: 'coordination.k8s.io',
            resources: ['leases'],
            verbs: ['get', 'update'],
            resourceNames: [leaseName],
          },
        ],
      },
    ],
  });
  addMonitor(reaper, settings);
}
