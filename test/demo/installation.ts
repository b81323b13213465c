import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobTemplate } from '../../lib/contract/job.ts';
import { lookUpAssets } from '../support/control-plane/assets.ts';
import { startControlPlane, type ControlPlane } from '../support/control-plane/control-plane.ts';
import { lookUpRabbitmq, Rabbitmq } from '../support/rabbitmq.ts';
import { lookUpRedis, Redis } from '../support/redis.ts';
import { createRuntimeNamespace } from '../support/runtime-namespace.ts';
import { RuntimeProcesses } from '../support/runtime-process.ts';
import { outcomeAnnotation } from './pod-ends.ts';
import { routeName } from './requests.ts';

/** The namespace of the Jobs. */
export const namespace = 'cds';

/** A pod waits until it is told how it ends, and does so a second later. */
const template = `apiVersion: batch/v1
kind: Job
spec:
  backoffLimit: 1
  template:
    metadata: { annotations: { ${outcomeAnnotation}: hang, simulation/delay: 1s } }
    spec:
      restartPolicy: Never
      containers: [{ name: cds, image: 'registry.example.com/cds:1' }]
`;

/** Everything that the runtime consists of, on this machine. */
export interface Installation {
  readonly broker: Rabbitmq;
  readonly cluster: ControlPlane;
  /** Where the logs of pods are saved. */
  readonly logs: string;
  /** Ends the two processes in good order. @returns how each ended */
  end(): Promise<readonly string[]>;
  /** Ends everything. */
  stop(): Promise<void>;
}

/** What this machine lacks, and what to do about it, a line each. */
export function missingParts(): readonly string[] {
  const parts = { RabbitMQ: lookUpRabbitmq(), Redis: lookUpRedis(), 'Kubernetes 1.36': lookUpAssets('1.36') };
  return Object.entries(parts).flatMap(([name, lookUp]) => (lookUp.found ? [] : [`${name}: ${lookUp.reason}`]));
}

/** Starts RabbitMQ, Redis, a control plane with one simulated node, the responder and the reaper. Nothing is left behind when that fails. */
export async function startInstallation(): Promise<Installation> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
  };
  const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    stops.push(() => started.stop());
    return started;
  };
  try {
    const starts = [
      keep(Rabbitmq.create()),
      keep(Redis.create()),
      keep(startControlPlane({ version: '1.36' })),
    ] as const;
    // When one fails, the others are waited for, so that they can be ended.
    await Promise.allSettled(starts);
    const [broker, redis, cluster] = await Promise.all(starts);
    const kubeconfigs = await createRuntimeNamespace(cluster, namespace);
    const { logs, variables } = makeFolders(cluster.folder);
    const processes = new RuntimeProcesses();
    stops.push(() => processes.end());
    const rabbitmq = {
      RABBITMQ_HOST: broker.host,
      RABBITMQ_PORT: String(broker.port),
      RABBITMQ_USER: broker.username,
      RABBITMQ_PASSWD: broker.password,
    };
    const started = await Promise.all([
      processes.start('runtime/responder/main.ts', { ...rabbitmq, ...variables, KUBE_CONFIG: kubeconfigs.responder }),
      processes.start('runtime/reaper/main.ts', {
        ...rabbitmq,
        KUBE_CONFIG: kubeconfigs.reaper,
        REDIS_HOST: redis.host,
        REDIS_PORT: String(redis.port),
      }),
    ]);
    await Promise.all(started.map((each) => each.untilReady()));
    return { broker, cluster, logs, stop, end: () => Promise.all(started.map((each) => each.stop())) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In the control plane's folder, which is removed whatever becomes of this process. */
function makeFolders(folder: string) {
  const [inmeta, templates, routes, logs] = ['inmeta', 'templates', 'routes', 'pod-logs'].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string, string];
  writeFileSync(join(templates, jobTemplate.fileName), template);
  writeFileSync(join(routes, routeName), '<route/>');
  const variables = { INMETA_PATH: inmeta, TEMPLATES_PATH: templates, ROUTES_PATH: routes, POD_LOGS_BASEPATH: logs };
  return { logs, variables };
}
