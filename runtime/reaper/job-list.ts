import { parseJobs } from './job-json.ts';
import type { Job } from './job-state.ts';

/** One page of a list. */
export interface JobList {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly Job[] | null;
}

/** Reads a page; its Jobs are as `parseJobs` gives them. @throws TypeError for what is none */
export function parseJobList(body: Buffer): JobList {
  const list = parseJobs(body, isJobList);
  if (list === undefined) throw new TypeError(`got ${body.length} bytes that are no list of Jobs`);
  return list;
}

function isJobList(value: unknown): value is JobList {
  const { metadata, items } = (value ?? {}) as { readonly metadata?: unknown; readonly items?: unknown };
  if (typeof metadata !== 'object' || metadata === null) return false;
  return items === undefined || items === null || (Array.isArray(items) && items.every(isJob));
}

/** Whether a value is a Job, as far as every one has that: name and uid. */
export function isJob(value: unknown): value is Job {
  const { metadata } = (value ?? {}) as {
    readonly metadata?: { readonly name?: unknown; readonly uid?: unknown } | null;
  };
  return typeof metadata?.name === 'string' && typeof metadata.uid === 'string';
}
