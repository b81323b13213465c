import { parseObject } from '../shared/kubernetes-protobuf.ts';
import { int32, int64, made, many, message, one, text, texts } from '../shared/protobuf.ts';
import type { Job } from './job-state.ts';

/** One page of a list. */
export interface JobList {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly Job[];
}

/** What a bookmark has of a Job. */
export interface Bookmark {
  readonly metadata: { readonly resourceVersion?: string };
}

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/generated.proto */
const time = made(message<{ readonly seconds?: number }>({ 1: one('seconds', int64) }), ({ seconds = 0 }) =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
);
const metadata = message({
  1: one('name', text),
  5: one('uid', text),
  6: one('resourceVersion', text),
  9: one('deletionTimestamp', time),
  12: texts('annotations'),
  14: many('finalizers', text),
});
const listMetadata = message({ 2: one('resourceVersion', text), 3: one('continue', text) });

/** @see https://github.com/kubernetes/api/blob/master/batch/v1/generated.proto */
const condition = message({
  1: one('type', text),
  2: one('status', text),
  5: one('reason', text),
  6: one('message', text),
});
const pods = message({ 1: many('succeeded', text), 2: many('failed', text) });
const status = message({
  1: many('conditions', condition),
  2: one('startTime', time),
  4: one('active', int32),
  5: one('succeeded', int32),
  6: one('failed', int32),
  8: one('uncountedTerminatedPods', pods),
});
const job = message<Partial<Job>>({ 1: one('metadata', metadata), 3: one('status', status) });
const jobList = message<Partial<JobList>>({ 1: one('metadata', listMetadata), 2: many('items', job) });

/** Reads a Job, of which it gives what JSON has of the fields of {@link Job}. @throws Error for bytes that are none */
export function parseJob(object: Buffer): Job {
  const value = parseObject(object, 'Job', job);
  if (!isJob(value)) throw new Error('got a Job without name or uid; expected both');
  return value;
}

/** Reads a page. @throws Error for bytes that are none */
export function parseJobList(object: Buffer): JobList {
  const { metadata, items } = parseObject(object, 'JobList', jobList);
  if (metadata === undefined) throw new Error('got a JobList without metadata; expected some');
  if (items?.every(isJob) === false) throw new Error('got a Job without name or uid; expected both');
  return { metadata, items };
}

/** @throws Error for bytes that are no Job */
export function parseBookmark(object: Buffer): Bookmark {
  const { metadata } = parseObject(object, 'Job', job);
  return { metadata: { resourceVersion: metadata?.resourceVersion } };
}

function isJob(value: Partial<Job>): value is Job {
  const { metadata } = value;
  return metadata?.name !== undefined && metadata.uid !== undefined;
}
