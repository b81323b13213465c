import { eventKeys, type Fields } from '../../lib/contract/messages.ts';
import type { DemoRequest, End } from './requests.ts';

/** What is known of one Job. */
interface JobProgress {
  readonly name: string;
  /** The last words of the routing keys of its events, in the order in which they came. */
  readonly states: string[];
  reason?: string;
  /** It is not in the cluster any more. */
  isGone: boolean;
  /** Files with the logs of its pods. */
  logs: number;
}

/** How far one request is, as a consumer of the events, a reader of the dead letters and the cluster show it. */
export class Progress {
  readonly request: DemoRequest;
  /** Key: uid. */
  readonly jobs = new Map<string, JobProgress>();
  /** Why there is no Job of it: the `error` of each event, or the reason of each dead letter. */
  readonly refusals: { readonly end: End; readonly reason: string }[] = [];

  constructor(request: DemoRequest) {
    this.request = request;
  }

  /** Takes an event of the request. @returns what it says, in one line */
  onEvent(routingKey: string, body: Fields): string {
    if (routingKey === eventKeys.invalid) {
      const reason = oneLine(String(body['error']));
      this.refusals.push({ end: 'invalid', reason });
      return `invalid: ${reason}`;
    }
    const name = String(body['job-name']);
    const uid = String(body['job-id']);
    const job = this.jobs.get(uid) ?? { name, states: [], isGone: false, logs: 0 };
    this.jobs.set(uid, job);
    const state = routingKey.split('.').at(-1) ?? '';
    job.states.push(state);
    if (routingKey !== eventKeys.failed) return `${state}: ${name}`;
    job.reason = oneLine(String(body['failure-reason']));
    return `${state}: ${name}, ${job.reason}`;
  }

  /** Takes a dead letter of the request. @returns what it says */
  onDeadLetter(reason: string): string {
    this.refusals.push({ end: 'dead letter', reason: oneLine(reason) });
    return `dead letter: ${oneLine(reason)}`;
  }

  /** Whether nothing more is to come of it, as far as can be told. */
  get isOver(): boolean {
    return this.#missing === undefined;
  }

  /** What is not as it should be, or not yet; undefined when all is. */
  get fault(): string | undefined {
    const { end, jobs: count } = this.request;
    const jobs = [...this.jobs.values()];
    if (this.#missing !== undefined) return this.#missing;
    const refused = count === 0 ? 1 : 0;
    if (this.refusals.length !== refused || this.refusals.some((each) => each.end !== end))
      return `got ${this.refusals.map((each) => each.end).join(', ') || 'no refusal'}; expected ${refused === 0 ? 'none' : end}`;
    if (jobs.length !== count) return `got ${jobs.length} Jobs; expected ${count}`;
    const wrong = jobs.find(({ states }) => !isRight(states, this.request));
    return wrong && `got ${wrong.states.join(', ')}; expected ${end} once, and last`;
  }

  /** How far it is, in one line. */
  get text(): string {
    if (this.refusals.length > 0) return this.refusals.map(({ end, reason }) => `${end}: ${reason}`).join('; ');
    const [first, ...others] = [...this.jobs.values()];
    if (first === undefined) return 'sent';
    const tail = [first.logs > 0 && 'log saved', first.isGone && 'gone', first.reason].filter(Boolean);
    const text = [...first.states, ...tail].join(', ');
    return others.length === 0 ? text : `${1 + others.length} Jobs, the first: ${text}`;
  }

  get jobName(): string {
    return this.jobs.values().next().value?.name ?? '';
  }

  get #missing(): string | undefined {
    const { end, jobs: count, times } = this.request;
    if (count === 0) return this.refusals.length > 0 ? undefined : `expected ${end}, which has not come`;
    const jobs = [...this.jobs.values()];
    if (jobs.length < count) return `got ${jobs.length} Jobs; expected ${count}`;
    const told = jobs.reduce((sum, { states }) => sum + states.filter((state) => state === 'started').length, 0);
    if (told < times) return `got ${told} times started; expected ${times}`;
    const last = end === 'success' ? 'success' : 'failed';
    if (jobs.some(({ states }) => !states.includes(last))) return `expected ${last}, which has not come`;
    // of a Job that is deleted under it no pod is left, and so no log
    if (end !== 'deleted' && jobs.some(({ logs }) => logs === 0))
      return 'expected the logs of its pods, which are not there';
    return jobs.every(({ isGone }) => isGone) ? undefined : 'expected its Job to be deleted, which it is not';
  }
}

/** One end, the right one, after all else but `started`, which may come at any time; and as many retries as pods after the first. */
function isRight(states: readonly string[], { end, pods }: DemoRequest): boolean {
  const last = end === 'success' ? 'success' : 'failed';
  const ends = states.filter((state) => state === 'success' || state === 'failed');
  const progress = states.filter((state) => state !== 'started');
  const retries = states.filter((state) => state === 'retry').length;
  return ends.length === 1 && progress.at(-1) === last && retries === Math.max(0, pods.length - 1);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
