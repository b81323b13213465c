import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import {
  isDeletedButForUs,
  isHeld,
  isNews,
  positionOf,
  type Job,
  type JobStatus,
  type Position,
} from '../../../runtime/reaper/job-state.ts';
import { condition, fates130, fates136, job, pastCondition, type Fates } from '../../support/reaper/jobs.ts';

const startTime = '2026-01-01T00:00:00Z';

/** What is told of one Job whose statuses are all seen. */
function toldOf(statuses: readonly JobStatus[]): (string | undefined)[] {
  let told: Position | undefined;
  return statuses.map((status) => {
    const position = positionOf(job(status));
    if (position === undefined || !isNews(told, position)) return undefined;
    told = position;
    return `${position.state} ${position.attempt}`;
  });
}

describe('the state of a Job', () => {
  test.each<[string, JobStatus | null | undefined, string | undefined]>([
    ['created, without a status', undefined, 'starting 0'],
    ['created, with a status of null', null, 'starting 0'],
    ['created, with an empty status', {}, 'starting 0'],
    ['with its first pod', { startTime, active: 1 }, 'running 0'],
    ['with several pods', { startTime, active: 3 }, 'running 0'],
    ['between two tries', { startTime, failed: 2 }, undefined],
    ['with a failed pod that is not counted yet', { startTime, uncountedTerminatedPods: { failed: ['p'] } }, undefined],
    ['on its second try', { startTime, active: 1, failed: 1 }, 'retry 1'],
    ['about to be complete', { startTime, conditions: [condition('SuccessCriteriaMet')] }, undefined],
    ['complete', { startTime, succeeded: 1, conditions: [condition('Complete')] }, 'success 0'],
    ['complete after two failures', { failed: 2, succeeded: 1, conditions: [condition('Complete')] }, 'success 2'],
    ['about to be given up', { startTime, failed: 2, conditions: [condition('FailureTarget')] }, undefined],
    [
      'about to be given up while a pod ends',
      { active: 1, failed: 2, conditions: [condition('FailureTarget')] },
      undefined,
    ],
    ['given up', { failed: 3, conditions: [condition('FailureTarget'), condition('Failed')] }, 'failed 3'],
    ['suspended', { conditions: [condition('Suspended')] }, undefined],
    ['suspended while it ran', { failed: 1, conditions: [condition('Suspended')] }, undefined],
    ['suspended with a pod that is still there', { active: 1, conditions: [condition('Suspended')] }, undefined],
    ['resumed, without a pod', { startTime, conditions: [pastCondition('Suspended')] }, undefined],
    ['resumed and running', { startTime, active: 1, conditions: [pastCondition('Suspended')] }, 'running 0'],
    ['started whose pod cannot be made', { startTime }, undefined],
    [
      'whose terminal condition stands last',
      { conditions: [pastCondition('Suspended'), condition('Complete')] },
      'success 0',
    ],
    [
      'whose terminal condition stands first',
      { conditions: [condition('Failed'), condition('FailureTarget')] },
      'failed 0',
    ],
    ['whose condition does not hold', { startTime, active: 1, conditions: [pastCondition('Failed')] }, 'running 0'],
    ['with a succeeded pod and no condition, as before 1.31', { startTime, succeeded: 1 }, undefined],
    ['with a failed pod and no condition', { startTime, failed: 1 }, undefined],
    [
      'with a condition of another controller',
      { startTime, active: 1, conditions: [condition('Evicted')] },
      'running 0',
    ],
    ['with null for what is absent', { startTime: null, active: null, failed: null, conditions: null }, 'starting 0'],
    ['with null among the conditions', { conditions: [null, condition('Complete')] }, 'success 0'],
  ])('%s', (_title, status, expected) => {
    const position = positionOf({ ...job(), status });
    expect(position && `${position.state} ${position.attempt}`).toBe(expected);
  });

  test('is found for any status whatever, without an error', () => {
    const status = fc.option(
      fc.record(
        {
          startTime: fc.anything(),
          active: fc.anything(),
          failed: fc.anything(),
          succeeded: fc.anything(),
          uncountedTerminatedPods: fc.oneof(
            fc.anything(),
            fc.record({ failed: fc.anything(), succeeded: fc.anything() }),
          ),
          conditions: fc.oneof(
            fc.anything(),
            fc.array(fc.option(fc.record({ type: fc.constantFrom('Complete', 'Failed', 'x'), status: fc.anything() }))),
          ),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(status, (status) => {
        const position = positionOf({ ...job(), status: status as JobStatus | null });
        expect(position === undefined || Number.isSafeInteger(position.attempt)).toBe(true);
      }),
    );
  });
});

describe.each<[string, Fates]>([
  ['1.36', fates136],
  ['1.30', fates130],
])('in the order of writes of Kubernetes %s', (_version, fates) => {
  test.each(Object.entries(fates))('%s is told at the right writes', (_title, writes) => {
    expect(toldOf(writes.map(([status]) => status))).toEqual(writes.map(([, event]) => event));
  });

  test.each(Object.entries(fates))('%s is told the same whatever is missed or repeated', (_title, writes) => {
    const all = toldOf(writes.map(([status]) => status)).filter((event) => event !== undefined);
    const seen = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: writes.length, maxLength: writes.length });
    fc.assert(
      fc.property(seen, (choices) => {
        const statuses = writes.flatMap(([status], index) => {
          const [isSeen, isRepeated] = choices[index] ?? [true, false];
          // the last write stays until somebody has seen it
          if (!isSeen && index < writes.length - 1) return [];
          return isRepeated ? [status, status] : [status];
        });
        const told = toldOf(statuses).filter((event) => event !== undefined);
        expect(all.filter((event) => told.includes(event))).toEqual(told);
        expect(told.at(-1)).toBe(all.at(-1));
      }),
    );
  });
});

