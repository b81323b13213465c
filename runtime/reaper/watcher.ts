import { Backoff, type Clock } from '../shared/backoff.ts';
import { RetryError } from '../shared/errors.ts';
import { KubernetesError, type Kubernetes } from '../shared/kubernetes.ts';
import { protobuf, type Status } from '../shared/kubernetes-protobuf.ts';
import type { Log } from '../shared/log.ts';
import { parseJobList, type JobList } from './job-protobuf.ts';
import type { Job } from './job-state.ts';
import { OpenWatch } from './open-watch.ts';
import { isBefore } from './resource-version.ts';
import type { WatchEvent } from './watch-frames.ts';

/**
 * Where the watcher is; each state says how it is left.
 *
 * - `unknown`: nothing is known of where to go on. Left by the first page of a list.
 * - `listing`: some pages were read. Left by the last page; by 410, since the list is too old to go on, for `unknown`.
 * - `resuming`: a resourceVersion is there from an earlier life, or from before an error. Left for `known`; for `unknown` where the API server is behind it, for then its
 *   data were restored from a copy, or it is another one.
 * - `known`: everything up to a resourceVersion was seen. Left by the opening of a watch; by 410 for `unknown`; by any other error for `resuming`.
 * - `watching`: a watch is open. Left by its end for `known`; by an error or its silence for `resuming`; by 410 for `unknown`.
 */
export type WatchState =
  | { readonly at: 'unknown'; readonly reason: ListReason }
  | { readonly at: 'listing'; readonly continueToken: string; readonly resourceVersion: string }
  | { readonly at: 'resuming' | 'known'; readonly resourceVersion: string }
  | { readonly at: 'watching'; readonly resourceVersion: string; readonly watch: OpenWatch };

/** Why a list is needed. */
export type ListReason = 'start' | 'expired' | 'behind';

/** Who is told what the watcher sees. What it returns is awaited before more is read. */
export interface WatchHandler {
  /** A list begins, of every Job there is; one that was begun before is void. */
  beginList(reason: ListReason): void;
  listed(jobs: readonly Job[]): Promise<void>;
  /** The list is complete, as of that resourceVersion. */
  endList(resourceVersion: string): Promise<void>;
  /** One change, in the order in which they happened. */
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', job: Job, resourceVersion: string): Promise<void> | undefined;
  /** Nothing of interest has happened up to that resourceVersion. */
  moved(resourceVersion: string): void;
}

/** What the watcher is handed. */
export interface WatcherOptions {
  readonly kubernetes: Pick<Kubernetes, 'namespace' | 'request' | 'stream'>;
  readonly handler: WatchHandler;
  readonly log: Log;
  readonly clock: Clock;
  /** Called at each sign of life of the watch. @default - nothing */
  readonly onLife?: () => void;
  /** Called at each answer 410. @default - nothing */
  readonly onExpired?: () => void;
  /** Jobs in one page of a list. Integer, 1 or more. @default 500 */
  readonly pageSize?: number;
  /** A watch without a byte for that long is cut, in milliseconds: more than a minute, which is what bookmarks come in. @default 90_000 */
  readonly silenceMs?: number;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/** What a request for a page may take; 500 Jobs are some megabytes. */
const listTimeoutMs = 60_000;
/** The bounds of `timeoutSeconds`: random, so that many watches do not end at once. @see kubernetes/client-go tools/cache/reflector.go, minWatchTimeout */
const watchSeconds = { least: 300, most: 600 };
/** A watch that went well for that long makes the waits short again. @see the same file, its backoff manager */
const calmMs = 120_000;
/** A watch that ends sooner without an event is a failure. @see the same file, VeryShortWatchError */
const shortMs = 1_000;

/** Follows all Jobs of a namespace: list, watch, and list again when the watch has fallen too far behind. Any error but an abort is waited out. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #path: string;
  readonly #backoff: Backoff;
  #state: WatchState;
  #expiredAtMs = -Infinity;

  /** @param resourceVersion where to resume; empty: nowhere, so it lists */
  constructor(options: WatcherOptions, resourceVersion: string) {
    const { random } = options;
    this.#options = options;
    this.#path = `/apis/batch/v1/namespaces/${options.kubernetes.namespace}/jobs`;
    this.#backoff = new Backoff({ initialMs: 800, maximumMs: 30_000, random });
    this.#state = resourceVersion === '' ? { at: 'unknown', reason: 'start' } : { at: 'resuming', resourceVersion };
  }

