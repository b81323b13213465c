import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import { Backoff, type Clock } from '../shared/backoff.ts';
import { KubernetesError, metadataOnly, type Kubernetes } from '../shared/kubernetes.ts';
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
  /** Whether there is a backlog of events, for which the machine and the API server are kept free however long a Job waits. @default - never */
  readonly isBusy?: () => boolean;
  /** How many Jobs are dealt with at a time once one of them has waited for 10 s. Integer, 1 or more. @default 8 */
  readonly concurrency?: number;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/** How long a Job may wait until Jobs are dealt with side by side and without a pause, in milliseconds. */
const patienceMs = 10_000;

/** The pause after each until then, as a multiple of the time that the API server took: the busier it is, the longer. */
const pauseFactor = 4;

/** The longest such pause, in milliseconds: one request that got no answer says nothing of the next. */
const longestPauseMs = 1_000;

/**
 * Takes our finalizer off Jobs whose end is told and journaled, each until that has succeeded or the Job is gone. Leaves all others. Nobody waits for it, and
 * each takes the API server as long as the write of a status, for which events do wait: so it is one at a time, with pauses, unless that is too slow.
 */
export class Finalizers {
  readonly #options: FinalizersOptions;
  readonly #concurrency: number;
  /** By uid, in the order in which they came. */
  readonly #waiting = new Map<string, { readonly name: string; readonly sinceMs: number }>();
  readonly #inHand = new Set<string>();
  /** How many of those in hand wait for their next try. */
  #resting = 0;
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
    if (this.#inHand.has(uid) || this.#waiting.has(uid)) return;
    this.#waiting.set(uid, { name, sinceMs: this.#options.clock.monotonicMs() });
    this.go();
  }

  /** Deals with as many as may be dealt with now. To be called when there is no backlog of events any more. */
  go(): void {
    for (const [uid, { name, sinceMs }] of this.#waiting) {
      const isHasty = this.#isHasty(sinceMs);
      if (this.#working >= (isHasty ? this.#concurrency : 1)) return;
      if (this.#isPausing && !isHasty) return;
      this.#waiting.delete(uid);
      this.#inHand.add(uid);
      void this.#removeOne(uid, name).finally(() => {
        this.#inHand.delete(uid);
        this.go();
      });
    }
  }

  /** A few that are refused hold up no others; where all are, there is no use in trying more. */
  get #working(): number {
    return this.#inHand.size - Math.min(this.#resting, this.#concurrency);
  }

  #isHasty(sinceMs: number): boolean {
    const { clock, isBusy } = this.#options;
    return clock.monotonicMs() - sinceMs >= patienceMs && !isBusy?.();
  }

  #pause(ms: number): void {
    const { clock, signal } = this.#options;
    if (this.#isPausing) return;
    this.#isPausing = true;
    const end = () => {
      this.#isPausing = false;
      if (!signal.aborted) this.go();
    };
    clock.wait(ms, signal).then(end, end);
  }

  /** @throws the signal's reason */
  async #rest(ms: number): Promise<void> {
    const { clock, signal } = this.#options;
    this.#resting += 1;
    this.go();
    try {
      await clock.wait(ms, signal);
    } finally {
      this.#resting -= 1;
    }
  }

  async #removeOne(uid: string, name: string): Promise<void> {
    const { log, signal, random, mayWrite, onRemoved } = this.#options;
    const backoff = new Backoff({ initialMs: 200, random });
    // First as the responder makes Jobs, with no other finalizer before ours; where that is refused, as the Job has it.
    for (let index: number | undefined = 0, refusals = 0; index !== undefined && !signal.aborted && mayWrite();) {
      try {
        if (refusals > 1) await this.#rest(backoff.nextMs());
        index = (await this.#patch(uid, name, index)) ? undefined : await this.#find(uid, name);
        refusals += 1;
        if (index === undefined) onRemoved(uid);
      } catch (err) {
        if (signal.aborted) return;
        const delayMs = backoff.nextMs(err instanceof KubernetesError ? err.retryAfterMs : undefined);
        log.warn({ err, uid, job: name, delayMs }, 'the finalizer is not removed yet');
        await this.#rest(delayMs).catch(() => undefined); // aborted: the loop ends
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
    const { kubernetes, clock, signal } = this.#options;
    const startMs = clock.monotonicMs();
    try {
      await kubernetes.request('PATCH', this.#path(name), {
        body,
        contentType: 'application/json-patch+json',
        accept: metadataOnly,
        parse: () => undefined,
        signal,
      });
      return true;
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return true;
      // 422: a test failed, or there is no such index. 409: somebody else wrote at the same moment.
      if (error instanceof KubernetesError && [409, 422].includes(error.status)) return false;
      throw error;
    } finally {
      this.#pause(Math.min(pauseFactor * (clock.monotonicMs() - startMs), longestPauseMs));
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
