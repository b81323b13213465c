import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import { decodeEntry } from '../../../runtime/reaper/journal-entry.ts';
import type { Fence } from '../../../runtime/reaper/journal-store.ts';
import { isHeld, isTerminalState, type Known } from '../../../runtime/reaper/job-state.ts';
import { Term } from '../../../runtime/reaper/term.ts';
import { fates130, fates136, type Write } from './jobs.ts';
import { MemoryBroker } from './memory-broker.ts';
import { MemoryCluster } from './memory-cluster.ts';
import { MemoryJournal } from './memory-journal.ts';
import { HastyClock, keptLog, turn } from './quiet.ts';

const fates: readonly (readonly Write[])[] = [...Object.values(fates136), ...Object.values(fates130)];
const metric = {
  inc: () => undefined,
  set: () => undefined,
  setToCurrentTime: () => undefined,
  observe: () => undefined,
  labels: () => ({ inc: () => undefined }),
};
const ranks: Readonly<Record<Known['state'], number>> = {
  seen: -1,
  starting: 0,
  running: 1,
  retry: 2,
  success: 3,
  failed: 3,
};

interface ModelJob {
  readonly name: string;
  readonly uid: string;
  readonly isHeld: boolean;
  readonly writes: readonly Write[];
  next: number;
  isDeleted: boolean;
  /** Whether the journal has held something of it. */
  isKnown: boolean;
}

/**
 * The whole reaper but its Lease and its sockets, between a cluster, a broker and a journal in memory. What it is made to suffer is remembered, so that in the
 * end each repeated event has its excuse, or is a fault.
 */
export class Model {
  readonly cluster = new MemoryCluster();
  readonly broker = new MemoryBroker();
  readonly store = new MemoryJournal();
  readonly clock = new HastyClock();
  readonly jobs: ModelJob[] = [];
  /** Ids of messages that may come again: a crash, or a lost confirm, came between their confirm and the journal. */
  readonly excused = new Set<string>();
  wasWiped = false;
  #transitions = 0;
  #over: AbortController | undefined;
  term: Term | undefined;

  /** A Job is made; it will go the way of one of the fates. */
  create(fate: number, held: boolean): void {
    const number = this.jobs.length;
    const [name, uid] = [`cds-${number}`, `uid-${number}`];
    const writes = fates[fate % fates.length] ?? [];
    this.jobs.push({ name, uid, isHeld: held, writes, next: 1, isDeleted: false, isKnown: false });
    this.cluster.create(name, uid, held ? [reportedFinalizer] : []);
  }

  /** The controller writes the next status of a Job. */
  advance(which: number): void {
    // In a foreground deletion the controller goes on until the pods are gone.
    const isWatched = ({ name, isDeleted }: ModelJob) => !isDeleted || this.cluster.isWaiting(name);
    const job = this.#pick(which, (job) => job.next < job.writes.length && isWatched(job));
    if (job === undefined) return;
    this.cluster.setStatus(job.name, job.writes[job.next]?.[0] ?? {});
    job.next += 1;
  }

  touch(which: number): void {
    const job = this.#pick(which, ({ isDeleted }) => !isDeleted);
    if (job !== undefined) this.cluster.touch(job.name);
  }

  delete(which: number, waits: boolean): void {
    const job = this.#pick(which, ({ isDeleted }) => !isDeleted);
    if (job === undefined) return;
    job.isDeleted = true;
    this.cluster.delete(job.name, waits);
  }

  podsAreGone(): void {
    for (const { metadata } of this.cluster.jobs) this.cluster.podsAreGone(metadata.name);
  }

  /** What becomes of a message on its way. */
  settle(which: number, fate: 'confirm' | 'loseConfirm' | 'fail'): void {
    const { onItsWay } = this.broker;
    const message = onItsWay[which % Math.max(1, onItsWay.length)];
    if (message === undefined) return;
    if (fate === 'loseConfirm') this.excused.add(message.messageId);
    message[fate]();
  }

