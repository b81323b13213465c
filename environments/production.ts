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
    'jobs-api': {
      namespace: 'jobs-api',
      image: 'registry.example.com/jobs-api:1.3.0',
      api: { replicas: 2, resources: medium, exposure: { nodePort: 30500 } },
      worker: { replicas: 2, resources: medium },
      db: { image: 'redis:6.2.16', resources: medium, storage: { size: '1Gi', storageClass: 'nfs' } },
    },
  },
} satisfies Environment;
