import type { Broker } from '../shared/amqp.ts';
import type { Clock } from '../shared/backoff.ts';
import type { Kubernetes } from '../shared/kubernetes.ts';
import type { Log } from '../shared/log.ts';
import { Checkpoints, type Checkpoint } from './checkpoints.ts';
import { Finalizers } from './finalizers.ts';
import { isTerminalState } from './job-state.ts';
import { Journal } from './journal.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Fence, JournalStore } from './journal-store.ts';
import { Publisher } from './publisher.ts';
import { Tracker, type News, type Step, type Told } from './tracker.ts';
import { Watcher, type ListReason, type WatchHandler } from './watcher.ts';

/** What the reaper counts, as far as a term does. */
export interface TermMetrics {
  readonly lastWatchEvent: { setToCurrentTime(): void };
  readonly lists: { inc(labels: { reason: ListReason }): void };
  readonly expired: { inc(): void };
  readonly unpublished: { set(count: number): void };
  readonly eventsPublished: { labels(routingKey: string): { inc(): void } };
  readonly publishDelay: { observe(seconds: number): void };
}

/** What a term is handed. */
export interface TermOptions {
  readonly kubernetes: Pick<Kubernetes, 'namespace' | 'request' | 'stream'>;
  readonly broker: Pick<Broker, 'publish' | 'isReady' | 'onReady'>;
  readonly store: JournalStore;
  readonly exchange: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: TermMetrics;
  /** Whether the Lease is held, by the own clock. */
  readonly isHeld: () => boolean;
  /** The headers of a message. @param traceparent as the Job has it, unchecked */
  readonly headers: (traceparent: string | undefined) => Readonly<Record<string, unknown>>;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/** With more events in hand than this there is a backlog: it comes before the removal of finalizers, which nobody waits for. */
const manyInHand = 100;

/**
 * The time for which this process holds the Lease: it follows the Jobs, publishes what is new, keeps the journal and removes our finalizers. It ends at once
 * when the Lease is lost, by an error of {@link Term.run}, or in order by {@link Term.stop}.
 */
export class Term {
  readonly #options: TermOptions;
  readonly #journal: Journal;
  readonly #tracker: Tracker;
  readonly #checkpoints: Checkpoints;
  readonly #publisher: Publisher;
  readonly #finalizers: Finalizers;
  readonly #watcher: Watcher;
  /** Ends the watching alone. */
  readonly #watching = new AbortController();
  /** Ends everything. */
  readonly #over: AbortController;
  /** The place of the list that is being read. */
  #list: Checkpoint | undefined;

