import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { SecretReference, type SecretSource } from '../../config/secrets.ts';
import { typedVariables } from '../../config/typed-variables.ts';
import type { Variables } from '../../config/variables.ts';
import type { Image } from '../../core/image.ts';
import { reportFault } from '../../core/faults.ts';
import type { Resources } from '../../core/resources.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { backingService, type BackingAddress, type BackingSettings } from '../../workloads/backing-service.ts';
import { QueueWorker } from '../../workloads/queue-worker.ts';
import type { CpuScaling, QueueScaling, Replicas } from '../../workloads/replicas.ts';
import { ScheduledJob } from '../../workloads/scheduled-job.ts';
import { addNamespaces } from '../namespace-chart.ts';
import { workerVariables } from './variables.ts';
import { crons, workers, type CronKey, type Store, type Worker, type WorkerName } from './workers.ts';

/** How much of a worker there is. */
export interface WorkerSettings {
  /** Fixed, or scaled by CPU or by the length of the worker's queue. */
  readonly replicas: Replicas<CpuScaling | QueueScaling>;
  readonly resources: Resources;
}

/** What a deployer says of Buffer's queue workers. */
export interface BufferWorkersSettings {
  readonly namespace: string;
  /** The image that all of them share. Its entry point takes the worker's name. */
  readonly image: Image;
  readonly queues: {
    /** What tells the queues that Kubernetes consumes from the others. @default - the prefix `k8s_` */
    readonly affix?: { readonly prefix: string } | { readonly suffix: string };
    readonly region: string;
    /** The AWS account the queues belong to, 12 digits. */
    readonly account: string;
  };
  /** SQS. */
  readonly sqs: BackingSettings;
  readonly mongodb: BackingSettings;
  readonly elasticsearch: BackingSettings;
  /** The Elasticsearch cluster of Twitter friends. */
  readonly friendsElasticsearch: BackingSettings;
  readonly secrets: { readonly aws: SecretSource<'access-key-id' | 'secret-access-key'> };
  /** Every worker, unless `workers` says otherwise. */
  readonly defaults: WorkerSettings;
  /** @default - all as `defaults` */
  readonly workers?: { readonly [Name in WorkerName]?: Partial<WorkerSettings> };
  /** When the cron jobs run, in five fields of cron. */
  readonly crons: { readonly [Key in CronKey]: { readonly schedule: string; readonly resources: Resources } };
}

interface Backings {
  readonly sqs: BackingAddress;
  readonly stores: Readonly<Record<Store, BackingAddress>>;
}

/** Buffer's queue workers and cron jobs: one deployment key, one file, one Deployment or CronJob each. */
export function bufferWorkers(app: SystemApp, settings: BufferWorkersSettings): void {
  const { namespace } = settings;
  addNamespaces(app, [{ name: namespace }]);
  checkNames(app, settings);
  const backings = addBackings(app, settings);
  for (const worker of workers) addWorker(app, settings, backings, worker);
  for (const cron of crons) {
    const { schedule, resources } = settings.crons[cron.key];
    const chart = app.chart(cron.key, namespace);
    new ScheduledJob(chart, cron.key, {
      image: settings.image,
      args: [cron.key],
      schedule,
      resources,
      deadline: Duration.minutes(10),
      retries: 1,
      variables: variables(chart, settings, backings, awsSecret(chart, cron.key, settings), { name: cron.fills }),
    });
  }
}

/** Records a fault for what is said of workers that there are not: it would be said in vain. */
function checkNames(app: SystemApp, settings: BufferWorkersSettings): void {
  const names: readonly string[] = workers.map(({ name }) => name);
  for (const got of Object.keys(settings.workers ?? {}).filter((each) => !names.includes(each))) {
    const expected = `one of ${names.join(', ')}`;
    const remedy = 'correct the name of the worker';
    reportFault(app, { code: 'ERR_ENVIRONMENT_VALUE', property: 'workers', got, expected, remedy });
  }
}

