import type { IncomingMessage } from 'node:http';
import { KubernetesError, metadataOnly, type Kubernetes } from '../shared/kubernetes.ts';

/** What is read of an object's metadata. */
export interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What is read of a Job. */
export interface Job {
  readonly metadata: Metadata;
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime?: string;
    }[];
  };
}

/** How a container fares: one of the states is set, once the kubelet has told of it. */
export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: { readonly running?: object; readonly terminated?: object; readonly waiting?: object };
}

/** What is read of a pod. */
export interface Pod {
  readonly metadata: Metadata;
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
    readonly ephemeralContainers?: readonly { readonly name: string }[];
  };
  readonly status?: {
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  };
}

/** How long a log may be silent before its stream is given up, in milliseconds: nobody writes to it any more, so bytes come without a pause. */
const idleTimeoutMs = 60_000;

/** How long one create may take, in milliseconds: longer than the webhooks that look at it, which may take 10 s each by default, and shorter than a person waits. */
const createTimeoutMs = 15_000;

/** How the API server begins an object: its kind, then the first fields of its metadata. @see `ObjectMeta` of kubernetes/apimachinery pkg/apis/meta/v1/types.go */
const objectStart =
  /^\{"kind":"[^"\\]*","apiVersion":"[^"\\]*","metadata":\{"name":"([^"\\]+)","namespace":"[^"\\]+","uid":"([^"\\]+)"/;

/** More than these fields take: names have at most 253 characters. In bytes. */
const objectStartBytes = 1_024;

/** The label of the pods of a Job. Its name may be that of another Job by now. @see kubernetes/kubernetes staging/src/k8s.io/api/batch/v1/types.go */
const ownerLabel = 'batch.kubernetes.io/controller-uid';

/** Pods in one answer. Each is some 5 to 20 KiB. */
const pageSize = 50;

/** The Jobs of one namespace and their pods, as the API server has them. Every method throws what `Kubernetes.request` throws. */
export class Jobs {
  readonly #kubernetes: Kubernetes;

  constructor(kubernetes: Kubernetes) {
    this.#kubernetes = kubernetes;
  }

  get namespace(): string {
    return this.#kubernetes.namespace;
  }

  /** @returns name and uid, the rest of it perhaps not */
  create(manifest: object): Promise<Job> {
    return this.#kubernetes.request('POST', this.#jobs, {
      body: manifest,
      timeoutMs: createTimeoutMs,
      accept: metadataOnly,
      parse: parseCreated,
    });
  }

  /** Asks the API server whether it would take a manifest; nothing is created. @throws KubernetesError as for `create` when not */
  async tryToCreate(manifest: object): Promise<void> {
    await this.#kubernetes.request('POST', this.#jobs, { body: manifest, query: { dryRun: 'All' } });
  }

  /** `undefined` where there is no Job of that name. */
  async find(name: string): Promise<Job | undefined> {
    try {
      return await this.#kubernetes.request<Job>('GET', `${this.#jobs}/${name}`);
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  /** Deletes a Job once its pods are gone. @returns whether it was there still, under that uid */
  async remove(name: string, uid: string): Promise<boolean> {
    const options = { propagationPolicy: 'Foreground', preconditions: { uid } };
    try {
      await this.#kubernetes.request('DELETE', `${this.#jobs}/${name}`, { body: options });
      return true;
    } catch (error) {
      if (hasStatus(error, 404, 409)) return false;
      throw error;
    }
  }

  /** Every pod of a Job, page by page. */
  async *podsOf(uid: string): AsyncGenerator<Pod> {
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    const labelSelector = `${ownerLabel}=${uid}`;
    let next: string | undefined;
    do {
      const query = { labelSelector, limit: pageSize, continue: next };
      const list = await this.#kubernetes.request<PodList>('GET', path, { query });
      yield* list.items;
      next = list.metadata?.continue || undefined;
    } while (next !== undefined);
  }

  /**
   * The log of a container, as it comes. That it ends does not mean that it is whole: when the API server loses the node in the middle, it ends it all the same.
   * @param tailLines how many lines of its end. @default - all
   * @see kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go, `StreamObject`
   */
  log(pod: string, container: string, signal: AbortSignal, tailLines?: number): Promise<IncomingMessage> {
    const path = `/api/v1/namespaces/${this.namespace}/pods/${pod}/log`;
    return this.#kubernetes.stream(path, { query: { container, tailLines }, signal, idleTimeoutMs });
  }

  get #jobs(): string {
    return `/apis/batch/v1/namespaces/${this.namespace}/jobs`;
  }
}

/** Name and uid from the beginning of an object, as all else costs more to parse than the rest of a request; the whole where it begins in another way. */
function parseCreated(body: Buffer): unknown {
  const [, name, uid] = objectStart.exec(body.toString('latin1', 0, objectStartBytes)) ?? [];
  return name === undefined || uid === undefined ? JSON.parse(body.toString()) : { metadata: { name, uid } };
}

interface PodList {
  readonly items: readonly Pod[];
  readonly metadata?: { readonly continue?: string };
}

/** Whether the API server answered with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is KubernetesError {
  return error instanceof KubernetesError && statuses.includes(error.status);
}
