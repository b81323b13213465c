import { eventKeys, type Fields } from '../../lib/contract/messages.ts';
import type { DemoRequest, End } from './requests.ts';

/** What is known of one Job. */
interface JobProgress {
  readonly name: string;
  /** The last words of the routing keys of its events, in the order in which they came. */
  readonly states: string[];
  /** Of `failed`. */
  reason?: string;
  /** It is not in the cluster any more. */
  isGone: boolean;
  /** How many logs of its pods are saved. */
  logs: number;
}

/** How far one request is, as a consumer of events, a reader of the dead letters and the cluster show it. */
export class Progress {
  readonly request: DemoRequest;
  /** Key: uid. */
  readonly jobs = new Map<string, JobProgress>();
  /** What was told in place of a Job, and why. */
  readonly refusals: { readonly end: End; readonly reason: string }[] = [];

  constructor(request: DemoRequest) {
    this.request = request;
  }

  /** Takes an event of the request. @returns what it says, in one line */
  onEvent(routingKey: string, body: Fields): string {
    if (routingKey === eventKeys.invalid) return this.#refuse('invalid', String(body['error']));
    const [uid, name] = [String(body['job-id']), String(body['job-name'])];
    const job = this.jobs.get(uid) ?? { name, states: [], isGone: false, logs: 0 };
    this.jobs.set(uid, job);
    const state = routingKey.split('.').at(-1) ?? '';
    job.states.push(state);
    if (routingKey !== eventKeys.failed) return `${state}: ${name}`;
    job.reason = oneLine(String(body['failure-reason']));
    return `${state}: ${name}: ${job.reason}`;
  }

  /** Takes a dead letter of the request. @returns what it says, in one line */
  onDeadLetter(reason: string): string {
    return this.#refuse('dead letter', reason);
  }

  /**
   * Takes what is in the cluster, and on the disk.
   * @param present uids of the Jobs in the cluster @param logsOf how many logs there are of a Job, by its name @returns names of Jobs that are gone since the last look
   */
  see(present: ReadonlySet<string>, logsOf: (jobName: string) => number): string[] {
    const gone: string[] = [];
    for (const [uid, job] of this.jobs) {
      job.logs = logsOf(job.name);
      // of a Job that has not ended the list may be older than its first event
      if (job.isGone || present.has(uid) || !job.states.some(isLast)) continue;
      job.isGone = true;
      gone.push(job.name);
    }
    return gone;
  }

  /** Whether all that should come has come. */
  get isOver(): boolean {
    return this.#missing === undefined;
  }

  /** What is missing or not as it should be; undefined when nothing is. */
  get fault(): string | undefined {
    const { end, jobs: count } = this.request;
    if (this.#missing !== undefined) return this.#missing;
    const refusals = this.refusals.map((each) => each.end).join(', ');
    const expected = count === 0 ? end : '';
    if (refusals !== expected) return `got ${refusals || 'no refusal'}; expected ${expected || 'none'}`;
    if (this.jobs.size !== count) return `got ${this.jobs.size} Jobs; expected ${count}`;
    const wrong = [...this.jobs.values()].find(({ states }) => !isRight(states, this.request));
    return wrong && `got ${wrong.states.join(', ')}; expected each of them once, and ${lastOf(end)} last`;
  }

  /** How far it is, in one line. */
  get text(): string {
    if (this.refusals.length > 0) return this.refusals.map(({ end, reason }) => `${end}: ${reason}`).join('; ');
    const [first] = this.jobs.values();
    if (first === undefined) return 'published';
    const { states, logs, isGone, reason } = first;
    const steps = [...states, ...(logs > 0 ? ['log saved'] : []), ...(isGone ? ['Job gone'] : [])].join(', ');
    const text = reason === undefined ? steps : `${steps}: ${reason}`;
    return this.jobs.size === 1 ? text : `${this.jobs.size} Jobs; the first: ${text}`;
  }

  /** The name of its first Job; empty while there is none. */
  get jobName(): string {
    return this.jobs.values().next().value?.name ?? '';
  }

  #refuse(end: End, why: string): string {
    const reason = oneLine(why);
    this.refusals.push({ end, reason });
    return `${end}: ${reason}`;
  }

  get #missing(): string | undefined {
    const { end, jobs: count, times } = this.request;
    if (count === 0) return this.refusals.length > 0 ? undefined : `got nothing; expected ${end}`;
    const jobs = [...this.jobs.values()];
    if (jobs.length < count) return `got ${jobs.length} Jobs; expected ${count}`;
    const started = jobs.flatMap(({ states }) => states).filter((state) => state === 'started').length;
    if (started < times) return `got ${started} times started; expected ${times}`;
    if (!jobs.every(({ states }) => states.some(isLast))) return `got no end of a Job; expected ${lastOf(end)}`;
    // Of a Job that is deleted under it no pod is left, and so no log.
    if (end !== 'deleted' && jobs.some(({ logs }) => logs === 0)) return 'got no log of a Job; expected one';
    return jobs.every(({ isGone }) => isGone) ? undefined : 'got a Job that is still there; expected it to be deleted';
  }
}

const lastOf = (end: End): string => (end === 'success' ? 'success' : 'failed');

const isLast = (state: string): boolean => state === 'success' || state === 'failed';

/** Once each, the right end last, as many retries as pods after the first; `started` comes at any time, and again for a message that comes again. */
function isRight(states: readonly string[], { end, pods }: DemoRequest): boolean {
  const progress = states.filter((state) => state !== 'started');
  const retries = progress.filter((state) => state === 'retry').length;
  const others = progress.filter((state) => state !== 'retry');
  return (
    progress.at(-1) === lastOf(end) &&
    others.filter(isLast).length === 1 &&
    new Set(others).size === others.length &&
    retries === Math.max(0, pods.length - 1)
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
