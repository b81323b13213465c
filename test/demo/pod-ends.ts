import { jobAnnotations } from '../../lib/contract/job-metadata.ts';
import type { Kubernetes } from '../../runtime/shared/kubernetes.ts';
import type { DemoRequest } from './requests.ts';

/** The annotation by which a simulated pod knows how it ends. @see ../support/control-plane/simulation.yaml */
export const outcomeAnnotation = 'simulation/outcome';

interface ListedObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Says how the pods of Jobs end, as a program in a container would: each of a request in its turn. */
export class PodEnds {
  readonly #kubernetes: Kubernetes;
  readonly #requests: readonly DemoRequest[];
  /** Pods that were told how they end, of each Job. Key: the Job's uid. */
  readonly #told = new Map<string, Set<string>>();
  /** Key: a Job's uid. */
  readonly #requestOf = new Map<string, DemoRequest>();

  constructor(kubernetes: Kubernetes, requests: readonly DemoRequest[]) {
    this.#kubernetes = kubernetes;
    this.#requests = requests;
  }

  /** Looks at the cluster, and tells new pods how they end. @returns uids of the Jobs that are there */
  async look(): Promise<ReadonlySet<string>> {
    const jobs = await this.#list('/apis/batch/v1', 'jobs');
    for (const { metadata } of jobs) {
      const identity = metadata.annotations?.[jobAnnotations.delivery];
      const request = this.#requests.find((each) => each.identity === identity);
      if (request !== undefined) this.#requestOf.set(metadata.uid, request);
    }
    for (const pod of await this.#list('/api/v1', 'pods')) await this.#tell(pod);
    return new Set(jobs.map(({ metadata }) => metadata.uid));
  }

  async #tell({ metadata: { name, uid, labels } }: ListedObject): Promise<void> {
    const job = labels?.['batch.kubernetes.io/controller-uid'] ?? '';
    const request = this.#requestOf.get(job);
    const told = this.#told.get(job) ?? new Set();
    this.#told.set(job, told);
    const end = request?.pods[told.size];
    if (end === undefined || told.has(uid)) return;
    told.add(uid);
    const body = { metadata: { annotations: { [outcomeAnnotation]: end } } };
    await this.#kubernetes.request('PATCH', `${this.#path('/api/v1', 'pods')}/${name}`, { body });
  }

  async #list(group: string, kind: string): Promise<readonly ListedObject[]> {
    const list = await this.#kubernetes.request<{ readonly items: readonly ListedObject[] }>(
      'GET',
      this.#path(group, kind),
    );
    return list.items;
  }

  #path(group: string, kind: string): string {
    return `${group}/namespaces/${this.#kubernetes.namespace}/${kind}`;
  }
}
