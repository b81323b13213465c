import { Duration, Size } from 'cdk8s';
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
    'jobs-api': {
      namespace: 'jobs-api',
      image: 'registry.example.com/jobs-api:dev',
      api: { replicas: 1, resources: small, exposure: { nodePort: 30500 } },
      worker: { replicas: 2, resources: small },
      db: { image: 'redis:6.2.16', resources: small, storage: { size: '1Gi', storageClass: 'nfs' } },
    },
  },
} satisfies Environment;
