import { describe, expect, test } from '@jest/globals';
import { jobAnnotations, reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import { Tracker, type Step, type Told } from '../../../runtime/reaper/tracker.ts';
import { condition, job } from '../../support/reaper/jobs.ts';

const running = job({ active: 1, startTime: '2026-01-01T00:00:00Z' });
const complete = job({ succeeded: 1, conditions: [condition('Complete')] });
const failed = job({ failed: 2, conditions: [condition('Failed', 'BackoffLimitExceeded', 'Too often')] });
const told = (entry: Partial<Told> = {}) =>
  new Tracker(new Map([['cds-a-uid', { name: 'cds-a', state: 'running', attempt: 0, ...entry }]]));
const nothingTold = () => new Tracker(new Map());
const newsOf = ({ news }: Step) => news && `${news.name} ${news.state} ${news.attempt}`;
const reasonOf = ({ news }: Step) => news && `${news.reason} - ${news.message}`;

describe('what is due of a Job', () => {
  test('is its state, once', () => {
    const tracker = nothingTold();
    expect([running, running, complete, complete].map((seen) => newsOf(tracker.see(seen)))).toEqual([
      'cds-a running 0',
      undefined,
      'cds-a success 0',
      undefined,
    ]);
  });

  test('is only its present state where others were missed', () => {
    expect(newsOf(nothingTold().see(failed))).toBe('cds-a failed 2');
  });

  test('is nothing that the journal has already', () => {
    expect(told().see(running)).toEqual({});
  });

  test('is the reason that the condition gives', () => {
    expect(reasonOf(told().see(failed))).toBe('BackoffLimitExceeded - Too often');
  });

  test('is nothing of a Job that is not called cds-', () => {
    const other = job(complete.status ?? {}, { name: 'report-a' });
    expect(nothingTold().see(other)).toEqual({});
    expect(nothingTold().gone(other)).toEqual({});
  });

  test('is told by uid: a Job of the same name is another one', () => {
    const tracker = told({ state: 'success' });
    expect(newsOf(tracker.see(job({}, { uid: 'another-uid' })))).toBe('cds-a starting 0');
  });

  test('carries the trace of its request', () => {
    const traced = job({}, { annotations: { [jobAnnotations.traceparent]: '00-a-b-01' } });
    expect(nothingTold().see(traced).news?.traceparent).toBe('00-a-b-01');
  });
});

describe('a Job that is deleted', () => {
  test('has failed if it had not ended, with a reason that says deleted, and is forgotten', () => {
    const step = told().gone(running);
    expect([newsOf(step), reasonOf(step), step.forget]).toEqual([
      'cds-a failed 0',
      'Deleted - the Job was deleted before it ended',
      'cds-a-uid',
    ]);
  });

  test('has failed if nothing at all was told of it', () => {
    expect(newsOf(nothingTold().gone(job()))).toBe('cds-a failed 0');
  });

  test('has ended as it last said, if that was missed', () => {
    expect(newsOf(told().gone(complete))).toBe('cds-a success 0');
  });

  test('is only forgotten if its end was told', () => {
    expect(told({ state: 'success' }).gone(complete)).toEqual({ forget: 'cds-a-uid' });
  });

  test('has failed as soon as our finalizer alone keeps it, and not before', () => {
    const status = running.status ?? {};
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    const tracker = told();
    const ending = job(status, { deletionTimestamp, finalizers: [reportedFinalizer, 'foregroundDeletion'] });
    const ended = job(status, { deletionTimestamp, finalizers: [reportedFinalizer] });
    expect(newsOf(tracker.see(ending))).toBeUndefined();
    expect(tracker.see(ended).news).toMatchObject({ state: 'failed', held: true, repeatable: false });
    expect(tracker.gone(ended)).toEqual({ forget: 'cds-a-uid' });
  });

  test('with another finalizer or none is told once it is gone', () => {
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    expect(told().see(job(running.status ?? {}, { deletionTimestamp }))).toEqual({});
    expect(told().see(job(running.status ?? {}, { deletionTimestamp, finalizers: ['kueue.x-k8s.io/x'] }))).toEqual({});
  });
});

describe('the end of a Job', () => {
  test('can be told again after a crash where our finalizer keeps the Job', () => {
    const held = job(complete.status ?? {}, { finalizers: [reportedFinalizer] });
    expect(told().see(held).news).toMatchObject({ held: true, repeatable: true });
    expect(told().see(complete).news).toMatchObject({ held: false, repeatable: false });
    expect(told().see(running).news).toBeUndefined();
    expect(nothingTold().see(running).news).toMatchObject({ held: false, repeatable: true });
  });

  test('leaves our finalizer to be removed if that is still there', () => {
    const held = job(complete.status ?? {}, { finalizers: [reportedFinalizer] });
    const end = { name: 'cds-a', state: 'success', attempt: 0 };
    expect(told({ state: 'success' }).see(held)).toEqual({ leftover: { uid: 'cds-a-uid', told: end } });
    expect(told({ state: 'success' }).see(complete)).toEqual({});
  });
});

describe('a list', () => {
  test('shows what is gone: unfinished Jobs were deleted while unobserved, with the attempt told last', () => {
    const tracker = told({ state: 'retry', attempt: 3 });
    tracker.beginList();
    tracker.see(job({}, { name: 'cds-b' }));
    const steps = [...tracker.endList()];
    expect(steps.map((step) => [newsOf(step), reasonOf(step), step.forget])).toEqual([
      ['cds-a failed 3', 'Deleted - the Job was deleted while unobserved', 'cds-a-uid'],
    ]);
    expect(tracker.size).toBe(1);
  });

  test('lets Jobs whose end was told go without a word', () => {
    const tracker = told({ state: 'failed' });
    tracker.beginList();
    expect([...tracker.endList()]).toEqual([{ forget: 'cds-a-uid' }]);
    expect(tracker.size).toBe(0);
  });

  test('says nothing of Jobs that it has', () => {
    const tracker = told();
    tracker.beginList();
    expect(tracker.see(running)).toEqual({});
    expect([...tracker.endList()]).toEqual([]);
  });

  test('that is begun again counts from its own beginning', () => {
    const tracker = told();
    tracker.beginList();
    tracker.see(running);
    tracker.beginList();
    expect([...tracker.endList()]).toHaveLength(1);
  });
});
