import { SecretReference } from '../../config/secrets.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { backingService, type BackingAddress } from '../../workloads/backing-service.ts';
import { ExternalService } from '../../wiring/external.ts';
import { Claim } from '../../workloads/volumes.ts';
import { Redis } from '../../workloads/redis.ts';
import { addNamespaces } from '../namespace-chart.ts';
import { addJob } from './job.ts';
import { addLogViewer } from './log-viewer.ts';
import { addDashboard } from './monitoring.ts';
import { addReaper } from './reaper.ts';
import { addResponder } from './responder.ts';
import { jobNamespace, type CdsSettings } from './settings.ts';

/**
 * The CDS platform: the responder turns requests from RabbitMQ into Jobs, the reaper tells RabbitMQ how they fare, the log viewer shows their logs.
 *
 * @see https://github.com/guardian/CDS-K8s
 */
export function cds(app: SystemApp, settings: CdsSettings): void {
  const { namespace, volumes } = settings;
  const ofJobs = jobNamespace(settings);
  addNamespaces(app, [
    { name: namespace },
    ...(ofJobs === namespace ? [] : [{ name: ofJobs, podSecurity: 'privileged' as const }]),
  ]);

  const storage = app.chart('storage', namespace);
  const inmeta = new Claim(storage, 'inmeta', { name: 'inmeta', storage: volumes.inmeta });
  const logs = new Claim(storage, 'logs', { name: 'logs', storage: volumes.logs });

  const rabbitmq = addRabbitmq(app, settings);
  const { job, routes } = addJob(app, settings, { inmeta, logs });
  addResponder(app, settings, { rabbitmq, inmeta, logs, job, routes });
  addReaper(app, settings, { rabbitmq, journal: addJournal(app, settings) });
  addLogViewer(app, settings, { rabbitmq, logs });
  addDashboard(app, settings);
}

function addRabbitmq(app: SystemApp, { namespace, rabbitmq, secrets }: CdsSettings): BackingAddress {
  return backingService(app, namespace, 'rabbitmq', 'RabbitMQ', rabbitmq.service, (scope) => {
    const secret = new SecretReference(scope, 'secret', {
      name: 'rabbitmq',
      unit: 'rabbitmq',
      keys: ['username', 'password'],
      source: secrets.rabbitmq,
    });
    return {
      ports: { amqp: 5672 },
      dataPath: '/var/lib/rabbitmq',
      user: 999,
      variables: {
        RABBITMQ_DEFAULT_USER: secret.key('username'),
        RABBITMQ_DEFAULT_PASS: secret.key('password'),
        // the data folder is named after the node, and the host name changes with every pod
        RABBITMQ_NODENAME: 'rabbit@localhost',
      },
    };
  });
}

function addJournal(
  app: SystemApp,
  { namespace, journal, secrets }: CdsSettings,
): Pick<BackingAddress, 'host' | 'port'> {
  if ('host' in journal) return new ExternalService(app, 'journal', 'Redis', journal);
  const chart = app.chart('journal', namespace);
  const secret = new SecretReference(chart, 'secret', {
    name: 'journal',
    unit: 'journal',
    keys: ['password'],
    source: secrets.journal,
  });
  const redis = new Redis(chart, 'journal', { ...journal, password: secret.key('password') });
  return { host: redis.host('redis'), port: redis.port('redis') };
}
