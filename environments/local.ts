import { Duration, Size } from 'cdk8s';
import type { Environment } from '../lib/systems/index.ts';

/** An image built on the machine: the node has it, no registry does. */
const built = (name: string) => ({ reference: `${name}:dev`, pullPolicy: 'Never' as const });

const small = { cpu: '50m', memory: '128Mi' } as const;
const medium = { cpu: '100m', memory: '256Mi' } as const;

/** Stands on its own on minikube, kind or k3d: what other environments have outside runs in the cluster, on its default storage class. */
export default {
  name: 'local',
  purpose: 'local',
  cluster: {
    // minikube answers at 8443, kind and k3d at 6443, on whatever network the machine gave them
    apiServer: { cidrs: ['0.0.0.0/0'], ports: [443, 6443, 8443] },
    podCidrs: ['10.42.0.0/16', '10.224.0.0/16', '10.244.0.0/16'],
    ingress: {
      className: 'nginx',
      namespace: 'ingress-nginx',
      podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    },
  },
  systems: {
    cds: {
      namespace: 'cds',
      rabbitmq: {
        service: { image: 'rabbitmq:3.13.7', resources: { cpu: '100m', memory: '512Mi' }, storage: { size: '1Gi' } },
      },
      journal: { image: 'redis:7.2.11', resources: small, storage: { size: '100Mi' } },
      responder: { image: built('berth/responder'), replicas: 1, resources: small },
      reaper: { image: built('berth/reaper'), resources: small },
      logViewer: {
        image: built('berth/log-viewer'),
        replicas: 1,
        resources: small,
        exposure: { host: 'cds.localhost', path: '/logs' },
        login: {
          clientId: 'log-viewer',
          dex: {
            image: 'ghcr.io/dexidp/dex:v2.41.1',
            resources: small,
            exposure: { host: 'cds.localhost', path: '/dex' },
            email: 'admin@example.com',
            secret: { from: 'written', version: '1' },
          },
        },
      },
      job: {
        image: built('berth/cds'),
        resources: { cpu: '100m', memory: '512Mi' },
        deadline: Duration.hours(1),
        retries: 2,
        scratch: Size.mebibytes(128),
        destinations: {},
      },
      volumes: { media: { size: '1Gi' }, inmeta: { size: '100Mi' }, logs: { size: '1Gi' } },
      secrets: { rabbitmq: { from: 'written', version: '1' }, journal: { from: 'written', version: '1' } },
    },
    'buffer-workers': {
      namespace: 'workers',
      image: built('berth/buffer-workers'),
      queues: { region: 'elasticmq', account: '000000000000' },
      sqs: { image: 'softwaremill/elasticmq-native:1.6.11', resources: small },
      mongodb: { image: 'mongo:7.0.14', resources: medium, storage: { size: '1Gi' } },
      elasticsearch: {
        image: 'elasticsearch:7.17.24',
        resources: { cpu: '100m', memory: '1Gi' },
        storage: { size: '1Gi' },
      },
      friendsElasticsearch: {
        image: 'elasticsearch:7.17.24',
        resources: { cpu: '100m', memory: '1Gi' },
        storage: { size: '1Gi' },
      },
      secrets: { aws: { from: 'written', version: '1' } },
      defaults: { replicas: 1, resources: small },
      crons: {
        'cron-analytics': { schedule: '0 * * * *', resources: small },
        'cron-updates': { schedule: '* * * * *', resources: small },
      },
    },
    fxa: {
      namespace: 'fxa',
      image: built('berth/fxa'),
      mode: 'development',
      public: {
        hosts: {
          'fxa-content-server': 'accounts.fxa.localhost',
          'fxa-auth-server': 'api-accounts.fxa.localhost',
          'fxa-profile-server': 'profile.fxa.localhost',
          'fxa-profile-server-static': 'avatars.fxa.localhost',
          'fxa-graphql-api': 'graphql.fxa.localhost',
          'fxa-payments-server': 'subscriptions.fxa.localhost',
          'fxa-event-broker': 'events.fxa.localhost',
          'mozilla-sync': 'sync.fxa.localhost',
          '123done': '123done.fxa.localhost',
          '321done': '321done.fxa.localhost',
          fortress: 'fortress.fxa.localhost',
        },
      },
      mysql: {
        service: { image: 'mariadb:10.11.9', resources: { cpu: '100m', memory: '512Mi' }, storage: { size: '1Gi' } },
        maxConnections: 200,
      },
      redis: { image: 'redis:7.2.11', resources: small, storage: { size: '100Mi' } },
      memcached: { image: 'memcached:1.6.31', resources: small },
      smtp: {
        service: { image: 'axllent/mailpit:v1.21.8', resources: small },
        sender: 'Accounts <accounts@example.com>',
      },
      sqs: {
        service: { image: 'softwaremill/elasticmq-native:1.6.11', resources: small },
        region: 'fxa',
        account: '000000000000',
        queues: { serviceNotifications: 'service-notifications', profileEvents: 'profile-events' },
      },
      avatars: { storage: { size: '100Mi' } },
      statsd: { image: 'prom/statsd-exporter:v0.27.2', resources: small, backend: 'prometheus-exporter' },
      eventBroker: {
        firestore: {
          emulator: {
            image: 'gcr.io/google.com/cloudsdktool/google-cloud-cli:501.0.0-emulators',
            resources: { cpu: '100m', memory: '1Gi' },
          },
        },
      },
      mailService: { image: built('berth/fxa-email-service'), sender: 'accounts@example.com' },
      sync: { image: built('berth/syncserver') },
      demos: { '123done': {}, '321done': {} },
      secrets: { all: { from: 'written', version: '1' } },
      // the image has pages that were built, and no webpack to build others
      servers: { 'fxa-content-server': { mode: 'production' } },
    },
    'jobs-api': {
      namespace: 'jobs-api',
      image: built('berth/jobs-api'),
      api: { replicas: 1, resources: small, exposure: { nodePort: 30500 } },
      worker: { replicas: 2, resources: small },
      db: { image: 'redis:6.2.16', resources: small, storage: { size: '1Gi' } },
    },
  },
} satisfies Environment;
