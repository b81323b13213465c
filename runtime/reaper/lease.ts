import type { Clock } from '../shared/backoff.ts';
import { KubernetesError, type Kubernetes } from '../shared/kubernetes.ts';
import type { Log } from '../shared/log.ts';
import { leaseLostError } from './errors.ts';
import type { Fence } from './journal-store.ts';

/**
 * How long a Lease holds. `durationMs` > `renewDeadlineMs` > 1.2 x `retryPeriodMs`.
 * @see https://github.com/kubernetes/client-go/blob/master/tools/leaderelection/leaderelection.go
 */
export interface LeaseTimes {
  /** Others take the Lease when they have seen no renewal for that long. In milliseconds, whole seconds. */
  readonly durationMs: number;
  /** The holder gives up when it has not renewed for that long. In milliseconds. */
  readonly renewDeadlineMs: number;
  /** The wait between two tries to take or renew it, and how long one try may take. In milliseconds. */
  readonly retryPeriodMs: number;
}

/** The times that belong to a duration, in the proportions of client-go: 15, 10 and 2 seconds. */
export const leaseTimes = (durationMs: number): LeaseTimes => ({
  durationMs,
  renewDeadlineMs: (durationMs * 2) / 3,
  retryPeriodMs: (durationMs * 2) / 15,
});

/** What the lease is handed. */
export interface LeaseOptions {
  readonly kubernetes: Pick<Kubernetes, 'namespace' | 'request'>;
  readonly name: string;
  /** This very process: another one, a restarted one too, has another identity. */
  readonly identity: string;
  readonly times: LeaseTimes;
  readonly log: Log;
  readonly clock: Clock;
  /** Called at each try to renew that failed. @default - nothing */
  readonly onRenewFailure?: () => void;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number | null;
  readonly acquireTime?: string | null;
  readonly renewTime?: string | null;
  readonly leaseTransitions?: number | null;
}

interface LeaseObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid?: string; readonly resourceVersion?: string };
  readonly spec?: LeaseSpec;
}

