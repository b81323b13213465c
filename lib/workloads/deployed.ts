import { Lazy, type ApiObject, type Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { checkSeconds } from '../core/durations.ts';
import { reportFault } from '../core/faults.ts';
import type { Component } from '../core/labels.ts';
import { commonLabels } from '../core/labels.ts';
import { addManifest } from '../core/manifest.ts';
import { defaultShutdown, revisionHistoryLimit } from '../core/pod-defaults.ts';
import { isPortNumber } from '../core/port.ts';
import type { PortSettings } from '../wiring/unit.ts';
import { addApiAccess, type ApiAccess } from './api-access.ts';
import { Pod, type PodSettings } from './pod.ts';
import type { Probes } from './probe.ts';
import { checkReplicas, fewest, type ReplicaRange, type Replicas } from './replicas.ts';
import { addScaling } from './scaling.ts';
import type { QueueTrigger } from './scaled-object.ts';
import { Workload, type WorkloadProps } from './workload.ts';

/** Kubernetes' own. @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds */
const defaultProgressSeconds = 600;

/** Props of the workloads that a Deployment keeps running. */
export interface DeployedProps extends WorkloadProps {
  /** Time the program has to finish after SIGTERM, before it is killed. @default 30 seconds, Kubernetes' own */
  readonly shutdown?: Duration;
  /** How long a new pod must stay ready before it counts, for a program that may end soon after it was ready. @default 0 seconds */
  readonly settle?: Duration;
  /** What it may do at the Kubernetes API. @default - nothing: it gets no token */
  readonly apiAccess?: readonly ApiAccess[];
  /** A port for health checks (and metrics) that no other unit dials; its name in probes is `health`. @default - none */
  readonly healthPort?: number;
}

/** What a kind of deployed workload decides. */
export interface DeployedSettings {
  readonly component: Component;
  readonly ports?: Readonly<Record<string, PortSettings>>;
  readonly probes: Probes;
  readonly replicas: Replicas<ReplicaRange>;
  /** Whether a new pod may run beside an old one. */
  readonly mayOverlap: boolean;
  readonly drain?: Duration;
  readonly queue?: QueueTrigger;
}

/** A workload that runs for ever: a Deployment, and what its replicas need. */
export abstract class DeployedWorkload extends Workload {
  readonly pod: Pod;
  readonly deployment: ApiObject;
  readonly #settings: DeployedSettings;
  readonly #settle: Duration | undefined;

  constructor(scope: Construct, id: string, props: DeployedProps, settings: DeployedSettings) {
    super(scope, id, props.name, settings.component, settings.ports);
    this.#settings = settings;
    const { name, namespace } = this.unit;
    checkReplicas(this, settings.replicas);
    const health: PodSettings['ports'] =
      props.healthPort === undefined ? {} : { health: { number: props.healthPort, protocol: 'TCP' } };
    this.#checkHealthPort(props.healthPort);
    const { shutdown = defaultShutdown } = props;
    checkSeconds(this, 'shutdown', shutdown);
    if (props.settle !== undefined) checkSeconds(this, 'settle', props.settle);
    this.#settle = props.settle;
    this.pod = new Pod(this, this.unit, props, {
      ports: { ...Object.fromEntries(this.unit.endpoints), ...health },
      probes: settings.probes,
      drain: settings.drain,
      shutdown,
      restartPolicy: 'Always',
      serviceAccountName: addApiAccess(this, this.unit, props.apiAccess ?? []),
    });
    this.deployment = addManifest<IDeployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels: this.podLabels, annotations: this.pod.annotations },
      spec: Lazy.any({ produce: () => this.#spec() }),
    });
    addScaling(this, { name, namespace }, settings.replicas, settings.queue);
    if (fewest(settings.replicas) > 1) this.#addDisruptionBudget();
  }

  #checkHealthPort(healthPort: number | undefined): void {
    if (healthPort === undefined) return;
    const others = [...this.unit.endpoints.values()];
    const same = others.find(
      ({ name, number, protocol }) => name === 'health' || (number === healthPort && protocol === 'TCP'),
    );
    if (isPortNumber(healthPort) && same === undefined) return;
    reportFault(this, {
      code: 'ERR_PORT',
      property: 'healthPort',
      got: healthPort,
      expected: same
        ? `a port besides "${same.name}", which is ${same.number} and dialled by others`
        : 'a whole number from 1 to 65535, such as 8080',
      remedy: same ? `leave it out and probe at the port "${same.name}", or correct one of them` : 'correct the port',
    });
  }

  #spec(): NonNullable<IDeployment['spec']> {
    const { replicas, mayOverlap, probes } = this.#settings;
    const startSeconds = probes.startsWithin?.toSeconds() ?? 0;
    return {
      ...(typeof replicas === 'number' ? { replicas } : {}),
      // a rollout must not be given up while its pods may still start
      ...(startSeconds >= defaultProgressSeconds ? { progressDeadlineSeconds: startSeconds + 60 } : {}),
      ...(this.#settle === undefined ? {} : { minReadySeconds: this.#settle.toSeconds() }),
      revisionHistoryLimit,
      selector: { matchLabels: this.selector },
      strategy: mayOverlap
        ? { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
        : { type: 'Recreate' },
      template: {
        metadata: { labels: { ...commonLabels(this), ...this.podLabels } },
        spec: { ...this.pod.spec(), ...(fewest(replicas) > 1 ? { topologySpreadConstraints: this.#spread() } : {}) },
      },
    };
  }

  /** Replicas of one revision are spread over zones and nodes where there are several, and run anyway where there are not. */
  #spread() {
    return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway' as const,
      labelSelector: { matchLabels: this.selector },
      matchLabelKeys: ['pod-template-hash'],
    }));
  }

  #addDisruptionBudget(): void {
    addManifest<IPodDisruptionBudget>(this, 'disruption-budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: this.unit.name, namespace: this.unit.namespace },
      spec: { maxUnavailable: 1, selector: { matchLabels: this.selector }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
  }
}