describe('news', () => {
  const order: Position[] = [
    { state: 'starting', attempt: 0 },
    { state: 'running', attempt: 0 },
    { state: 'retry', attempt: 1 },
    { state: 'retry', attempt: 2 },
    { state: 'retry', attempt: 10 },
    { state: 'success', attempt: 10 },
  ];

  test('is what comes later in the order, and only that', () => {
    for (const [before, told] of order.entries()) {
      for (const [after, now] of order.entries())
        expect([told, now, isNews(told, now)]).toEqual([told, now, after > before]);
    }
  });

  test('is anything of a Job of which nothing was told', () => {
    expect(order.map((now) => isNews(undefined, now))).toEqual(order.map(() => true));
  });

  test('is nothing any more after a terminal state, not even the other one', () => {
    expect(isNews({ state: 'success', attempt: 0 }, { state: 'failed', attempt: 5 })).toBe(false);
    expect(isNews({ state: 'failed', attempt: 0 }, { state: 'success', attempt: 5 })).toBe(false);
  });
});

describe('the finalizer', () => {
  const withFinalizers = (finalizers: string[] | null | undefined, deletionTimestamp?: string): Job =>
    job({}, { finalizers, deletionTimestamp });

  test('holds a Job wherever it stands in the list', () => {
    expect(isHeld(withFinalizers(['x', reportedFinalizer]))).toBe(true);
    expect(isHeld(withFinalizers(['x']))).toBe(false);
    expect(isHeld(withFinalizers(null))).toBe(false);
    expect(isHeld(withFinalizers(undefined))).toBe(false);
  });

  test('is all that keeps a deleted Job once no other one is left', () => {
    expect(isDeletedButForUs(withFinalizers([reportedFinalizer], startTime))).toBe(true);
    expect(isDeletedButForUs(withFinalizers([reportedFinalizer, 'foregroundDeletion'], startTime))).toBe(false);
    expect(isDeletedButForUs(withFinalizers([reportedFinalizer]))).toBe(false);
    expect(isDeletedButForUs(withFinalizers([], startTime))).toBe(false);
  });
});
