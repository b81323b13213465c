import {
  Namespace,
  Probe,
  QueueWorker,
  Redis,
  Server,
  type Exposure,
  type Image,
  type Replicas,
  type Storage,
  type SystemApp,
} from 'berth';

/** What differs between environments. */
export interface HelloSettings {
  readonly api: { readonly image: Image; readonly replicas: Replicas; readonly exposure: Exposure };
  readonly worker: { readonly image: Image; readonly replicas: number };
  readonly queue: { readonly image: Image; readonly storage: Storage };
}

const namespace = 'hello';
const resources = { cpu: '50m', memory: '64Mi' } as const;

/** An API, a queue, and workers that take from the queue. Each chart becomes one file, which deploys on its own. */
export function hello(app: SystemApp, settings: HelloSettings): void {
  new Namespace(app.chart('00-namespace', namespace), 'namespace', { name: namespace });

  const queue = new Redis(app.chart('queue', namespace), 'queue', { ...settings.queue, resources });
  // An address given as a variable is all it takes to let a unit, and nobody else, reach another.
  const variables = { REDIS_HOST: queue.host('redis'), REDIS_PORT: queue.port('redis') };

  new Server(app.chart('api', namespace), 'api', {
    ...settings.api,
    resources,
    ports: { http: 8080 },
    variables: { ...variables, WHOAMI_PORT_NUMBER: 8080 },
    probes: {
      readiness: Probe.http('/health', 'it answers requests'),
      liveness: Probe.http('/health', 'it needs nothing but itself to answer this'),
    },
  });

  new QueueWorker(app.chart('worker', namespace), 'worker', {
    ...settings.worker,
    resources,
    variables,
    // Stands in for your program: prints each job that somebody pushes to the list "jobs".
    command: ['sh', '-c'],
    args: ['trap exit TERM; while redis-cli -h "$REDIS_HOST" -p "$REDIS_PORT" BRPOP jobs 5; do :; done'],
  });
}
