import { headers } from '../../lib/contract/broker.ts';
import { failedEvent, progressEvent } from '../../lib/contract/events.ts';
import { eventKeys, type JobEvent, type JobReference } from '../../lib/contract/messages.ts';
import { childOf, formatTraceparent, parseTraceparent, type RandomBytes } from '../shared/trace.ts';
import type { News } from './tracker.ts';

/**
 * The messageId of an event, `<uid>/<state>/<attempt>`, such as `6b1f...-c2/retry/2`: the same whenever the same is told again, so that a consumer knows a message
 * that comes twice.
 */
export const messageId = ({ uid, state, attempt }: Pick<News, 'uid' | 'state' | 'attempt'>): string =>
  `${uid}/${state}/${attempt}`;

/** The event that tells a piece of news. */
export function eventOf(news: News, namespace: string): JobEvent {
  const job: JobReference = { 'job-id': news.uid, 'job-name': news.name, 'job-namespace': namespace };
  if (news.state === 'failed') return failedEvent(job, news.attempt, news);
  return progressEvent(eventKeys[news.state], job, news.attempt);
}

/** The headers of an event: the trace of the request goes on with a span of its own. @param traceparent as the Job's annotation has it, whatever that is */
export function traceHeaders(traceparent: string | undefined, random?: RandomBytes): Readonly<Record<string, string>> {
  const parent = parseTraceparent(traceparent);
  return parent === undefined ? {} : { [headers.traceparent]: formatTraceparent(childOf(parent, random)) };
}
