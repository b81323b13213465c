import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  ScaledObject,
  TriggerAuthentication,
  type ScaledObjectSpec,
  type TriggerAuthenticationSpec,
} from '../../imports/keda.sh.ts';
import type { SecretKey } from '../config/secrets.ts';
import { addManifest } from '../core/manifest.ts';
import type { DialledHost, DialledPort } from '../wiring/address.ts';
import { Endpoint } from '../wiring/target.ts';
import type { QueueScaling } from './replicas.ts';

/** An SQS queue, whose visible and in-flight messages are counted. @see https://keda.sh/docs/2.17/scalers/aws-sqs/ */
export interface SqsTrigger {
  readonly type: 'aws-sqs-queue';
  /** Such as `https://sqs.us-east-1.amazonaws.com/123456789012/k8s_update`. */
  readonly queueUrl: string;
  readonly region: string;
  /** Keys of an AWS account that may read the queue's attributes. @default - the KEDA operator's own identity */
  readonly credentials?: { readonly accessKeyId: SecretKey; readonly secretAccessKey: SecretKey };
}

/** A RabbitMQ queue, whose ready and unacknowledged messages are counted. @see https://keda.sh/docs/2.17/scalers/rabbitmq-queue/ */
export interface RabbitmqTrigger {
  readonly type: 'rabbitmq';
  /** Where KEDA reaches it; in the cluster this lets KEDA in. */
  readonly host: DialledHost;
  readonly port: DialledPort;
  /** @default / */
  readonly vhost?: string;
  readonly queueName: string;
  readonly credentials: { readonly username: SecretKey; readonly password: SecretKey };
}

/** A Redis list, whose elements are counted. @see https://keda.sh/docs/2.17/scalers/redis-lists/ */
export interface RedisListTrigger {
  readonly type: 'redis';
  /** Where KEDA reaches it; in the cluster this lets KEDA in. */
  readonly host: DialledHost;
  readonly port: DialledPort;
  readonly listName: string;
  /** @default 0 */
  readonly database?: number;
  /** @default - none */
  readonly credentials?: { readonly password: SecretKey };
}

/** A queue by whose length a workload is scaled. */
export type QueueTrigger = SqsTrigger | RabbitmqTrigger | RedisListTrigger;

function triggerMetadata(queue: QueueTrigger, messagesPerReplica: number): Record<string, string> {
  const length = String(messagesPerReplica);
  switch (queue.type) {
    case 'aws-sqs-queue':
      return {
        queueURL: queue.queueUrl,
        awsRegion: queue.region,
        queueLength: length,
        ...(queue.credentials ? {} : { identityOwner: 'operator' }),
      };
    case 'rabbitmq':
      return {
        host: `amqp://${queue.host.value}:${queue.port.value}/${encodeURIComponent(queue.vhost ?? '/')}`,
        protocol: 'amqp',
        queueName: queue.queueName,
        mode: 'QueueLength',
        value: length,
      };
    case 'redis':
      return {
        address: `${queue.host.value}:${queue.port.value}`,
        listName: queue.listName,
        databaseIndex: String(queue.database ?? 0),
        listLength: length,
      };
  }
}

/** KEDA's names of the parameters that carry credentials. */
const parameterNames: Record<string, string> = { accessKeyId: 'awsAccessKeyID', secretAccessKey: 'awsSecretAccessKey' };

/** Adds the ScaledObject that scales a Deployment by the length of a queue, and what it needs to ask for it. */
export function addScaledObject(
  scope: Construct,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  scaling: QueueScaling,
  queue: QueueTrigger,
): ApiObject {
  if (queue.type !== 'aws-sqs-queue') {
    for (const target of queue.host.targets) if (target instanceof Endpoint) target.outside.add('keda');
  }
  const credentials = Object.entries<SecretKey>(queue.credentials ?? {});
  if (credentials.length > 0) {
    const spec: TriggerAuthenticationSpec = {
      secretTargetRef: credentials.map(([parameter, secret]) => ({
        parameter: parameterNames[parameter] ?? parameter,
        name: secret.secretName,
        key: secret.key,
      })),
    };
    addManifest(scope, 'trigger-authentication', { ...TriggerAuthentication.GVK, metadata: { name, namespace }, spec });
  }
  const spec: ScaledObjectSpec = {
    scaleTargetRef: { name },
    minReplicaCount: scaling.min,
    maxReplicaCount: scaling.max,
    triggers: [
      {
        type: queue.type,
        metadata: triggerMetadata(queue, scaling.messagesPerReplica),
        ...(credentials.length > 0 ? { authenticationRef: { name } } : {}),
      },
    ],
  };
  return addManifest(scope, 'scaled-object', { ...ScaledObject.GVK, metadata: { name, namespace }, spec });
}
