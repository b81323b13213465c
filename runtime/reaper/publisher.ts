import type { Broker, PublishOptions } from '../shared/amqp.ts';
import { Backoff, type Clock } from '../shared/backoff.ts';
import type { Log } from '../shared/log.ts';
import { isTerminalState } from './job-state.ts';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './journal-entry.ts';
import { eventOf, messageId } from './messages.ts';
import type { News } from './tracker.ts';

/** What the publisher is handed. */
export interface PublisherOptions {
  readonly broker: Pick<Broker, 'publish' | 'isReady'>;
  readonly journal: Pick<Journal, 'put' | 'unwritten'>;
  readonly exchange: string;
  readonly namespace: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether this process may still publish, by its own clock: asked before every single message. */
  readonly mayPublish: () => boolean;
  /** The headers of a message. @param traceparent as the Job has it, unchecked */
  readonly headers: (traceparent: string | undefined) => Readonly<Record<string, unknown>>;
  /** Called once a Job's end is told and journaled and our finalizer is on it. */
  readonly onHeldEnd: (uid: string, entry: JournalEntry) => void;
  /** Called once for each event that is confirmed. @param sinceMs how long ago its news came */
  readonly onPublished: (routingKey: string, sinceMs: number) => void;
  /** How many events may be unconfirmed at a time. Integer, 1 or more. @default 500 */
  readonly window?: number;
  /** How many confirmed events may wait for the journal before no more is published. Integer, 1 or more. @default 1_000 */
  readonly maxUnwritten?: number;
  /** From this many events in hand on, no further news is wanted. Integer. @default 2_000 */
  readonly enough?: number;
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
}

/** One event on its way. */
interface Event {
  readonly news: News;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly options: PublishOptions;
  readonly onTold: () => void;
  readonly sinceMs: number;
  /** From the first failure on. */
  backoff?: Backoff;
  /** The next event of the same Job, which waits for this one. */
  next?: Event;
}

/**
 * Tells what is new, each event until the broker has confirmed that a queue took it, and then the journal. Events of different Jobs go out side by side; those
 * of one Job one after the other, each after the confirm of the one before, so that not even a repeat steps back. Nothing is dropped: what is refused, returned
 * or not confirmed is tried again. While the journal cannot be written only `maxUnwritten` more are published: so many, at most, are repeated after a crash.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #window: number;
  readonly #maxUnwritten: number;
  readonly #enough: number;
  /** Events whose turn it is, oldest first; those before `#first` are gone. */
  #ready: Event[] = [];
  #first = 0;
  /** The last event in hand of each Job that has any. */
  readonly #last = new Map<string, Event>();
  #inHand = 0;
  #inFlight = 0;
  #isStopped = false;
  /** Ends the waits for the journal that precede a publish. */
  readonly #announcing = new Set<() => void>();
  #wakeUps: (() => void)[] = [];

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#window = options.window ?? 500;
    this.#maxUnwritten = options.maxUnwritten ?? 1_000;
    this.#enough = options.enough ?? 2_000;
  }

  /** How many events are not confirmed yet. */
  get inHand(): number {
    return this.#inHand;
  }

  /** Whether it has as much in hand as it wants. */
  get isFull(): boolean {
    return this.#inHand >= this.#enough;
  }

  /** Whether something of that Job is in hand. */
  has(uid: string): boolean {
    return this.#last.has(uid);
  }

  /** Takes news, of each Job in their order. @param onTold called at the confirm, in one turn with the journal's entry */
  tell(news: News, onTold: () => void): void {
    const { namespace, clock, headers } = this.#options;
    const { routingKey, body } = eventOf(news, namespace);
    const event: Event = {
      news,
      routingKey,
      body: Buffer.from(JSON.stringify(body)),
      options: {
        messageId: messageId(news),
        contentType: 'application/json',
        timestamp: Math.floor(clock.wallMs() / 1000),
        headers: headers(news.traceparent),
      },
      onTold,
      sinceMs: clock.monotonicMs(),
    };
    this.#inHand += 1;
    const before = this.#last.get(news.uid);
    this.#last.set(news.uid, event);
    if (before !== undefined) before.next = event;
    else this.#makeReady(event);
  }

  /** Publishes what may be published now. To be called when the broker or the journal has become able to take more. */
  go(): void {
    const { broker, journal, mayPublish } = this.#options;
    while (
      !this.#isStopped &&
      this.#first < this.#ready.length &&
      this.#inFlight < this.#window &&
      journal.unwritten < this.#maxUnwritten &&
      broker.isReady &&
      mayPublish()
    ) {
      const event = this.#ready[this.#first];
      this.#first += 1;
      if (event !== undefined) void this.#publish(event);
    }
    if (this.#first === this.#ready.length || this.#first > 1_000) {
      this.#ready = this.#ready.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Resolves once it is not full. */
  async room(): Promise<void> {
    while (this.isFull && !this.#isStopped) await this.#change();
  }

  /** Publishes nothing more; resolves once what is on its way is confirmed or has failed. What is left is told after the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    for (const stopWaiting of this.#announcing) stopWaiting();
    while (this.#inFlight > 0) await this.#change();
  }

  #makeReady(event: Event): void {
    this.#ready.push(event);
    this.go();
  }

  async #publish(event: Event): Promise<void> {
    const { broker, exchange, log, mayPublish, clock, random } = this.#options;
    const { news, routingKey } = event;
    this.#inFlight += 1;
    try {
      if (isTerminalState(news.state) && !news.repeatable) {
        await this.#announce(news);
        // The write took time: the Lease may be lost, or the shutdown begun.
        if (this.#isStopped || !mayPublish()) return;
      }
      await broker.publish(exchange, routingKey, event.body, event.options);
    } catch (err) {
      event.backoff ??= new Backoff({ initialMs: 100, maximumMs: 10_000, random });
      const delayMs = event.backoff.nextMs();
      log.warn({ err, uid: news.uid, job: news.name, routingKey, delayMs }, 'the event is not published yet');
      void clock.wait(delayMs).then(() => this.#makeReady(event));
      return;
    } finally {
      this.#inFlight -= 1;
      this.#wake();
    }
    this.#confirmed(event);
  }

  /** Writes into the journal what is about to be told. Resolves once that is done, or the publisher stopped. */
  async #announce({ uid, name, state, attempt, reason, message, traceparent }: News): Promise<void> {
    const entry: JournalEntry = { name, state, attempt, mark: 'pending', reason, message, traceparent };
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#announcing.add(resolve);
    this.#options.journal.put(uid, entry, resolve);
    await promise;
    this.#announcing.delete(resolve);
  }

  #confirmed({ news, routingKey, sinceMs, onTold, next }: Event): void {
    const { journal, log, clock, onHeldEnd, onPublished } = this.#options;
    const { uid, name, state, attempt, held } = news;
    const entry: JournalEntry = { name, state, attempt, mark: held ? 'held' : undefined };
    journal.put(uid, entry, held ? () => onHeldEnd(uid, entry) : undefined);
    onTold();
    this.#inHand -= 1;
    if (next === undefined) this.#last.delete(uid);
    else this.#makeReady(next);
    log.info({ uid, job: name, state, attempt }, 'the event is published');
    onPublished(routingKey, clock.monotonicMs() - sinceMs);
    this.go();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeUps.push(resolve);
    });
  }

  #wake(): void {
    const wakeUps = this.#wakeUps;
    this.#wakeUps = [];
    for (const wakeUp of wakeUps) wakeUp();
  }
}
