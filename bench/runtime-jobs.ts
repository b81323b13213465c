import { WatchFrames } from '../runtime/reaper/watch-frames.ts';
import type { JobTemplate } from '../runtime/responder/template.ts';
import { jobManifest } from '../runtime/responder/job-manifest.ts';
import { parseTemplate } from '../runtime/responder/template.ts';
import type { Kubernetes } from '../runtime/shared/kubernetes.ts';
import { protobuf } from '../runtime/shared/kubernetes-protobuf.ts';
import { minimalTemplate, renderedTemplate } from '../test/support/responder/namespace.ts';

const startTime = '2026-01-01T00:00:00Z';
const completionTime = '2026-01-01T00:00:01Z';

/** Statuses as the controller of 1.36 writes them. @see kubernetes/kubernetes pkg/controller/job/job_controller.go */
export const statuses = {
  running: { startTime, active: 1, ready: 0 },
  /** A pod has failed, and another one runs. */
  retrying: { startTime, active: 1, failed: 1, ready: 0 },
  complete: {
    startTime,
    completionTime,
    active: 0,
    ready: 0,
    succeeded: 1,
    uncountedTerminatedPods: {},
    conditions: ['SuccessCriteriaMet', 'Complete'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: completionTime,
    })),
  },
} as const;

/** The template of `dist/local`, for a namespace. */
export const templateFor = (namespace: string): JobTemplate => templateOf(renderedTemplate(namespace), namespace);

/** A template with nothing but one container: where the API server is to write as many Jobs as it can. */
export const smallTemplateFor = (namespace: string): JobTemplate => templateOf(minimalTemplate, namespace);

function templateOf(text: string, namespace: string): JobTemplate {
  const { template, faults } = parseTemplate(text, namespace);
  if (template === undefined) throw new Error(`bench: template: ${JSON.stringify(faults)}`);
  return template;
}

/** A machine with much to do stops for half a minute now and then. */
const timeoutMs = 300_000;

/** Creates Jobs as the responder does, and writes their statuses as the controller does, in the place of both. */
export class JobWriter {
  readonly #kubernetes: Kubernetes;
  readonly #template: JobTemplate;
  readonly #path: string;

  /** @param template of the Jobs. @default - that of `dist/local` */
  constructor(kubernetes: Kubernetes, template: JobTemplate = templateFor(kubernetes.namespace)) {
    this.#kubernetes = kubernetes;
    this.#template = template;
    this.#path = `/apis/batch/v1/namespaces/${kubernetes.namespace}/jobs`;
  }

  /** Creates a Job with the finalizer. @returns its uid */
  async create(name: string): Promise<string> {
    const inmetaPath = `/mnt/inmeta/${name}.inmeta`;
    const labels = { labels: { 'online-id': 'VX-1' }, annotations: {} };
    const values = { name, inmetaPath, routeName: 'test.xml', identity: `messageId:${name}`, labels };
    const job = await this.#kubernetes.request<{ readonly metadata: { readonly uid: string } }>('POST', this.#path, {
      body: jobManifest(this.#template, values),
      timeoutMs,
    });
    return job.metadata.uid;
  }

  /** Writes a status over what there is. */
  async write(name: string, status: object): Promise<void> {
    await this.#kubernetes.request('PATCH', `${this.#path}/${name}/status`, { body: { status }, timeoutMs });
  }

  /**
   * Has the API server note no more which fields of a Job who wrote, which takes it a third of a write.
   * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#clearing-managedfields
   */
  async clearManagedFields(name: string): Promise<void> {
    await this.#kubernetes.request('PATCH', `${this.#path}/${name}`, {
      body: { metadata: { managedFields: [{}] } },
      timeoutMs,
    });
  }

  /** Where a watch of all that comes from now on begins. */
  async resourceVersion(): Promise<string> {
    const list = await this.#kubernetes.request<{ readonly metadata: { readonly resourceVersion: string } }>(
      'GET',
      this.#path,
      { query: { limit: 1 } },
    );
    return list.metadata.resourceVersion;
  }
}

/** Does something for each item, so many at a time. */
export async function forEach<T>(items: Iterable<T>, atATime: number, act: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** Names of Jobs. */
export const jobNames = (count: number): string[] => Array.from({ length: count }, (_, index) => `cds-bench-${index}`);

/**
 * Watches all Jobs of a namespace from now on; where the API server ends the watch, as it does with whoever reads too slowly, it is resumed from where it was.
 * @returns once it does; `ended` resolves when the signal is aborted, and rejects when it cannot go on
 */
export async function watchJobs(
  kubernetes: Kubernetes,
  signal: AbortSignal,
  onChange: (type: 'ADDED' | 'MODIFIED' | 'DELETED', uid: string) => void,
): Promise<{ readonly ended: Promise<void> }> {
  let resourceVersion = await new JobWriter(kubernetes).resourceVersion();
  const path = `/apis/batch/v1/namespaces/${kubernetes.namespace}/jobs`;
  const open = () =>
    kubernetes.stream(path, {
      query: { watch: true, resourceVersion, timeoutSeconds: 36_000 },
      accept: protobuf,
      signal,
    });
  const read = async (stream: Awaited<ReturnType<typeof open>>) => {
    const frames = new WatchFrames();
    for await (const chunk of stream) {
      for (const { type, object } of frames.read(chunk as Buffer)) {
        if (type === 'ERROR') throw new Error(`bench: watch: got ${object.code}: ${object.message}`);
        resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
        if (type !== 'BOOKMARK') onChange(type, object.metadata.uid);
      }
    }
  };
  const first = await open();
  const ended = (async () => {
    try {
      for (let stream = first; ; stream = await open()) await read(stream);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  })();
  // Until somebody waits for it: who fails meanwhile says why, and then ends the API server.
  ended.catch(() => undefined);
  return { ended };
}
