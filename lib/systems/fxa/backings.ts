import { Duration, Size } from 'cdk8s';
import { ConfigFiles, filesIn } from '../../config/config-files.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { ExternalService } from '../../wiring/external.ts';
import type { PortSettings } from '../../wiring/unit.ts';
import { backingService, type BackingAddress } from '../../workloads/backing-service.ts';
import { Probe } from '../../workloads/probe.ts';
import { Redis } from '../../workloads/redis.ts';
import { Singleton } from '../../workloads/singleton.ts';
import { scratch } from '../../workloads/volumes.ts';
import type { HostAndPort } from './addresses.ts';
import { secretReference } from './part.ts';
import type { FxaSettings, StatsdSettings } from './settings.ts';

/** What the servers keep their state in, and hand their mails, metrics and events to. */
export interface Backings {
  readonly mysql: BackingAddress;
  readonly redis: HostAndPort;
  readonly memcached: HostAndPort;
  readonly smtp: HostAndPort;
  readonly statsd?: HostAndPort;
  readonly sqs?: BackingAddress;
  /** What answers at public addresses when they are dialled from inside. */
  readonly front: ExternalService;
}

/** Adds what the servers need that is none of them. */
export function addBackings(app: SystemApp, settings: FxaSettings): Backings {
  const { namespace, statsd, sqs } = settings;
  return {
    mysql: addMysql(app, settings),
    redis: addRedis(app, settings),
    memcached: addMemcached(app, settings),
    smtp: backingService(app, namespace, 'smtp', 'Mail relay', settings.smtp.service, () => ({
      ports: { smtp: 1025 },
      dataPath: '/data',
    })),
    ...(statsd === 'off' ? {} : { statsd: addStatsd(app, namespace, statsd) }),
    ...(sqs === undefined
      ? {}
      : {
          // an emulator is called sqs, since servers read the region from what follows that in the URL
          sqs: backingService(app, namespace, 'sqs', 'SQS', sqs.service, () => ({
            ports: { http: 9324 },
            dataPath: '/data',
          })),
        }),
    front: new ExternalService(app, 'public', 'Public addresses', {
      host: settings.public.hosts['fxa-auth-server'],
      port: settings.public.tls === undefined ? 80 : 443,
      networks: settings.public.networks ?? [],
      throughIngress: true,
      otherHosts: Object.values(settings.public.hosts),
    }),
  };
}

function addMysql(app: SystemApp, settings: FxaSettings): BackingAddress {
  const { namespace, mysql } = settings;
  return backingService(app, namespace, 'mysql', 'MySQL', mysql.service, (chart) => {
    const keys = [
      'fxa-username',
      'fxa-password',
      'oauth-username',
      'oauth-password',
      'profile-username',
      'profile-password',
    ];
    const wanted = settings.sync === 'off' ? keys : [...keys, 'sync-url'];
    const secret = secretReference(chart, 'mysql', settings, 'mysql', wanted);
    const variable = (key: string): string => key.toUpperCase().replace('-', '_');
    return {
      ports: { mysql: 3306 },
      dataPath: '/var/lib/mysql',
      user: 999,
      // MariaDB's own words, since servers and patchers were tried with that
      args: [
        'mariadbd',
        `--max-connections=${mysql.maxConnections ?? defaultConnections}`,
        '--character-set-server=utf8mb4',
        '--log-bin-trust-function-creators=1',
      ],
      variables: {
        // nobody needs root: users are made by the script, when the data is
        MARIADB_RANDOM_ROOT_PASSWORD: true,
        ...Object.fromEntries(wanted.map((key) => [variable(key), secret.key(key)])),
      },
      mounts: {
        '/docker-entrypoint-initdb.d': new ConfigFiles(chart, 'users', {
          name: 'mysql-users',
          files: filesIn('config/fxa/mysql'),
        }),
        '/run/mysqld': scratch(Size.mebibytes(16)),
      },
      startsWithin: Duration.minutes(5),
    };
  });
}

/** MySQL's own. @see https://dev.mysql.com/doc/refman/8.0/en/server-system-variables.html#sysvar_max_connections */
export const defaultConnections = 151;

function addRedis(app: SystemApp, { namespace, redis }: FxaSettings): HostAndPort {
  if ('host' in redis) return new ExternalService(app, 'redis', 'Redis', redis);
  // no server has a setting for a password
  const unit = new Redis(app.chart('redis', namespace), 'redis', redis);
  return { host: unit.host('redis'), port: unit.port('redis') };
}

function addMemcached(app: SystemApp, { namespace, memcached }: FxaSettings): HostAndPort {
  if ('host' in memcached) return new ExternalService(app, 'memcached', 'memcached', memcached);
  const unit = new Singleton(app.chart('memcached', namespace), 'memcached', {
    ...memcached,
    user: 11211,
    command: ['memcached'],
    args: ['--memory-limit=64', '--port=11211'],
    ports: { memcached: 11211 },
    probes: tcpProbes('memcached'),
  });
  return { host: unit.host('memcached'), port: unit.port('memcached') };
}

/** The clients of all servers speak UDP, and none has a setting for that. */
const statsdPorts: Readonly<Record<string, PortSettings>> = {
  statsd: { number: 8125, protocol: 'UDP' },
  mgmt: { number: 8126, protocol: 'TCP' },
};

function addStatsd(app: SystemApp, namespace: string, { backend, image, resources }: StatsdSettings): HostAndPort {
  const chart = app.chart('statsd', namespace);
  const isExporter = backend === 'prometheus-exporter';
  const graphite = isExporter
    ? undefined
    : new ExternalService(app, 'statsd.backend.graphite', 'Graphite', backend.graphite);
  const config = {
    port: 8125,
    mgmt_port: 8126,
    ...(graphite
      ? {
          graphiteHost: graphite.settings.host,
          graphitePort: graphite.settings.port,
          backends: ['./backends/graphite'],
        }
      : {}),
  };
  const unit = new Singleton(chart, 'statsd', {
    image,
    resources,
    ...(isExporter
      ? { args: ['--statsd.listen-udp=:8125', '--statsd.listen-tcp=', '--web.listen-address=:8126'] }
      : { command: ['node', 'stats.js', '/etc/statsd/config.js'] }),
    ports: statsdPorts,
    probes: tcpProbes('mgmt'),
    ...(isExporter
      ? {}
      : {
          mounts: {
            '/etc/statsd': new ConfigFiles(chart, 'config', {
              name: 'statsd-config',
              files: { 'config.js': `${JSON.stringify(config, null, 2)}\n` },
            }),
          },
        }),
  });
  if (graphite) unit.unit.connect(graphite, 'config.js');
  if (isExporter) unit.unit.endpoint('mgmt').outside.add('prometheus');
  return { host: unit.host('statsd'), port: unit.port('statsd') };
}

const tcpProbes = (port: string) => ({
  readiness: Probe.tcp('it accepts connections once it can be used', { port }),
  liveness: Probe.tcp('it accepts connections as long as it runs', { port }),
});
