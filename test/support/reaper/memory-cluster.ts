import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Job, JobStatus } from '../../../runtime/reaper/job-state.ts';
import type { RequestOptions, StreamOptions } from '../../../runtime/shared/kubernetes.ts';
import { KubernetesError } from '../../../runtime/shared/kubernetes.ts';
import { frameOf } from './protobuf.ts';

/** The finalizer by which a Job waits for its pods. @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/#foreground-deletion */
const foreground = 'foregroundDeletion';

interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Job;
}

/** The Jobs of a namespace as the API server keeps them: versions, watches, 410, finalizers, preconditions. In memory, and cut off when a test says so. */
export class MemoryCluster {
  readonly namespace = 'cds';
  /** Whether requests are refused and watches are cut. */
  isAway = false;
  pageSize = 3;
  #version = 100;
  /** Nothing from before it can be watched any more. */
  #oldest = 100;
  readonly #jobs = new Map<string, Job>();
  readonly #changes: Change[] = [];
  readonly #watches = new Set<Readable>();

  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  get resourceVersion(): string {
    return String(this.#version);
  }

  get watches(): number {
    return this.#watches.size;
  }

  create(name: string, uid: string, finalizers: readonly string[] = []): void {
    this.#write('ADDED', { metadata: { name, uid, finalizers }, status: {} });
  }

  setStatus(name: string, status: JobStatus): void {
    this.#change(name, (job) => ({ ...job, status }));
  }

  /** Something about the Job changes that nobody need know of. */
  touch(name: string): void {
    this.#change(name, (job) => ({ ...job, metadata: { ...job.metadata, annotations: { at: this.resourceVersion } } }));
  }

  /** Somebody deletes the Job. @param waits for its pods: until `podsAreGone` */
  delete(name: string, waits: boolean): void {
    const job = this.#jobs.get(name);
    if (job === undefined || job.metadata.deletionTimestamp) return;
    const finalizers = [...(job.metadata.finalizers ?? []), ...(waits ? [foreground] : [])];
    this.#store({ ...job, metadata: { ...job.metadata, finalizers, deletionTimestamp: '2026-01-01T00:00:00Z' } });
  }

  /** Whether a Job is deleted and waits for its pods. */
  isWaiting(name: string): boolean {
    return this.#jobs.get(name)?.metadata.finalizers?.includes(foreground) ?? false;
  }

  /** The pods of a Job that waits for them are gone. */
  podsAreGone(name: string): void {
    this.#removeFinalizer(name, foreground);
  }

  /** What was so far cannot be watched any more: 410. */
  compact(): void {
    this.#oldest = this.#version;
    this.cut();
  }

  /** Forgets what was so far; watches that are open go on. */
  forget(): void {
    this.#oldest = this.#version;
    this.#changes.length = 0;
  }

  /** Another API server of the same cluster answers from now on, which remembers everything. */
  changeServer(): void {
    this.#oldest = 100;
    this.cut();
  }

  /** Cuts all watches, in the middle of a frame. */
  cut(): void {
    for (const watch of this.#watches) {
      watch.push(Buffer.from([0, 0, 1, 0, 10]));
      watch.destroy(new Error('connection reset'));
    }
    this.#watches.clear();
  }

  async request<T>(method: string, path: string, { query = {}, body }: RequestOptions = {}): Promise<T> {
    await Promise.resolve();
    this.#refuseIfAway();
    const name = path.split('/jobs/')[1];
    if (name === undefined) return this.#list(String(query['continue'] ?? ''), Number(query['limit'])) as T;
    const job = this.#jobs.get(name);
    if (job === undefined) throw new KubernetesError('not found', { status: 404 });
    if (method === 'PATCH') {
      const [{ value: uid }, { path: at, value: finalizer }] = body as [
        { value: string },
        { path: string; value: string },
      ];
      const isThere = job.metadata.finalizers?.[Number(at.split('/').at(-1))] === finalizer;
      if (job.metadata.uid !== uid || !isThere) throw new KubernetesError('test failed', { status: 422 });
      this.#removeFinalizer(name, finalizer);
    }
    return job as T;
  }

  async stream(_path: string, { query = {}, signal }: StreamOptions = {}): Promise<IncomingMessage> {
    await Promise.resolve();
    this.#refuseIfAway();
    const from = Number(query['resourceVersion']);
    if (from < this.#oldest) throw new KubernetesError('too old', { status: 410 });
    const stream = new Readable({ read: () => undefined });
    stream.on('error', () => undefined);
    for (const change of this.#changes) if (change.version > from) stream.push(frameOf(change));
    this.#watches.add(stream);
    stream.once('close', () => this.#watches.delete(stream));
    signal?.addEventListener('abort', () => stream.destroy(new Error('aborted')), { once: true });
    return stream as IncomingMessage;
  }

  #refuseIfAway(): void {
    if (this.isAway) throw new KubernetesError('away', { status: 500 });
  }

  /** A page of the Jobs as of the first page. The token is what is left of them. */
  #list(token: string, limit: number) {
    const first = { items: this.jobs, resourceVersion: this.resourceVersion };
    const { items, resourceVersion } = token === '' ? first : (JSON.parse(token) as typeof first);
    const page = items.slice(0, Math.min(limit, this.pageSize));
    const rest = { items: items.slice(page.length), resourceVersion };
    return {
      metadata: { resourceVersion, continue: rest.items.length === 0 ? undefined : JSON.stringify(rest) },
      items: page,
    };
  }

  #change(name: string, change: (job: Job) => Job): void {
    const job = this.#jobs.get(name);
    if (job !== undefined) this.#store(change(job));
  }

  #removeFinalizer(name: string, finalizer: string): void {
    this.#change(name, (job) => ({
      ...job,
      metadata: { ...job.metadata, finalizers: job.metadata.finalizers?.filter((other) => other !== finalizer) },
    }));
  }

  /** A Job that is deleted goes with its last finalizer. */
  #store(job: Job): void {
    const isGone = job.metadata.deletionTimestamp && (job.metadata.finalizers ?? []).length === 0;
    this.#write(isGone ? 'DELETED' : 'MODIFIED', job);
  }

  #write(type: Change['type'], { metadata, status }: Job): void {
    this.#version += 1;
    const job = { metadata: { ...metadata, resourceVersion: this.resourceVersion }, status };
    if (type === 'DELETED') this.#jobs.delete(metadata.name);
    else this.#jobs.set(metadata.name, job);
    const change = { version: this.#version, type, object: job };
    this.#changes.push(change);
    for (const watch of this.#watches) watch.push(frameOf(change));
  }
}
