import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { SecretKey } from '../../../lib/config/secrets.ts';
import { DialledHost, DialledPort } from '../../../lib/wiring/address.ts';
import type { QueueTrigger } from '../../../lib/workloads/scaled-object.ts';
import { chart, objects } from '../../support/build.ts';
import { objectOf, queueWorker, server } from '../../support/workloads.ts';

const replicas = { min: 1, max: 6, messagesPerReplica: 50 };
const username = new SecretKey('broker', 'user');
const password = new SecretKey('broker', 'pass');
const scaledBy = (queue: QueueTrigger) => queueWorker({ replicas, queue });
const rabbitmq = {
  type: 'rabbitmq',
  host: new DialledHost('rabbitmq.example.com', []),
  port: new DialledPort('5672', []),
  queueName: 'orders',
  credentials: { username, password },
} as const;

test('a ScaledObject scales the Deployment of its name between the limits', () => {
  expect(objectOf(scaledBy(rabbitmq), 'ScaledObject')).toMatchObject({
    apiVersion: 'keda.sh/v1alpha1',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { scaleTargetRef: { name: 'web' }, minReplicaCount: 1, maxReplicaCount: 6 },
  });
});

describe('a trigger by an SQS queue', () => {
  const queue = { type: 'aws-sqs-queue', queueUrl: 'https://sqs.example.com/1/orders', region: 'us-east-1' } as const;

  test("asks as the KEDA operator for the queue's length", () => {
    const worker = scaledBy(queue);
    expect(objectOf(worker, 'ScaledObject')).toHaveProperty('spec.triggers', [
      {
        type: 'aws-sqs-queue',
        metadata: {
          queueURL: 'https://sqs.example.com/1/orders',
          awsRegion: 'us-east-1',
          queueLength: '50',
          identityOwner: 'operator',
        },
      },
    ]);
    expect(objects(Chart.of(worker)).map(({ kind }) => kind)).not.toContain('TriggerAuthentication');
  });

  test('asks with keys of its own where they are given', () => {
    const credentials = { accessKeyId: username, secretAccessKey: password };
    const worker = scaledBy({ ...queue, credentials });
    expect(objectOf(worker, 'ScaledObject')).toHaveProperty('spec.triggers', [
      {
        type: 'aws-sqs-queue',
        metadata: { queueURL: 'https://sqs.example.com/1/orders', awsRegion: 'us-east-1', queueLength: '50' },
        authenticationRef: { name: 'web' },
      },
    ]);
    expect(objectOf(worker, 'TriggerAuthentication')).toHaveProperty('spec.secretTargetRef', [
      { parameter: 'awsAccessKeyID', name: 'broker', key: 'user' },
      { parameter: 'awsSecretAccessKey', name: 'broker', key: 'pass' },
    ]);
  });
});

describe('a trigger by a RabbitMQ queue', () => {
  test('asks with credentials from a Secret, which stand in no URL', () => {
    const worker = scaledBy(rabbitmq);
    expect(objectOf(worker, 'ScaledObject')).toHaveProperty('spec.triggers', [
      {
        type: 'rabbitmq',
        metadata: {
          host: 'amqp://rabbitmq.example.com:5672/%2F',
          protocol: 'amqp',
          queueName: 'orders',
          mode: 'QueueLength',
          value: '50',
        },
        authenticationRef: { name: 'web' },
      },
    ]);
    expect(objectOf(worker, 'TriggerAuthentication')).toMatchObject({
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        secretTargetRef: [
          { parameter: 'username', name: 'broker', key: 'user' },
          { parameter: 'password', name: 'broker', key: 'pass' },
        ],
      },
    });
  });

  test('asks at the virtual host that is named', () => {
    const found = objectOf(scaledBy({ ...rabbitmq, vhost: 'shop/eu' }), 'ScaledObject');
    expect(found).toHaveProperty('spec.triggers.0.metadata.host', 'amqp://rabbitmq.example.com:5672/shop%2Feu');
  });
});

describe('a trigger by a Redis list', () => {
  const queue = {
    type: 'redis',
    host: new DialledHost('redis.example.com', []),
    port: new DialledPort('6379', []),
    listName: 'jobs',
  } as const;

  test('asks for its length in database 0', () => {
    expect(objectOf(scaledBy(queue), 'ScaledObject')).toHaveProperty('spec.triggers', [
      {
        type: 'redis',
        metadata: { address: 'redis.example.com:6379', listName: 'jobs', databaseIndex: '0', listLength: '50' },
      },
    ]);
  });

  test('asks in another database, with a password, where these are given', () => {
    const worker = scaledBy({ ...queue, database: 1, credentials: { password } });
    expect(objectOf(worker, 'ScaledObject')).toHaveProperty('spec.triggers.0', {
      type: 'redis',
      metadata: { address: 'redis.example.com:6379', listName: 'jobs', databaseIndex: '1', listLength: '50' },
      authenticationRef: { name: 'web' },
    });
    expect(objectOf(worker, 'TriggerAuthentication')).toHaveProperty('spec.secretTargetRef', [
      { parameter: 'password', name: 'broker', key: 'pass' },
    ]);
  });
});

describe('a queue in the cluster', () => {
  const scaledByOwn = (cluster: Parameters<typeof chart>[0]) => {
    const scope = chart(cluster);
    const redis = server({ ports: { redis: 6379 } }, scope, 'redis');
    const address = { host: redis.host('redis'), port: redis.port('redis') };
    queueWorker({ replicas, queue: { type: 'redis', ...address, listName: 'jobs' } }, scope);
    return objects(scope).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'redis');
  };

  test.each([
    ['where its Helm chart puts it', {}, 'keda', { app: 'keda-operator' }],
    [
      'where the environment says it is',
      { cluster: { keda: { namespace: 'scaling', podLabels: { app: 'keda' } } } },
      'scaling',
      { app: 'keda' },
    ],
  ])('lets KEDA in, %s, and not the worker, to whom no variable gave the address', (_where, options, name, labels) => {
    expect(scaledByOwn(options)).toHaveProperty('spec.ingress', [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
            podSelector: { matchLabels: labels },
          },
        ],
        ports: [{ port: 6379, protocol: 'TCP' }],
      },
    ]);
  });
});
