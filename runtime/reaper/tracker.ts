import { jobNamePrefix } from '../../lib/contract/job.ts';
import { jobAnnotations } from '../../lib/contract/job-metadata.ts';
import {
  failedPods,
  isDeletedButForUs,
  isHeld,
  isNews,
  isTerminalState,
  positionOf,
  trueCondition,
  type Job,
  type Known,
  type Position,
} from './job-state.ts';

/** What has been told of a Job, or is about to be: all that is kept of it. */
export interface Told extends Known {
  readonly name: string;
}

/** Something to tell of a Job. */
export interface News extends Position {
  readonly uid: string;
  readonly name: string;
  /** Of `failed` only: why. @default - the Job does not say */
  readonly reason?: string;
  readonly message?: string;
  /** The W3C trace context of the request, as the Job's annotation has it; unchecked. @default - the Job has none */
  readonly traceparent?: string;
  /** Our finalizer is on the Job: it is to be removed once this is told and journaled. Of terminal news only. */
  readonly held: boolean;
  /**
   * Whether the Job itself will say the same after a crash. If not, because it is gone or may go at any moment, the journal must know what is about to be told
   * before it is told: otherwise a crash in between makes another end of it.
   */
  readonly repeatable: boolean;
}

/** What follows from one look at a Job. */
export interface Step {
  readonly news?: News;
  /** It is seen for the first time, and there is nothing to tell. */
  readonly noted?: { readonly uid: string; readonly told: Told };
  /** The end is told and our finalizer is still there. */
  readonly leftover?: { readonly uid: string; readonly told: Told };
  /** The uid of a Job that is gone: with what is told of it now, all is told. */
  readonly forget?: string;
}

const nothing: Step = {};
const deleted = { reason: 'Deleted', message: 'the Job was deleted before it ended' } as const;
const unobserved = { reason: 'Deleted', message: 'the Job was deleted while unobserved' } as const;

/**
 * Knows what has been told of each Job that exists, and what is due when one is seen. What was missed in between is not made up: of a Job that is seen again
 * only its present state is told. Looks at Jobs of CDS alone, with or without our finalizer. Does nothing by itself.
 */
export class Tracker {
  readonly #told: Map<string, Told>;
  /** During a list: those that it has not shown so far. */
  #unseen: Set<string> | undefined;

  /** @param told what the journal holds, by uid; the tracker's own from now on */
  constructor(told: Map<string, Told>) {
    this.#told = told;
  }

  /** How many Jobs it knows. */
  get size(): number {
    return this.#told.size;
  }

  /** A Job as it is now, from a list or a watch. */
  see(job: Job): Step {
    if (!job.metadata.name.startsWith(jobNamePrefix)) return nothing;
    const { uid } = job.metadata;
    this.#unseen?.delete(uid);
    const told = this.#told.get(uid);
    if (told !== undefined && isTerminalState(told.state)) return isHeld(job) ? { leftover: { uid, told } } : nothing;
    const news = newsOf(job, isDeletedButForUs(job));
    if (news === undefined && told === undefined) {
      const seen = { name: job.metadata.name, state: 'seen', attempt: failedPods(job) } as const;
      this.#told.set(uid, seen);
      return { noted: { uid, told: seen } };
    }
    if (news === undefined || !isNews(told, news)) return nothing;
    this.#told.set(uid, { name: news.name, state: news.state, attempt: news.attempt });
    return { news };
  }

  /** A Job that is gone, as it was last. */
  gone(job: Job): Step {
    if (!job.metadata.name.startsWith(jobNamePrefix)) return nothing;
    const { uid } = job.metadata;
    this.#unseen?.delete(uid);
    const told = this.#told.get(uid);
    this.#told.delete(uid);
    if (told !== undefined && isTerminalState(told.state)) return { forget: uid };
    return { news: newsOf(job, true), forget: uid };
  }

  /** A list begins: every Job that exists will be seen. */
  beginList(): void {
    this.#unseen = new Set(this.#told.keys());
  }

  /** The list is complete: what it did not show is gone. */
  *endList(): Generator<Step, void, undefined> {
    const unseen = this.#unseen ?? [];
    this.#unseen = undefined;
    for (const uid of unseen) {
      const told = this.#told.get(uid);
      if (told === undefined) continue;
      this.#told.delete(uid);
      if (isTerminalState(told.state)) yield { forget: uid };
      else
        yield { news: { uid, ...told, state: 'failed', ...unobserved, held: false, repeatable: false }, forget: uid };
    }
  }
}

/** What a Job as it is has to say. @param isOver it is deleted: what has not ended by now has failed */
function newsOf(job: Job, isOver: boolean): News | undefined {
  const { name, uid, annotations } = job.metadata;
  const held = isHeld(job);
  const traceparent = annotations?.[jobAnnotations.traceparent];
  const position = positionOf(job);
  if (position !== undefined && isTerminalState(position.state)) {
    const { reason, message } = position.state === 'failed' ? (trueCondition(job, 'Failed') ?? {}) : {};
    return { uid, name, ...position, reason, message, traceparent, held, repeatable: held };
  }
  if (isOver) {
    const attempt = failedPods(job);
    return { uid, name, state: 'failed', attempt, ...deleted, traceparent, held, repeatable: false };
  }
  return position && { uid, name, ...position, traceparent, held: false, repeatable: true };
}