  private constructor(options: TermOptions, over: AbortController, journal: Journal) {
    const { kubernetes, broker, exchange, log, clock, metrics, headers, random } = options;
    const isHeld = () => options.isHeld() && !over.signal.aborted;
    this.#options = options;
    this.#over = over;
    this.#journal = journal;
    const entries = new Map(journal.entries());
    log.info({ count: entries.size, rv: journal.resourceVersion }, 'the journal is open');
    this.#tracker = new Tracker(
      new Map([...entries].map(([uid, { name, state, attempt }]) => [uid, { name, state, attempt }])),
    );
    this.#checkpoints = new Checkpoints(({ resourceVersion, forget }) => journal.pass(resourceVersion, forget));
    this.#finalizers = new Finalizers({
      kubernetes,
      log,
      clock,
      random,
      mayWrite: isHeld,
      // Each page of a list keeps the API server busy, and there may be more to tell on it.
      isBusy: () => this.#list !== undefined || this.#publisher.inHand > manyInHand,
      signal: over.signal,
      onRemoved: (uid) => this.#removed(uid),
    });
    this.#publisher = new Publisher({
      broker,
      journal,
      exchange,
      namespace: kubernetes.namespace,
      log,
      clock,
      random,
      mayPublish: isHeld,
      headers,
      onHeldEnd: (uid, { name }) => this.#finalizers.remove(uid, name),
      onPublished: (routingKey, sinceMs) => this.#published(routingKey, sinceMs),
    });
    this.#watcher = new Watcher(
      {
        kubernetes,
        handler: this.#handler(),
        log,
        clock,
        random,
        onLife: () => metrics.lastWatchEvent.setToCurrentTime(),
        onExpired: () => metrics.expired.inc(),
      },
      journal.resourceVersion,
    );
    this.#finishWhatWasBegun(entries);
  }

  /** Opens the journal. @param signal ends everything at once: the Lease is lost @throws as `Journal.open` does */
  static async begin(options: TermOptions, fence: Fence, signal: AbortSignal): Promise<Term> {
    const { store, log, clock, isHeld, random } = options;
    const over = new AbortController();
    const end = (reason: unknown) => over.abort(reason);
    if (signal.aborted) end(signal.reason);
    else signal.addEventListener('abort', () => end(signal.reason), { once: true });
    const mayWrite = () => isHeld() && !over.signal.aborted;
    const journalOptions = { store, log, clock, random, mayWrite, signal: over.signal, onFenced: end };
    return new Term(options, over, await Journal.open(journalOptions, fence));
  }

  /** Whether changes are seen as they happen. */
  get isSynced(): boolean {
    return this.#watcher.isSynced;
  }

  /** How many events are not confirmed yet. */
  get unpublished(): number {
    return this.#publisher.inHand;
  }

  /** How many changes are not in the journal yet. */
  get unwritten(): number {
    return this.#journal.unwritten;
  }

  /** How many Jobs are known. */
  get jobs(): number {
    return this.#tracker.size;
  }

  /** Works until `stop` is called, and resolves then. @throws ExitError when the journal shows that another process has taken over; the reason of the signal of `begin` */
  async run(): Promise<void> {
    const go = () => this.#publisher.go();
    this.#options.broker.onReady(go);
    this.#journal.onRoom(go);
    go();
    await this.#watcher.run(AbortSignal.any([this.#watching.signal, this.#over.signal]));
    if (this.#over.signal.aborted) throw this.#over.signal.reason as Error;
  }

  /** Reads and publishes nothing more, waits for the confirms of what is on its way, and writes the journal. */
  async stop(): Promise<void> {
    this.#watching.abort(new Error('the term ends'));
    await this.#publisher.stop();
    await this.#journal.flush();
  }

  /** What an earlier life announced and may not have told is told again; what it told and did not finish is finished. */
  #finishWhatWasBegun(entries: ReadonlyMap<string, JournalEntry>): void {
    const place = this.#checkpoints.add();
    for (const [uid, { mark, state, ...rest }] of entries) {
      if (mark === 'held') this.#finalizers.remove(uid, rest.name);
      // Whether our finalizer is on the Job the journal does not say: a removal of what is not there does no harm.
      const both = { held: true, repeatable: false };
      if (mark === 'pending' && isTerminalState(state)) this.#tell({ uid, state, ...rest, ...both }, place);
    }
    place.end();
  }

  #handler(): WatchHandler {
    return {
      beginList: (reason) => {
        const { metrics, log } = this.#options;
        metrics.lists.inc({ reason });
        log.info({ reason, count: this.#tracker.size }, 'listing all jobs');
        // With the place in order lost, a crash from here on must end in a list again.
        this.#journal.clearResourceVersion();
        this.#checkpoints.clearResourceVersions();
        this.#list?.end();
        this.#list = this.#checkpoints.add();
        this.#tracker.beginList();
      },
      listed: async (jobs) => {
        for (const job of jobs) {
          const step = this.#tracker.see(job);
          this.#follow(step);
          if (this.#publisher.isFull) await this.#publisher.room();
        }
      },
      endList: async (resourceVersion) => {
        for (const step of this.#tracker.endList()) {
          this.#follow(step);
          if (this.#publisher.isFull) await this.#publisher.room();
        }
        if (this.#list !== undefined) this.#list.resourceVersion = resourceVersion;
        this.#list?.end();
        this.#list = undefined;
        this.#finalizers.go();
        this.#options.log.info({ count: this.#tracker.size, rv: resourceVersion }, 'all jobs are listed');
      },
      changed: (type, job, resourceVersion) => {
        const { news, noted, forget } = type === 'DELETED' ? this.#tracker.gone(job) : this.#tracker.see(job);
        if (noted !== undefined) this.#journal.put(noted.uid, noted.told);
        if (news === undefined) {
          this.#checkpoints.move(resourceVersion, forget);
          return undefined;
        }
        const place = this.#checkpoints.add(resourceVersion);
        if (forget !== undefined) place.forget.push(forget);
        this.#tell(news, place);
        place.end();
        return this.#publisher.isFull ? this.#publisher.room() : undefined;
      },
      moved: (resourceVersion) => this.#checkpoints.move(resourceVersion),
    };
  }

  /** What a list shows of one Job. Everything of one list is passed together. */
  #follow({ news, noted, leftover, forget }: Step): void {
    const place = this.#list;
    if (place === undefined) return;
    if (noted !== undefined) this.#journal.put(noted.uid, noted.told);
    if (news !== undefined) this.#tell(news, place);
    if (forget !== undefined) place.forget.push(forget);
    if (leftover !== undefined) this.#finish(leftover.uid, leftover.told);
  }

  #tell(news: News, place: Checkpoint): void {
    place.begin();
    this.#publisher.tell(news, () => place.end());
    this.#options.metrics.unpublished.set(this.#publisher.inHand);
  }

  /** The end of a Job is told, or about to be: then the finalizer goes with that. */
  #finish(uid: string, told: Told): void {
    if (this.#publisher.has(uid)) return;
    this.#journal.put(uid, { ...told, mark: 'held' }, () => this.#finalizers.remove(uid, told.name));
  }

  #published(routingKey: string, sinceMs: number): void {
    const { metrics } = this.#options;
    const { inHand } = this.#publisher;
    metrics.unpublished.set(inHand);
    metrics.eventsPublished.labels(routingKey).inc();
    metrics.publishDelay.observe(sinceMs / 1000);
    if (inHand <= manyInHand) this.#finalizers.go();
  }

  #removed(uid: string): void {
    const entry = this.#journal.get(uid);
    if (entry?.mark === 'held') this.#journal.put(uid, { ...entry, mark: undefined });
  }
}
