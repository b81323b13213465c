import { jobNamePrefix } from '../../lib/contract/job.ts';
import type { EnvironmentValues } from '../../lib/contract/variables.ts';
import { reasonOf } from '../shared/amqp-supervisor.ts';
import type { Environment } from '../shared/env.ts';
import { connectKubernetes, KubernetesError, type Kubernetes } from '../shared/kubernetes.ts';
import { commandError, errorCodes } from './errors.ts';
import type { clusterVariables } from './settings.ts';

/** What a command reads of a Job. Any field of its status may be absent, of any version and controller. */
export interface Job {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string | null;
    readonly finalizers?: readonly string[] | null;
  };
  readonly status?: {
    readonly startTime?: string | null;
    readonly active?: number | null;
    readonly failed?: number | null;
    readonly conditions?: readonly JobCondition[] | null;
  } | null;
}

/** One condition of a Job; it holds only while `status` is "True". */
export interface JobCondition {
  readonly type?: string;
  readonly status?: string;
  readonly lastTransitionTime?: string | null;
}

/** What a command reads of a Lease. */
export interface Lease {
  readonly metadata: { readonly uid: string };
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly renewTime?: string | null;
    readonly leaseDurationSeconds?: number | null;
    readonly leaseTransitions?: number | null;
  } | null;
}

interface JobList {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly Job[] | null;
}

/** All Jobs of CDS at one moment. */
export interface JobsNow {
  readonly jobs: readonly Job[];
  /** The moment in the order of all changes. */
  readonly resourceVersion: string;
}

/** Jobs in one page of a list. */
const pageSize = 500;

/** How long one answer of the API server may take, in milliseconds. */
const timeoutMs = 10_000;

/** The API server, asked once each time. Every method throws ERR_COMMAND_UNREACHABLE where no answer comes, and ERR_COMMAND_REFUSED where it says no. */
export class CommandCluster {
  readonly #kubernetes: Kubernetes;

  /** @param env for the service account, where the command runs in a pod @throws ERR_KUBERNETES_CONFIG when there are no usable credentials */
  constructor(values: EnvironmentValues<typeof clusterVariables>, env: Environment) {
    const { KUBE_CONFIG: kubeConfig, NAMESPACE: namespace } = values;
    this.#kubernetes = connectKubernetes({ kubeConfig, namespace, env, maxSockets: 4 });
  }

  /** The namespace of the Jobs. */
  get namespace(): string {
    return this.#kubernetes.namespace;
  }

  /** All Jobs of CDS, by their names. */
  async jobs(): Promise<JobsNow> {
    const jobs: Job[] = [];
    let next: string | undefined;
    let resourceVersion = '';
    do {
      const query = { limit: pageSize, continue: next };
      const ask = () => this.#kubernetes.request<JobList>('GET', this.#jobs, { query, timeoutMs });
      const { items, metadata } = await this.#ask(ask);
      jobs.push(...(items ?? []).filter(({ metadata: { name } }) => name.startsWith(jobNamePrefix)));
      resourceVersion = metadata.resourceVersion ?? '';
      next = metadata.continue || undefined;
    } while (next !== undefined);
    return { jobs, resourceVersion };
  }

  /** `undefined` where there is none of that name. */
  lease(name: string): Promise<Lease | undefined> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${this.namespace}/leases/${encodeURIComponent(name)}`;
    return this.#ask(() => this.#kubernetes.request<Lease>('GET', path, { timeoutMs }), { 404: undefined });
  }

  /** `undefined` where there is none of that name. */
  job(name: string): Promise<Job | undefined> {
    return this.#ask(() => this.#kubernetes.request<Job>('GET', this.#pathOf(name), { timeoutMs }), { 404: undefined });
  }

  /**
   * Changes a Job by a JSON patch.
   * @returns `gone`: there is no Job of that name; `other`: a test in the patch failed, or somebody else wrote at the same moment
   */
  patchJob(name: string, body: readonly object[]): Promise<'done' | 'gone' | 'other'> {
    const request = { body, contentType: 'application/json-patch+json', timeoutMs };
    const ask = async () => {
      await this.#kubernetes.request('PATCH', this.#pathOf(name), request);
      return 'done' as const;
    };
    return this.#ask<'done' | 'gone' | 'other'>(ask, { 404: 'gone', 409: 'other', 422: 'other' });
  }

  close(): Promise<void> {
    return this.#kubernetes.close();
  }

  /** @param answers what to return for answers that are not 2xx, by status */
  async #ask<T>(ask: () => Promise<T>, answers: Readonly<Record<number, T>> = {}): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw commandError(errorCodes.unreachable, reasonOf(error), error);
      if (Object.hasOwn(answers, error.status)) return answers[error.status] as T;
      throw commandError(errorCodes.refused, reasonOf(error), error);
    }
  }

  #pathOf(name: string): string {
    return `${this.#jobs}/${encodeURIComponent(name)}`;
  }

  get #jobs(): string {
    return `/apis/batch/v1/namespaces/${encodeURIComponent(this.namespace)}/jobs`;
  }
}
