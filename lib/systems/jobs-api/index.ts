import { typedVariables } from '../../config/typed-variables.ts';
import type { Image } from '../../core/image.ts';
import type { Resources } from '../../core/resources.ts';
import type { SystemApp } from '../../core/system-app.ts';
import type { Exposure } from '../../workloads/exposure.ts';
import { Probe } from '../../workloads/probe.ts';
import { QueueWorker } from '../../workloads/queue-worker.ts';
import { Redis, type RedisProps } from '../../workloads/redis.ts';
import type { Replicas } from '../../workloads/replicas.ts';
import { Server } from '../../workloads/server.ts';
import { addNamespaces } from '../namespace-chart.ts';
import { jobsVariables } from './variables.ts';

/** What a deployer says of the Jobs API. */
export interface JobsApiSettings {
  readonly namespace: string;
  /** The image that API and workers share; its entry point is `python`. */
  readonly image: Image;
  readonly api: {
    readonly replicas: Replicas;
    readonly resources: Resources;
    /** @default - reached from inside the cluster only */
    readonly exposure?: Exposure;
  };
  readonly worker: { readonly replicas: Replicas; readonly resources: Resources };
  /** The Redis that holds the queue and the results. */
  readonly db: Pick<RedisProps, 'image' | 'resources' | 'storage'>;
}

/** The database of Redis that holds the queue. */
const queueDatabase = 1;

/**
 * The Jobs API: `api` puts jobs on a queue in `db`, `worker` takes them off and writes results back. Workers have neither Service nor claim: nobody
 * connects to them, and what they know is in Redis.
 */
export function jobsApi(app: SystemApp, settings: JobsApiSettings): void {
  const { namespace, image } = settings;
  addNamespaces(app, [{ name: namespace }]);

  const db = new Redis(app.chart('db', namespace), 'db', settings.db);
  const redis = {
    REDIS_IP: db.host('redis'),
    REDIS_PORT: db.port('redis'),
    REDIS_DB: queueDatabase,
  };

  const apiChart = app.chart('api', namespace);
  new Server(apiChart, 'api', {
    ...settings.api,
    image,
    args: ['app.py'],
    ports: { http: 5000 },
    variables: typedVariables(apiChart, jobsVariables, redis),
    probes: {
      readiness: Probe.tcp('it has no health path; it accepts connections once Flask listens'),
      liveness: Probe.tcp('it accepts connections as long as Flask runs'),
    },
  });

  const workerChart = app.chart('worker', namespace);
  new QueueWorker(workerChart, 'worker', {
    ...settings.worker,
    image,
    args: ['worker.py'],
    variables: typedVariables(workerChart, jobsVariables, redis),
  });
}
