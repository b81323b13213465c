import { Duration } from 'cdk8s';
import { checkSeconds } from '../core/durations.ts';
import type { Construct } from 'constructs';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { reportFault } from '../core/faults.ts';
import { commonLabels, type Component } from '../core/labels.ts';
import { defaultShutdown } from '../core/pod-defaults.ts';
import { addApiAccess, type ApiAccess } from './api-access.ts';
import { Pod } from './pod.ts';
import { Workload, type WorkloadProps } from './workload.ts';

/** Props of the workloads that end. */
export interface JobProps extends WorkloadProps {
  /** Time after which it is stopped and has failed, whatever it does. A program that hangs would otherwise stay for ever. */
  readonly deadline: Duration;
  /** Time after which one try is stopped and has failed, so that the next one can begin. @default - as long as `deadline` lets it */
  readonly tryDeadline?: Duration;
  /** How often it is started again after a failure. @default 6, Kubernetes' own */
  readonly retries?: number;
  /** Time after its end at which it is deleted with its logs. @default - a day */
  readonly keptFor?: Duration;
  /** @default - nothing: it gets no token */
  readonly apiAccess?: readonly ApiAccess[];
  /** The Kueue queue that admits its Jobs. @default - none: they start at once */
  readonly kueueQueue?: string;
}

const day = Duration.days(1);

/** Kubernetes' own. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy */
const defaultRetries = 6;

/** A workload that ends: the spec of its Job. A failed pod is kept with its log, and the next try is a new pod. */
export abstract class JobWorkload extends Workload {
  readonly pod: Pod;
  readonly #props: JobProps;

  constructor(scope: Construct, id: string, props: JobProps, component: Component) {
    super(scope, id, props.name, component);
    this.#props = props;
    const { deadline, tryDeadline, keptFor = day, retries = defaultRetries } = props;
    checkSeconds(this, 'deadline', deadline);
    if (tryDeadline !== undefined) checkSeconds(this, 'tryDeadline', tryDeadline);
    checkSeconds(this, 'keptFor', keptFor);
    if (!Number.isInteger(retries) || retries < 0) {
      reportFault(this, {
        code: 'ERR_REPLICAS',
        property: 'retries',
        got: retries,
        expected: 'a whole number from 0, such as 3',
        remedy: 'correct it',
      });
    }
    this.pod = new Pod(this, this.unit, props, {
      shutdown: defaultShutdown,
      restartPolicy: 'Never',
      deadline: tryDeadline,
      serviceAccountName: addApiAccess(this, this.unit, props.apiAccess ?? []),
    });
  }

  /** Labels of the Jobs and their pods. */
  protected get jobLabels(): Record<string, string> {
    return { ...commonLabels(this), ...this.podLabels };
  }

  /** Labels of the Jobs alone. */
  protected get queueLabels(): Record<string, string> {
    const { kueueQueue } = this.#props;
    return kueueQueue === undefined ? {} : { 'kueue.x-k8s.io/queue-name': kueueQueue };
  }

  /**
   * The spec of a Job.
   *
   * @internal
   */
  protected jobSpec(): NonNullable<IJob['spec']> {
    const { deadline, retries = defaultRetries, keptFor = day, kueueQueue } = this.#props;
    return {
      activeDeadlineSeconds: deadline.toSeconds(),
      backoffLimit: retries,
      ttlSecondsAfterFinished: keptFor.toSeconds(),
      ...(kueueQueue === undefined ? {} : { suspend: true }),
      template: { metadata: { labels: this.jobLabels }, spec: this.pod.spec() },
    };
  }
}
