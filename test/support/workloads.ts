import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { JobTemplate } from '../../lib/workloads/job-template.ts';
import type { JobProps } from '../../lib/workloads/job.ts';
import { RunOnce } from '../../lib/workloads/run-once.ts';
import { Probe, type Probes } from '../../lib/workloads/probe.ts';
import { QueueWorker, type QueueWorkerProps } from '../../lib/workloads/queue-worker.ts';
import { ScheduledJob, type ScheduledJobProps } from '../../lib/workloads/scheduled-job.ts';
import { Server, type ServerProps } from '../../lib/workloads/server.ts';
import { Singleton, type SingletonProps } from '../../lib/workloads/singleton.ts';
import { anImage, chart, faults, object, someResources } from './build.ts';

/** Probes whose reasons are `ready` and `alive`. */
const someProbes: Probes = {
  readiness: Probe.http('/readyz', 'ready'),
  liveness: Probe.http('/livez', 'alive'),
};

/** A Server that listens on `http` 8080, by default `web` in a chart of its own. */
export function server(props: Partial<ServerProps> = {}, scope: Construct = chart(), id = 'web'): Server {
  const defaults = { image: anImage, resources: someResources, ports: { http: 8080 }, probes: someProbes };
  return new Server(scope, id, { ...defaults, ...props });
}

/** A QueueWorker, by default `web` in a chart of its own. */
export function queueWorker(
  props: Partial<QueueWorkerProps> = {},
  scope: Construct = chart(),
  id = 'web',
): QueueWorker {
  return new QueueWorker(scope, id, { image: anImage, resources: someResources, ...props });
}

/** A Singleton without ports, by default `web` in a chart of its own. */
export function singleton(props: Partial<SingletonProps> = {}, scope: Construct = chart(), id = 'web'): Singleton {
  const probes = { readiness: Probe.exec(['ready'], 'ready'), liveness: Probe.none('it ends by itself') };
  return new Singleton(scope, id, { image: anImage, resources: someResources, probes, ...props });
}

/** A ScheduledJob that runs each hour, by default `web` in a chart of its own. */
export function scheduledJob(
  props: Partial<ScheduledJobProps> = {},
  scope: Construct = chart(),
  id = 'web',
): ScheduledJob {
  const defaults = { image: anImage, resources: someResources, schedule: '0 * * * *', deadline: Duration.minutes(5) };
  return new ScheduledJob(scope, id, { ...defaults, ...props });
}

/** A JobTemplate, by default `web` in a chart of its own. */
export function jobTemplate(props: Partial<JobProps> = {}, scope: Construct = chart(), id = 'web'): JobTemplate {
  const defaults = { image: anImage, resources: someResources, deadline: Duration.minutes(5) };
  return new JobTemplate(scope, id, { ...defaults, ...props });
}

/** A RunOnce, by default `web` in a chart of its own. */
export function runOnce(props: Partial<JobProps> = {}, scope: Construct = chart(), id = 'web'): RunOnce {
  const defaults = { image: anImage, resources: someResources, deadline: Duration.minutes(5) };
  return new RunOnce(scope, id, { ...defaults, ...props });
}

/** The one object of a kind in the chart of a construct. @param name tells it from others of its kind */
export const objectOf = <T extends object>(construct: Construct, kind: string, name?: string): T =>
  object<T>(Chart.of(construct), kind, name);

/** The faults of the App that a construct belongs to. */
export const faultsOf = (construct: Construct): string[] => faults(Chart.of(construct));

/** A Deployment with the parts that are always rendered. */
export type RenderedDeployment = IDeployment & {
  readonly metadata: NonNullable<IDeployment['metadata']>;
  readonly spec: NonNullable<IDeployment['spec']> & {
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: IPodSpec;
    };
  };
};

/** The one Deployment in the chart of a construct. */
export const deployment = (construct: Construct): RenderedDeployment => objectOf(construct, 'Deployment');

/** The pods of the one Deployment in the chart of a construct. */
export const podSpec = (construct: Construct): IPodSpec => deployment(construct).spec.template.spec;

/** The one container of the one Deployment in the chart of a construct. */
export function container(construct: Construct): IContainer {
  const { containers } = podSpec(construct);
  if (containers.length !== 1) throw new Error(`expected one container, got ${containers.length}`);
  return containers[0] as IContainer;
}
