import { Duration, Size } from 'cdk8s';
import { publicInternet } from '../lib/core/networks.ts';
import type { Environment } from '../lib/systems/index.ts';

const small = { cpu: '100m', memory: '256Mi' } as const;
const medium = { cpu: '500m', memory: '512Mi' } as const;

/** The private network of the services outside the cluster. */
const services = [{ cidr: '10.20.0.0/16' }] as const;
const nfs = (path: string) => ({ server: 'nfs.example.com', path });

/** Secrets come from the company's vault. */
const vault = { kind: 'ClusterSecretStore', name: 'vault' } as const;

/**
 * Runs fixed versions, scales by its queues. Needs KEDA, the External Secrets Operator, cert-manager, ingress-nginx, a metrics server, and the Prometheus
 * operator with Grafana, as the Helm chart kube-prometheus-stack has them.
 */
export default {
  name: 'production',
  purpose: 'production',
  cluster: {
    apiServer: { cidrs: ['10.20.1.0/28'], ports: [443] },
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
      rabbitmq: { service: { host: 'rabbitmq.example.com', port: 5672, networks: services }, vhost: 'cds' },
      journal: { image: 'redis:7.2.11', resources: small, storage: { size: '2Gi', storageClass: 'ssd' } },
      responder: {
        image: 'registry.example.com/berth/responder:1.0.0',
        replicas: { min: 2, max: 6, messagesPerReplica: 50 },
        resources: small,
      },
      reaper: { image: 'registry.example.com/berth/reaper:1.0.0', resources: small },
      logViewer: {
        image: 'registry.example.com/berth/log-viewer:1.0.0',
        replicas: { min: 2, max: 5, averageCpuPercent: 70 },
        resources: small,
        exposure: {
          host: 'cds.example.com',
          path: '/logs',
          tls: { secretName: 'cds-tls', clusterIssuer: 'letsencrypt' },
        },
        login: {
          clientId: 'log-viewer',
          issuer: 'https://login.example.com',
          keys: { host: 'login.example.com', port: 443, path: '/keys', networks: services },
        },
      },
      job: {
        image: 'registry.example.com/cds/cds:4.2.1',
        resources: { cpu: '2', memory: '4Gi' },
        deadline: Duration.hours(12),
        retries: 3,
        scratch: Size.gibibytes(1),
        destinations: { 'Video platform': { host: 'upload.example.com', port: 443, networks: [publicInternet] } },
      },
      // the media are on storage that is attached to the nodes themselves, so the Jobs get a namespace of their own
      volumes: {
        media: { hostPath: '/srv/media', namespace: 'cds-jobs' },
        inmeta: { size: '5Gi', nfs: nfs('/exports/cds-inmeta') },
        logs: { size: '100Gi', nfs: nfs('/exports/cds-logs') },
      },
      monitoring: { podMonitorLabels: { release: 'kube-prometheus-stack' } },
      secrets: {
        rabbitmq: {
          from: 'external-secrets',
          store: vault,
          keys: {
            username: { key: 'cds/rabbitmq', property: 'username' },
            password: { key: 'cds/rabbitmq', property: 'password' },
          },
        },
        journal: {
          from: 'external-secrets',
          store: vault,
          keys: { password: { key: 'cds/journal', property: 'password' } },
        },
      },
    },
    'buffer-workers': {
      namespace: 'workers',
      image: 'registry.example.com/buffer/buffer-web:2.31.0',
      queues: { region: 'us-east-1', account: '123456789012' },
      sqs: { host: 'sqs.us-east-1.amazonaws.com', port: 443, networks: [publicInternet] },
      mongodb: { host: 'mongodb.example.com', port: 27017, networks: services },
      elasticsearch: { host: 'elasticsearch.example.com', port: 443, networks: services },
      friendsElasticsearch: { host: 'friends-elasticsearch.example.com', port: 443, networks: services },
      secrets: {
        aws: {
          from: 'external-secrets',
          store: vault,
          keys: {
            'access-key-id': { key: 'buffer/aws', property: 'id' },
            'secret-access-key': { key: 'buffer/aws', property: 'secret' },
          },
        },
      },
      defaults: { replicas: { min: 1, max: 5, messagesPerReplica: 100 }, resources: medium },
      workers: {
        update: { replicas: { min: 4, max: 40, messagesPerReplica: 50 } },
        'user-cleanup': { replicas: 1 },
        'weekly-email-digest': { replicas: { min: 0, max: 5, messagesPerReplica: 500 } },
      },
      crons: {
        'cron-analytics': { schedule: '0 * * * *', resources: medium },
        'cron-updates': { schedule: '* * * * *', resources: medium },
      },
    },
    fxa: {
      namespace: 'fxa',
      image: 'registry.example.com/berth/fxa:v1.206.0',
      mode: 'production',
      public: {
        hosts: {
          'fxa-content-server': 'accounts.example.com',
          'fxa-auth-server': 'api-accounts.example.com',
          'fxa-profile-server': 'profile.example.com',
          'fxa-profile-server-static': 'avatars.example.com',
          'fxa-graphql-api': 'graphql.example.com',
          'fxa-payments-server': 'subscriptions.example.com',
          'fxa-event-broker': 'events.example.com',
          'mozilla-sync': 'sync.example.com',
          '123done': '123done.example.com',
          '321done': '321done.example.com',
          fortress: 'fortress.example.com',
        },
        tls: { clusterIssuer: 'letsencrypt' },
        // the load balancer and the ingress controller
        proxies: 2,
        networks: services,
      },
      mysql: { service: { host: 'mysql.example.com', port: 3306, networks: services }, maxConnections: 1000 },
      redis: { image: 'redis:7.2.11', resources: small, storage: { size: '10Gi', storageClass: 'ssd' } },
      memcached: { image: 'memcached:1.6.31', resources: small },
      smtp: {
        service: { host: 'smtp.example.com', port: 465, networks: services },
        sender: 'Accounts <accounts@example.com>',
        tls: true,
        login: true,
      },
      sqs: {
        service: { host: 'sqs.us-east-1.amazonaws.com', port: 443, networks: [publicInternet] },
        region: 'us-east-1',
        account: '123456789012',
        queues: { serviceNotifications: 'service-notifications', profileEvents: 'profile-events' },
      },
      sns: {
        topicArn: 'arn:aws:sns:us-east-1:123456789012:accounts',
        service: { host: 'sns.us-east-1.amazonaws.com', port: 443, networks: [publicInternet] },
      },
      avatars: { storage: { size: '100Gi', nfs: nfs('/exports/fxa-avatars') } },
      statsd: {
        image: 'statsd/statsd:v0.10.2',
        resources: small,
        backend: { graphite: { host: 'graphite.example.com', port: 2003, networks: services } },
      },
      eventBroker: {
        firestore: {
          projectId: 'example-accounts',
          service: { host: 'firestore.googleapis.com', port: 443, networks: [publicInternet] },
        },
        pubsub: { host: 'pubsub.googleapis.com', port: 443, networks: [publicInternet] },
      },
      mailService: {
        image: 'registry.example.com/berth/fxa-email-service:1.206.0',
        sender: 'accounts@example.com',
        ses: {
          region: 'us-east-1',
          service: { host: 'email.us-east-1.amazonaws.com', port: 443, networks: [publicInternet] },
        },
      },
      sync: { image: 'registry.example.com/berth/syncserver:1.8.0' },
      demos: { '123done': {}, '321done': {} },
      secrets: { all: { from: 'external-secrets', store: vault, path: 'fxa' } },
      servers: {
        'fxa-auth-server': {
          replicas: { min: 3, max: 10, averageCpuPercent: 60 },
          secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
        },
        'fxa-auth-db-mysql': { replicas: 3 },
        'fxa-content-server': { replicas: { min: 2, max: 6, averageCpuPercent: 70 } },
        'fxa-customs-server': { replicas: 2 },
        'fxa-profile-server': {
          replicas: { min: 2, max: 6, averageCpuPercent: 70 },
          secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
        },
        'fxa-graphql-api': { replicas: { min: 2, max: 6, averageCpuPercent: 70 } },
        'fxa-payments-server': { replicas: 2, variables: { STRIPE_API_KEY: 'pk_live_berth' } },
        'fxa-event-broker': {
          replicas: 2,
          secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
        },
        'fxa-mail-service': { replicas: 2 },
        'browserid-verifier': { replicas: 2 },
        'mozilla-sync': { replicas: 2 },
      },
    },
    'jobs-api': {
      namespace: 'jobs-api',
      image: 'registry.example.com/jobs-api:1.3.0',
      api: { replicas: 2, resources: medium, exposure: { nodePort: 30500 } },
      worker: { replicas: 2, resources: medium },
      db: { image: 'redis:6.2.16', resources: medium, storage: { size: '1Gi', storageClass: 'nfs' } },
    },
  },
} satisfies Environment;