  /** Whether it sees changes as they happen. */
  get isSynced(): boolean {
    return this.#state.at === 'watching';
  }

  /** The state it is in. */
  get state(): WatchState {
    return this.#state;
  }

  /** Runs until the signal is aborted, and resolves then. @throws what the handler throws */
  async run(signal: AbortSignal): Promise<void> {
    const close = () => this.#state.at === 'watching' && this.#state.watch.close();
    signal.addEventListener('abort', close);
    try {
      while (!signal.aborted) this.#state = await this.#step(this.#state, signal);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  async #step(state: WatchState, signal: AbortSignal): Promise<WatchState> {
    try {
      switch (state.at) {
        case 'unknown':
          this.#options.handler.beginList(state.reason);
          return await this.#page({}, signal);
        case 'listing':
          return await this.#page({ continue: state.continueToken }, signal);
        case 'resuming':
          return await this.#resume(state.resourceVersion, signal);
        case 'known':
          return await this.#open(state.resourceVersion, signal);
        case 'watching':
          return await this.#read(state);
      }
    } catch (err) {
      if (err instanceof HandlerError) throw err.cause;
      return this.#recover(state, err, signal);
    }
  }

  /** With no resourceVersion a list is as of now; with "0" it might be of the past. */
  async #page(query: { continue?: string }, signal: AbortSignal): Promise<WatchState> {
    const { pageSize = 500, handler } = this.#options;
    const list = await this.#list({ ...query, limit: pageSize }, signal);
    const { resourceVersion, continue: continueToken } = list.metadata;
    await handing(handler.listed(list.items ?? []));
    if (continueToken) return { at: 'listing', continueToken, resourceVersion: resourceVersion ?? '' };
    if (!resourceVersion) throw new RetryError('reaper: list: got no resourceVersion; expected one');
    await handing(handler.endList(resourceVersion));
    return { at: 'known', resourceVersion };
  }