/**
 * One of the processes that want the same Lease. What is not guaranteed: that two never think they hold it at once. A holder that was frozen learns of its loss
 * only when it asks {@link Lease.isHeld}, and what it had already handed to the network goes out; so ask before each thing that others would also do, and let
 * what is written check the {@link Fence}. The times in the Lease are for people: no process compares them with its own clock.
 * @see kubernetes/client-go tools/leaderelection/leaderelection.go, `tryAcquireOrRenew`
 */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #times: LeaseTimes;
  readonly #path: string;
  /** The Lease as it was seen or written last, and when, by the own monotonic clock. */
  #observed: LeaseObject | undefined;
  #observedAtMs = 0;
  /** When the last renewal that succeeded was begun; `undefined`: not held. */
  #renewedAtMs: number | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#times = options.times;
    const { durationMs, renewDeadlineMs, retryPeriodMs } = this.#times;
    if (!(durationMs > renewDeadlineMs && renewDeadlineMs > 1.2 * retryPeriodMs)) {
      const got = JSON.stringify(this.#times);
      throw new RangeError(`reaper: lease times: got ${got}; expected duration > deadline > 1.2 x retry period`);
    }
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${options.kubernetes.namespace}/leases`;
  }

  /** Whether this process holds it, by its own clock alone: true for the deadline after the last renewal. */
  isHeld(): boolean {
    return this.#renewedAtMs !== undefined && this.#sinceMs(this.#renewedAtMs) < this.#times.renewDeadlineMs;
  }

  /** Who holds it, as far as is known. Empty: nobody. */
  get holder(): string {
    return this.#observed?.spec?.holderIdentity ?? '';
  }

  /** Waits until it is held. @throws the signal's reason once that is aborted */
  async acquire(signal: AbortSignal): Promise<Fence> {
    for (let holder: string | undefined; ;) {
      signal.throwIfAborted();
      if (await this.#try(signal)) break;
      if (this.#observed !== undefined && holder !== this.holder) {
        holder = this.holder;
        this.#options.log.info({ holder }, 'waiting for the lease');
      }
      await this.#pause(signal);
    }
    const fence = this.#fence();
    this.#options.log.info({ holder: this.holder, leaseTransitions: fence.transitions }, 'the lease is held');
    return fence;
  }

  /**
   * Renews it until the signal is aborted, and resolves then.
   * @throws ExitError when it is lost: somebody else has it, or the deadline has passed
   */
  async keep(signal: AbortSignal): Promise<void> {
    const { name, onRenewFailure } = this.#options;
    while (!signal.aborted) {
      await this.#pause(signal).catch(() => undefined); // aborted: the loop ends
      if (signal.aborted) return;
      const held = this.isHeld() && (await this.#renewInTime(signal));
      if (signal.aborted) return;
      if (!held) onRenewFailure?.();
      if (!this.#isOurs()) throw this.#lost(name, `the holder ${JSON.stringify(this.holder)}`);
      if (!this.isHeld()) throw this.#lost(name, `no renewal for ${this.#times.renewDeadlineMs} ms`);
    }
  }

  /** Lets others have it at once. Tries once; a failure only makes them wait. */
  async release(): Promise<void> {
    const observed = this.#observed;
    if (!this.isHeld() || observed === undefined) return;
    this.#renewedAtMs = undefined;
    const now = this.#now();
    const { acquireTime, leaseTransitions } = observed.spec ?? {};
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, acquireTime, renewTime: now, leaseTransitions };
    try {
      await this.#put({ ...observed, spec });
      this.#options.log.info({}, 'the lease is released');
    } catch (err) {
      this.#options.log.warn({ err }, 'the lease could not be released');
    }
  }

  #lost(name: string, got: string): Error {
    this.#renewedAtMs = undefined;
    return leaseLostError(name, got);
  }

  /** A try that hangs must not hold up the end at the deadline. */
  async #renewInTime(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const over = new AbortController();
    const leftMs = this.#times.renewDeadlineMs - this.#sinceMs(this.#renewedAtMs ?? 0);
    const ended = AbortSignal.any([over.signal, signal]);
    const deadline = clock.wait(leftMs, ended).then(
      () => false,
      () => false, // ended before it
    );
    try {
      return await Promise.race([this.#try(ended), deadline]);
    } finally {
      over.abort(new Error('the try is over'));
    }
  }

  /** One try to take or renew it. Failures are logged, not thrown: the next try comes soon enough. @returns whether it is held */
  async #try(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#takeOrRenew(signal);
    } catch (err) {
      // Somebody else wrote or deleted it meanwhile (the PUT names its uid): a lost round, and what is known of it is old.
      if (err instanceof KubernetesError && err.status === 409) await this.#look(signal).catch(() => undefined);
      else if (!signal.aborted) this.#options.log.warn({ err }, 'the lease could not be taken or renewed');
      return false;
    }
  }

  async #takeOrRenew(signal: AbortSignal): Promise<boolean> {
    const { clock, identity, name } = this.#options;
    // The holder has what it wrote last; its write fails if that has changed.
    if (!this.#isOurs()) await this.#look(signal);
    const begunAtMs = clock.monotonicMs();
    const observed = this.#observed;
    const spec = { holderIdentity: identity, leaseDurationSeconds: Math.ceil(this.#times.durationMs / 1000) };
    const now = this.#now();
    if (observed === undefined) {
      const created = { ...spec, acquireTime: now, renewTime: now, leaseTransitions: 0 };
      const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec: created };
      this.#observe(await this.#request('POST', this.#path, body, signal));
    } else if (this.#isOurs()) {
      const { acquireTime, leaseTransitions } = observed.spec ?? {};
      await this.#put({ ...observed, spec: { ...spec, acquireTime, renewTime: now, leaseTransitions } }, signal);
    } else {
      if (this.holder !== '' && this.#isFresh(observed)) return false;
      const leaseTransitions = (observed.spec?.leaseTransitions ?? 0) + 1;
      await this.#put({ ...observed, spec: { ...spec, acquireTime: now, renewTime: now, leaseTransitions } }, signal);
    }
    this.#renewedAtMs = begunAtMs;
    return true;
  }

  /** Reads it; remembers when it was seen to change. */
  async #look(signal: AbortSignal): Promise<void> {
    try {
      const lease = await this.#request('GET', `${this.#path}/${this.#options.name}`, undefined, signal);
      if (lease.metadata.resourceVersion !== this.#observed?.metadata.resourceVersion) this.#observe(lease);
    } catch (error) {
      if (!(error instanceof KubernetesError && error.status === 404)) throw error;
      this.#observed = undefined;
    }
  }

  async #put(lease: LeaseObject, signal?: AbortSignal): Promise<void> {
    this.#observe(await this.#request('PUT', `${this.#path}/${this.#options.name}`, lease, signal));
  }

  #request(method: 'GET' | 'POST' | 'PUT', path: string, body: unknown, signal?: AbortSignal): Promise<LeaseObject> {
    const timeoutMs = this.#times.retryPeriodMs;
    return this.#options.kubernetes.request<LeaseObject>(method, path, { body, signal, timeoutMs });
  }

  #observe(lease: LeaseObject): void {
    this.#observed = lease;
    this.#observedAtMs = this.#options.clock.monotonicMs();
  }

  /** Whether its holder may still be at work: it was seen to change within the time that the Lease itself gives. */
  #isFresh({ spec }: LeaseObject): boolean {
    const durationMs = (spec?.leaseDurationSeconds ?? this.#times.durationMs / 1000) * 1000;
    return this.#sinceMs(this.#observedAtMs) < durationMs;
  }

  #isOurs(): boolean {
    return this.#observed !== undefined && this.holder === this.#options.identity;
  }

  #fence(): Fence {
    const { metadata, spec } = this.#observed ?? {};
    return { leaseUid: metadata?.uid ?? '', transitions: spec?.leaseTransitions ?? 0 };
  }

  #sinceMs(momentMs: number): number {
    return this.#options.clock.monotonicMs() - momentMs;
  }

  /** As MicroTime has it: six digits. */
  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString().replace('Z', '000Z');
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    // Full periods for the holder would be late at the deadline; others spread their tries so that they do not meet again.
    const jitter = this.isHeld() ? 1 : 1 + 0.2 * random();
    await clock.wait(this.#times.retryPeriodMs * jitter, signal);
  }
}
