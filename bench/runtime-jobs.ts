import { WatchLines } from '../runtime/reaper/watch-lines.ts';
import type { JobTemplate } from '../runtime/responder/template.ts';
import { jobManifest } from '../runtime/responder/job-manifest.ts';
import { parseTemplate } from '../runtime/responder/template.ts';
import type { Kubernetes } from '../runtime/shared/kubernetes.ts';
import { renderedTemplate } from '../test/support/responder/namespace.ts';

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
export function templateFor(namespace: string): JobTemplate {
  const { template, faults } = parseTemplate(renderedTemplate(namespace), namespace);
  if (template === undefined) throw new Error(`bench: template: ${JSON.stringify(faults)}`);
  return template;
}

/** Creates Jobs as the responder does, and writes their statuses as the controller does, in the place of both. */
export class JobWriter {
  readonly #kubernetes: Kubernetes;
  readonly #template: JobTemplate;
  readonly #path: string;

  constructor(kubernetes: Kubernetes) {
    this.#kubernetes = kubernetes;
    this.#template = templateFor(kubernetes.namespace);
    this.#path = `/apis/batch/v1/namespaces/${kubernetes.namespace}/jobs`;
  }

  /** Creates a Job with the finalizer. @returns its uid */
  async create(name: string): Promise<string> {
    const inmetaPath = `/mnt/inmeta/${name}.inmeta`;
    const labels = { labels: { 'online-id': 'VX-1' }, annotations: {} };
    const values = { name, inmetaPath, routeName: 'test.xml', identity: `messageId:${name}`, labels };
    const job = await this.#kubernetes.request<{ readonly metadata: { readonly uid: string } }>('POST', this.#path, {
      body: jobManifest(this.#template, values),
    });
    return job.metadata.uid;
  }

  /** Writes a status over what there is. */
  async write(name: string, status: object): Promise<void> {
    const patience = { timeoutMs: 300_000 };
    await this.#kubernetes.request('PATCH', `${this.#path}/${name}/status`, { body: { status }, ...patience });
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

/** Watches all Jobs of a namespace from now on. @returns once it does; `ended` resolves when the signal is aborted, and rejects when the watch ends before */
export async function watchJobs(
  kubernetes: Kubernetes,
  signal: AbortSignal,
  onChange: (type: 'ADDED' | 'MODIFIED' | 'DELETED', uid: string) => void,
): Promise<{ readonly ended: Promise<void> }> {
  const resourceVersion = await new JobWriter(kubernetes).resourceVersion();
  const path = `/apis/batch/v1/namespaces/${kubernetes.namespace}/jobs`;
  const query = { watch: true, resourceVersion, timeoutSeconds: 36_000 };
  const stream = await kubernetes.stream(path, { query });
  const lines = new WatchLines();
  stream.on('data', (chunk: Buffer) => {
    for (const { type, object } of lines.read(chunk)) {
      if (type === 'ERROR') stream.destroy(new Error(`bench: watch: got ${object.code}: ${object.message}`));
      else if (type !== 'BOOKMARK') onChange(type, object.metadata.uid);
    }
  });
  const ended = new Promise<void>((resolve, reject) => {
    stream.once('error', reject);
    stream.once('close', () => (signal.aborted ? resolve() : reject(new Error('bench: watch: got its end'))));
  });
  signal.addEventListener('abort', () => stream.destroy());
  return { ended };
}