  async #resume(resourceVersion: string, signal: AbortSignal): Promise<WatchState> {
    const { metadata } = await this.#list({ limit: 1 }, signal);
    if (isBefore(metadata.resourceVersion ?? '', resourceVersion)) return { at: 'unknown', reason: 'behind' };
    return { at: 'known', resourceVersion };
  }

  #list(query: { continue?: string; limit: number }, signal: AbortSignal): Promise<JobList> {
    const options = { query, accept: protobuf, signal, timeoutMs: listTimeoutMs, parse: parseJobList };
    return this.#options.kubernetes.request('GET', this.#path, options);
  }

  async #open(resourceVersion: string, signal: AbortSignal): Promise<WatchState> {
    const { kubernetes, clock, random = Math.random, silenceMs = 90_000, onLife } = this.#options;
    const { least, most } = watchSeconds;
    const timeoutSeconds = Math.floor(least + random() * (most - least));
    const query = { watch: true, resourceVersion, allowWatchBookmarks: true, timeoutSeconds };
    const options = { query, accept: protobuf, signal, timeoutMs: listTimeoutMs };
    const stream = await kubernetes.stream(this.#path, options);
    onLife?.();
    return { at: 'watching', resourceVersion, watch: new OpenWatch(stream, silenceMs, clock.monotonicMs()) };
  }

  async #read(state: Extract<WatchState, { at: 'watching' }>): Promise<WatchState> {
    const { watch } = state;
    const chunk = await watch.next();
    if (chunk === undefined) return this.#ended(state);
    this.#options.onLife?.();
    let { resourceVersion } = state;
    try {
      for (const event of watch.frames.read(chunk)) {
        resourceVersion = await this.#take(event, resourceVersion);
        watch.hasEvents = true;
      }
    } catch (error) {
      // What was seen up to here need not be seen again.
      this.#state = { ...state, resourceVersion };
      throw error;
    }
    if (this.#sinceMs(watch.openedAtMs) > calmMs) this.#backoff.reset();
    return { ...state, resourceVersion };
  }

  /** @returns the resourceVersion up to which everything was seen */
  #take(event: WatchEvent, before: string): Promise<string> | string {
    if (event.type === 'ERROR') throw statusError(event.object);
    const { resourceVersion } = event.object.metadata;
    // Nothing moves back: a repeat of what was seen may come, the place in the order stays.
    const now = resourceVersion === undefined || isBefore(resourceVersion, before) ? before : resourceVersion;
    const { handler } = this.#options;
    if (event.type === 'BOOKMARK') {
      handler.moved(now);
      return now;
    }
    const handed = handler.changed(event.type, event.object, now);
    return handed === undefined ? now : handing(handed).then(() => now);
  }

  async #ended({ resourceVersion, watch }: Extract<WatchState, { at: 'watching' }>): Promise<WatchState> {
    const lastedMs = this.#sinceMs(watch.openedAtMs);
    watch.close();
    if (!watch.hasEvents && lastedMs < shortMs) {
      throw new RetryError(`reaper: watch: got its end after ${Math.round(lastedMs)} ms; expected events`);
    }
    if (lastedMs > calmMs) this.#backoff.reset();
    return { at: 'known', resourceVersion };
  }

  /** Where an error leads, after a wait. */
  async #recover(state: WatchState, err: unknown, signal: AbortSignal): Promise<WatchState> {
    const { log, clock, onExpired } = this.#options;
    // Reading may have got further than the step began.
    const at = this.#state.at === 'watching' ? this.#state : state;
    if (at.at === 'watching') at.watch.close();
    const next: WatchState =
      at.at === 'watching' || at.at === 'known' ? { at: 'resuming', resourceVersion: at.resourceVersion } : at;
    if (signal.aborted) return next;
    if (isExpired(err) && at.at !== 'unknown') {
      onExpired?.();
      log.warn({ err, rv: at.resourceVersion }, 'the watch is too far behind');
      // Once is normal after a longer absence; again and again is trouble.
      const isAgain = this.#sinceMs(this.#expiredAtMs) < calmMs;
      this.#expiredAtMs = clock.monotonicMs();
      if (isAgain) await this.#wait(this.#backoff.nextMs(), signal);
      return { at: 'unknown', reason: 'expired' };
    }
    const delayMs = this.#backoff.nextMs(retryAfterMs(err));
    log.warn({ err, delayMs, step: at.at }, 'the jobs cannot be followed');
    await this.#wait(delayMs, signal);
    return next;
  }

  /** An abort ends it; so does it the loop. */
  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#options.clock.wait(ms, signal).catch(() => undefined);
  }

  #sinceMs(momentMs: number): number {
    return this.#options.clock.monotonicMs() - momentMs;
  }
}

/** What the handler threw: no fault of the watch. */
class HandlerError extends Error {}

async function handing(handed: Promise<void>): Promise<void> {
  try {
    await handed;
  } catch (cause) {
    throw new HandlerError('the handler failed', { cause });
  }
}

function statusError({ code, reason, message, details }: Status): Error {
  const text = `reaper: watch: got ${code ?? 'no code'} ${reason ?? ''}: ${message ?? ''}; expected events`;
  if (code === 410) return new ExpiredError(text);
  const seconds = details?.retryAfterSeconds;
  return new RetryError(text, { retryAfterMs: seconds === undefined ? undefined : seconds * 1000 });
}

/** The watch's beginning is not kept any more. */
class ExpiredError extends RetryError {}

const isExpired = (error: unknown): boolean =>
  error instanceof ExpiredError || (error instanceof KubernetesError && error.status === 410);

const retryAfterMs = (error: unknown): number | undefined =>
  error instanceof KubernetesError || error instanceof RetryError ? error.retryAfterMs : undefined;