function addWorker(app: SystemApp, settings: BufferWorkersSettings, backings: Backings, worker: Worker): void {
  const key = `worker-${worker.name}`;
  const chart = app.chart(key, settings.namespace);
  const own = settings.workers?.[worker.name as WorkerName];
  const aws = awsSecret(chart, key, settings);
  new QueueWorker(chart, key, {
    ...settings.defaults,
    ...own,
    image: settings.image,
    args: [worker.name],
    variables: variables(chart, settings, backings, aws, worker),
    queue: {
      type: 'aws-sqs-queue',
      queueUrl: queueUrl(settings, backings, worker.name).value,
      region: settings.queues.region,
      credentials: { accessKeyId: aws.key('access-key-id'), secretAccessKey: aws.key('secret-access-key') },
    },
  });
}

/** The name of a worker's queue, such as `k8s_update`. */
function queueName({ queues: { affix = { prefix: 'k8s_' } } }: BufferWorkersSettings, worker: string): string {
  return 'prefix' in affix ? `${affix.prefix}${worker}` : `${worker}${affix.suffix}`;
}

const queueUrl = (settings: BufferWorkersSettings, { sqs }: Backings, worker: string) =>
  sqs.url(`/${settings.queues.account}/${queueName(settings, worker)}`);

type AwsSecret = SecretReference<'access-key-id' | 'secret-access-key'>;

function awsSecret(chart: Construct, unit: string, { secrets }: BufferWorkersSettings): AwsSecret {
  return new SecretReference(chart, 'aws', {
    name: 'aws',
    unit,
    keys: ['access-key-id', 'secret-access-key'],
    source: secrets.aws,
  });
}

function variables(
  chart: Construct,
  settings: BufferWorkersSettings,
  backings: Backings,
  aws: AwsSecret,
  worker: Pick<Worker, 'name' | 'reaches'>,
): Variables {
  const { mongodb, elasticsearch, 'friends-elasticsearch': friends } = backings.stores;
  const reaches = worker.reaches ?? ['mongodb'];
  const index = reaches.includes('elasticsearch')
    ? elasticsearch
    : reaches.includes('friends-elasticsearch')
      ? friends
      : undefined;
  return typedVariables(chart, workerVariables, {
    ENV_KUBERNETES: true,
    QUEUE_NAME: queueName(settings, worker.name),
    QUEUE_URL: queueUrl(settings, backings, worker.name),
    AWS_REGION: settings.queues.region,
    AWS_ACCESS_KEY_ID: aws.key('access-key-id'),
    AWS_SECRET_ACCESS_KEY: aws.key('secret-access-key'),
    ...(reaches.includes('mongodb') ? { MONGODB_HOST: mongodb.host, MONGODB_PORT: mongodb.port } : {}),
    ...(index ? { ELASTICSEARCH_URL: index.url() } : {}),
  });
}

function addBackings(app: SystemApp, settings: BufferWorkersSettings): Backings {
  const { namespace } = settings;
  const elasticsearch = () => ({
    ports: { http: 9200 },
    dataPath: '/usr/share/elasticsearch/data',
    user: 1000,
    variables: { 'discovery.type': 'single-node' },
  });
  return {
    sqs: backingService(app, namespace, 'sqs', 'SQS', settings.sqs, () => ({
      ports: { http: 9324 },
      dataPath: '/data',
    })),
    stores: {
      mongodb: backingService(app, namespace, 'mongodb', 'MongoDB', settings.mongodb, () => ({
        ports: { mongodb: 27017 },
        dataPath: '/data/db',
        user: 999,
      })),
      elasticsearch: backingService(
        app,
        namespace,
        'elasticsearch',
        'Elasticsearch',
        settings.elasticsearch,
        elasticsearch,
      ),
      'friends-elasticsearch': backingService(
        app,
        namespace,
        'friends-elasticsearch',
        "Friends' Elasticsearch",
        settings.friendsElasticsearch,
        elasticsearch,
      ),
    },
  };
}