  /** A reaper starts, if none runs. */
  async start(): Promise<void> {
    if (this.#over !== undefined) return;
    const over = new AbortController();
    this.#over = over;
    this.#transitions += 1;
    const fence: Fence = { leaseUid: 'lease', transitions: this.#transitions };
    const { cluster: kubernetes, broker, store, clock } = this;
    const metrics = {
      lastWatchEvent: metric,
      lists: metric,
      expired: metric,
      unpublished: metric,
      eventsPublished: metric,
    };
    const term = Term.begin(
      {
        kubernetes,
        broker,
        store,
        exchange: 'cdsresponder',
        log: keptLog().log,
        clock,
        metrics: { ...metrics, publishDelay: metric },
        isHeld: () => !over.signal.aborted,
        headers: () => ({}),
        random: () => 0.5,
      },
      fence,
      over.signal,
    );
    void term.then(
      (begun) => {
        if (this.#over === over) this.term = begun;
        return begun.run().catch(() => undefined);
      },
      () => undefined,
    );
    await turn();
  }

  /** The reaper dies: what was on its way may have reached the broker or not. */
  async crash(arrives: boolean): Promise<void> {
    if (this.#over === undefined) return;
    for (const { messageId } of this.broker.received) if (!this.#isJournaled(messageId)) this.excused.add(messageId);
    this.#over.abort(new Error('crash'));
    this.#over = undefined;
    this.term = undefined;
    const { onItsWay } = this.broker;
    for (const message of onItsWay.slice()) {
      if (arrives) {
        this.excused.add(message.messageId);
        message.loseConfirm();
      } else message.fail();
    }
    this.broker.isReady = true;
    this.store.release();
    if (this.wasWiped) this.#excuseAll();
    for (let turns = 0; turns < 3; turns += 1) await turn();
  }

  /** The reaper ends in good order; the broker confirms what is on its way. */
  async stop(): Promise<void> {
    const { term, broker } = this;
    if (term === undefined) return;
    this.store.release();
    const stopping = term.stop();
    for (const message of broker.onItsWay.slice()) message.confirm();
    await stopping;
    await this.crash(false);
  }

  wipe(): void {
    this.wasWiped = true;
    this.store.wipe();
    // A reaper that runs still knows what it told.
    if (this.#over === undefined) this.#excuseAll();
  }

  /** Turns of the event loop. */
  async run(turns = 3): Promise<void> {
    for (let count = 0; count < turns; count += 1) {
      await turn();
      for (const uid of this.store.entries.keys()) {
        const job = this.jobs.find((job) => job.uid === uid);
        if (job !== undefined) job.isKnown = true;
      }
    }
  }

  /** Everything is well again, and all comes to rest. */
  async settleDown(): Promise<void> {
    this.cluster.isAway = false;
    this.store.release();
    this.broker.confirmsAtOnce = true;
    this.broker.becomeReady();
    await this.start();
    // A journal that was wiped is written anew with the next thing to write.
    this.create(0, false);
    for (let round = 0, quiet = 0; quiet < 20 && round < 2_000; round += 1) {
      for (const message of this.broker.onItsWay.slice()) message.confirm();
      this.podsAreGone();
      const before = `${this.cluster.resourceVersion} ${this.broker.received.length} ${this.store.writes.length}`;
      await this.run(3);
      const after = `${this.cluster.resourceVersion} ${this.broker.received.length} ${this.store.writes.length}`;
      quiet = before === after && this.term?.isSynced === true && this.term.unpublished === 0 ? quiet + 1 : 0;
    }
  }

  /** Ends whatever runs. */
  async end(): Promise<void> {
    this.#over?.abort(new Error('the test ends'));
    this.cluster.cut();
    await this.run();
  }

  /** What is wrong with the world, once it has come to rest. */
  faults(): string[] {
    const faults: string[] = [];
    for (const job of this.jobs) faults.push(...this.#faultsOf(job));
    const living = new Set(this.cluster.jobs.map(({ metadata }) => metadata.uid));
    for (const uid of this.store.entries.keys())
      if (!living.has(uid)) faults.push(`${uid} is gone and still in the journal`);
    for (const job of this.cluster.jobs) {
      const position = decodeEntry(this.store.entries.get(job.metadata.uid) ?? '');
      if (position === undefined) faults.push(`${job.metadata.uid} exists and is not in the journal`);
      else if (isTerminalState(position.state) && isHeld(job))
        faults.push(`${job.metadata.uid} still has our finalizer`);
      else if (position.mark !== undefined) faults.push(`${job.metadata.uid} is still ${position.mark}`);
    }
    if (this.term?.jobs !== living.size) faults.push(`the reaper knows ${this.term?.jobs} of ${living.size} Jobs`);
    return faults;
  }

  #faultsOf({ uid, isHeld, isKnown, writes, next, isDeleted }: ModelJob): string[] {
    const faults: string[] = [];
    const ids = this.broker.ids.filter((id) => id.startsWith(`${uid}/`));
    const firsts = [...new Set(ids)];
    const terminal = firsts.filter((id) => ranks[stateOf(id)] === 3);
    const hasEnded = isDeleted || next === writes.length;
    if (terminal.length > 1) faults.push(`${uid} has several ends: ${ids.join()}`);
    if (terminal.length === 1 && !hasEnded) faults.push(`${uid} goes on and is told to have ended: ${ids.join()}`);
    // A Job that our finalizer does not keep may come and go while nobody looks.
    const mustBeTold = isHeld || !isDeleted || (isKnown && !this.wasWiped);
    if (hasEnded && mustBeTold && terminal.length === 0)
      faults.push(`${uid} has ended, which is not told: ${ids.join()}`);
    const order = firsts.map(placeOf);
    if (order.some((place, index) => index > 0 && place <= (order[index - 1] ?? 0)))
      faults.push(`${uid} steps back: ${ids.join()}`);
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index && !this.excused.has(id));
    if (repeated.length > 0) faults.push(`${uid} repeats ${repeated.join()} in ${ids.join()}`);
    const end = writes.at(-1)?.[1]?.split(' ');
    if (!isDeleted && hasEnded && terminal[0] !== `${uid}/${end?.join('/')}`)
      faults.push(`${uid} ended as ${terminal.join()}`);
    return faults;
  }

  #excuseAll(): void {
    for (const { messageId } of this.broker.received) this.excused.add(messageId);
  }

  /** Whether the journal knows that it was told. */
  #isJournaled(messageId: string): boolean {
    const [uid = ''] = messageId.split('/');
    const entry = decodeEntry(this.store.entries.get(uid) ?? '');
    if (entry === undefined)
      return !this.cluster.jobs.some(({ metadata }) => metadata.uid === uid) && this.#isPast(uid);
    return entry.mark !== 'pending' && placeOf(`${uid}/${entry.state}/${entry.attempt}`) >= placeOf(messageId);
  }

  /** Whether a Job that is gone was forgotten, rather than never known. */
  #isPast(uid: string): boolean {
    return this.store.writes.some(({ remove }) => remove.includes(uid));
  }

  #pick(which: number, isMeant: (job: ModelJob) => boolean): ModelJob | undefined {
    const meant = this.jobs.filter(isMeant);
    return meant[which % Math.max(1, meant.length)];
  }
}

const stateOf = (messageId: string): Known['state'] => messageId.split('/')[1] as Known['state'];
const placeOf = (messageId: string): number => {
  const [, state, attempt] = messageId.split('/');
  return ranks[state as Known['state']] * 1_000 + (state === 'retry' ? Number(attempt) : 0);
};
