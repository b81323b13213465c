import { Duration, Size } from 'cdk8s';
import { publicInternet } from '../lib/core/networks.ts';
import type { Environment } from '../lib/systems/index.ts';

const small = { cpu: '100m', memory: '128Mi' } as const;
const medium = { cpu: '250m', memory: '256Mi' } as const;

/** Where the test services of all systems are. */
const services = [{ cidr: '10.30.0.0/16' }] as const;
const nfs = (path: string) => ({ server: 'nfs.test.example.com', path });

/** The newest build, on few nodes, beside test instances of the services outside. Needs no operator in the cluster. */
export default {
  name: 'test',
  purpose: 'test',
  cluster: {
    apiServer: { cidrs: ['10.30.1.0/28'], ports: [6443] },
    podCidrs: ['10.244.0.0/16'],
    ingress: {
      className: 'nginx',
      namespace: 'ingress-nginx',
      podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    },
  },
  systems: {
    cds: {
      namespace: 'cds',
      rabbitmq: { service: { host: 'rabbitmq.test.example.com', port: 5672, networks: services }, vhost: 'cds' },
      journal: { image: 'redis:7.2.11', resources: small, storage: { size: '1Gi', nfs: nfs('/exports/cds-journal') } },
      responder: { image: 'registry.example.com/berth/responder:dev', replicas: 2, resources: small },
      reaper: { image: 'registry.example.com/berth/reaper:dev', resources: small },
      logViewer: {
        image: 'registry.example.com/berth/log-viewer:dev',
        replicas: 1,
        resources: small,
        exposure: { host: 'cds.test.example.com', path: '/logs', tls: { secretName: 'cds-tls' } },
        login: {
          clientId: 'log-viewer',
          issuer: 'https://login.test.example.com',
          keys: { host: 'login.test.example.com', port: 443, path: '/keys', networks: services },
        },
      },
      job: {
        image: 'registry.example.com/cds/cds:dev',
        resources: { cpu: '500m', memory: '1Gi' },
        deadline: Duration.hours(6),
        retries: 3,
        scratch: Size.mebibytes(256),
        destinations: { 'Video platform': { host: 'upload.test.example.com', port: 443, networks: services } },
      },
      volumes: {
        media: { size: '100Gi', nfs: nfs('/exports/media') },
        inmeta: { size: '1Gi', nfs: nfs('/exports/cds-inmeta') },
        logs: { size: '10Gi', nfs: nfs('/exports/cds-logs') },
      },
      secrets: {
        rabbitmq: { from: 'existing', name: 'cds-rabbitmq', keys: { username: 'username', password: 'password' } },
        journal: { from: 'existing', name: 'cds-journal', keys: { password: 'password' } },
      },
    },
    'buffer-workers': {
      namespace: 'workers',
      image: 'registry.example.com/buffer/buffer-web:dev',
      queues: { region: 'us-east-1', account: '000000000000' },
      sqs: { host: 'sqs.test.example.com', port: 9324, scheme: 'http', networks: services },
      mongodb: { host: 'mongodb.test.example.com', port: 27017, networks: services },
      elasticsearch: { host: 'elasticsearch.test.example.com', port: 9200, scheme: 'http', networks: services },
      friendsElasticsearch: {
        host: 'friends-elasticsearch.test.example.com',
        port: 9200,
        scheme: 'http',
        networks: services,
      },
      secrets: {
        aws: {
          from: 'existing',
          name: 'aws',
          keys: { 'access-key-id': 'access-key-id', 'secret-access-key': 'secret-access-key' },
        },
      },
      defaults: { replicas: 1, resources: medium },
      crons: {
        'cron-analytics': { schedule: '0 * * * *', resources: medium },
        'cron-updates': { schedule: '*/5 * * * *', resources: medium },
      },
    },
    fxa: {
      namespace: 'fxa',
      image: 'registry.example.com/berth/fxa:dev',
      mode: 'stage',
      public: {
        hosts: {
          'fxa-content-server': 'accounts.test.example.com',
          'fxa-auth-server': 'api-accounts.test.example.com',
          'fxa-profile-server': 'profile.test.example.com',
          'fxa-profile-server-static': 'avatars.test.example.com',
          'fxa-graphql-api': 'graphql.test.example.com',
          'fxa-payments-server': 'subscriptions.test.example.com',
          'fxa-event-broker': 'events.test.example.com',
          'mozilla-sync': 'sync.test.example.com',
          '123done': '123done.test.example.com',
          '321done': '321done.test.example.com',
          fortress: 'fortress.test.example.com',
        },
        tls: 'existing',
        networks: services,
      },
      mysql: {
        service: { host: 'mysql.test.example.com', port: 3306, networks: services },
        maxConnections: 300,
      },
      redis: { image: 'redis:7.2.11', resources: small, storage: { size: '1Gi', nfs: nfs('/exports/fxa-redis') } },
      memcached: { image: 'memcached:1.6.31', resources: small },
      smtp: {
        service: { host: 'smtp.test.example.com', port: 25, networks: services },
        sender: 'Accounts <accounts@test.example.com>',
      },
      sqs: {
        service: { host: 'sqs.us-east-1.amazonaws.com', port: 443, networks: [publicInternet] },
        region: 'us-east-1',
        account: '000000000000',
        queues: { serviceNotifications: 'service-notifications', profileEvents: 'profile-events' },
      },
      avatars: { storage: { size: '10Gi', nfs: nfs('/exports/fxa-avatars') } },
      statsd: {
        image: 'statsd/statsd:v0.10.2',
        resources: small,
        backend: { graphite: { host: 'graphite.test.example.com', port: 2003, networks: services } },
      },
      eventBroker: {
        firestore: { emulator: { host: 'firestore.test.example.com', port: 9090, networks: services } },
      },
      mailService: { image: 'registry.example.com/berth/fxa-email-service:dev', sender: 'accounts@test.example.com' },
      sync: { image: 'registry.example.com/berth/syncserver:dev' },
      demos: { '123done': {}, '321done': {} },
      secrets: { all: { from: 'existing' } },
      // these two know no stage
      servers: {
        'fxa-payments-server': { mode: 'production', variables: { STRIPE_API_KEY: 'pk_test_berth' } },
        'fxa-mail-service': { mode: 'production' },
        'fxa-event-broker': { secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] },
        'fxa-profile-server': { secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] },
      },
    },
    'jobs-api': {
      namespace: 'jobs-api',
      image: 'registry.example.com/jobs-api:dev',
      api: { replicas: 1, resources: small, exposure: { nodePort: 30500 } },
      worker: { replicas: 2, resources: small },
      db: { image: 'redis:6.2.16', resources: small, storage: { size: '1Gi', storageClass: 'nfs' } },
    },
  },
} satisfies Environment;
