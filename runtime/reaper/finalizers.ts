import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import { Backoff, type Clock } from '../shared/backoff.ts';
import { KubernetesError, type Kubernetes } from '../shared/kubernetes.ts';
import type { Log } from '../shared/log.ts';
import { isHeld, type Job } from './job-state.ts';

/** What the removal of finalizers is handed. */
export interface FinalizersOptions {
  readonly kubernetes: Pick<Kubernetes, 'namespace' | 'request'>;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether this process may still write, by its own clock. */
  readonly mayWrite: () => boolean;
  readonly signal: AbortSignal;
  /** Called once a Job does not have the finalizer any more, or is gone. */
  readonly onRemoved: (uid: string) => void;
  /** Whether there is more urgent work, for which the machine and the API server are kept free: then one Job at a time is dealt with, at most 20 a second. @default - never */
  readonly isBusy?: () => boolean;
  /** How many Jobs are dealt with at a time otherwise. Integer, 1 or more. @default 8 */
  readonly concurrency?: number;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/** The pause after each Job while there is more urgent work, in milliseconds. */
const busyPauseMs = 50;

/** Takes our finalizer off Jobs whose end is told and journaled, each until that has succeeded or the Job is gone. Leaves all others. */
export class Finalizers {
  readonly #options: FinalizersOptions;
  readonly #concurrency: number;
  /** Key: uid. Value: name. In the order in which they came. */
  readonly #waiting = new Map<string, string>();
  readonly #inHand = new Set<string>();
  #isPausing = false;

  constructor(options: FinalizersOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 8;
  }

  /** How many are still to be removed. */
  get left(): number {
    return this.#waiting.size + this.#inHand.size;
  }

  /** Removes the finalizer of a Job. A Job that is asked for again meanwhile is not dealt with twice. */
  remove(uid: string, name: string): void {
    if (this.#inHand.has(uid)) return;
    this.#waiting.set(uid, name);
    this.go();
  }

  /** Deals with as many as may be dealt with now. To be called when there is no more urgent work any more. */
  go(): void {
    for (const [uid, name] of this.#waiting) {
      const isBusy = this.#isBusy;
      if (this.#inHand.size >= (isBusy ? 1 : this.#concurrency) || (isBusy && this.#isPausing)) return;
      this.#waiting.delete(uid);
      this.#inHand.add(uid);
      void this.#removeOne(uid, name).finally(() => {
        this.#inHand.delete(uid);
        if (this.#isBusy) this.#pause();
        this.go();
      });
    }
  }

  get #isBusy(): boolean {
    return this.#options.isBusy?.() ?? false;
  }

  #pause(): void {
    const { clock, signal } = this.#options;
    if (this.#isPausing) return;
    this.#isPausing = true;
    const end = () => {
      this.#isPausing = false;
      if (!signal.aborted) this.go();
    };
    clock.wait(busyPauseMs, signal).then(end, end);
  }

  async #removeOne(uid: string, name: string): Promise<void> {
    const { log, clock, signal, random, mayWrite, onRemoved } = this.#options;
    const backoff = new Backoff({ initialMs: 200, random });
    // First as the responder makes Jobs, with no other finalizer before ours; where that is refused, as the Job has it.
    for (let index: number | undefined = 0, refusals = 0; index !== undefined && !signal.aborted && mayWrite();) {
      try {
        if (refusals > 1) await clock.wait(backoff.nextMs(), signal);
        index = (await this.#patch(uid, name, index)) ? undefined : await this.#find(uid, name);
        refusals += 1;
        if (index === undefined) onRemoved(uid);
      } catch (err) {
        if (signal.aborted) return;
        const delayMs = backoff.nextMs(err instanceof KubernetesError ? err.retryAfterMs : undefined);
        log.warn({ err, uid, job: name, delayMs }, 'the finalizer is not removed yet');
        await clock.wait(delayMs, signal).catch(() => undefined); // aborted: the loop ends
      }
    }
  }

  /** The tests make it this very Job and this very finalizer, whatever else has changed. @returns false when one of them failed */
  async #patch(uid: string, name: string, index: number): Promise<boolean> {
    const path = `/metadata/finalizers/${index}`;
    const body = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path, value: reportedFinalizer },
      { op: 'remove', path },
    ];
    const { kubernetes, signal } = this.#options;
    try {
      await kubernetes.request('PATCH', this.#path(name), { body, contentType: 'application/json-patch+json', signal });
      return true;
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return true;
      // 422: a test failed, or there is no such index. 409: somebody else wrote at the same moment.
      if (error instanceof KubernetesError && [409, 422].includes(error.status)) return false;
      throw error;
    }
  }

  /** Where in its list that Job has the finalizer; undefined when it has not, or is gone. */
  async #find(uid: string, name: string): Promise<number | undefined> {
    const { kubernetes, signal } = this.#options;
    try {
      const job = await kubernetes.request<Job>('GET', this.#path(name), { signal });
      if (job.metadata.uid !== uid || !isHeld(job)) return undefined;
      return job.metadata.finalizers?.indexOf(reportedFinalizer);
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return undefined;
      throw error;
    }
  }

  #path(name: string): string {
    return `/apis/batch/v1/namespaces/${this.#options.kubernetes.namespace}/jobs/${encodeURIComponent(name)}`;
  }
}
