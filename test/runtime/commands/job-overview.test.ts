import { describe, expect, test } from '@jest/globals';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import type { Job } from '../../../runtime/commands/cluster.ts';
import { endedAtMs, finalizerIndex, hasEnded, stateOf } from '../../../runtime/commands/job-overview.ts';

const metadata = { name: 'cds-a', uid: 'uid' };
const job = (status: unknown): Job => ({ metadata, status: status as Job['status'] });
const holding = (type: string, lastTransitionTime?: string) => ({ type, status: 'True', lastTransitionTime });

describe('the state of a Job', () => {
  test.each([
    ['starting', undefined],
    ['starting', null],
    ['starting', { conditions: null }],
    ['running', { active: 1, startTime: 't' }],
    ['running', { active: 1, failed: 2, conditions: [{ type: 'Suspended', status: 'False' }] }],
    ['waiting', { startTime: 't', failed: 1 }],
    ['waiting', { startTime: 't' }],
    ['suspended', { conditions: [holding('Suspended')] }],
    ['ending', { active: 1, conditions: [holding('SuccessCriteriaMet')] }],
    ['ending', { conditions: [null, holding('FailureTarget')] }],
    ['success', { conditions: [holding('SuccessCriteriaMet'), holding('Complete')] }],
    ['failed', { conditions: [holding('FailureTarget'), holding('Failed')] }],
  ])('is %s for the status %j', (state, status) => {
    expect(stateOf(job(status))).toBe(state);
  });
});

test.each([
  [{ conditions: [holding('Complete', '2026-01-01T00:00:00Z')] }, true, Date.UTC(2026, 0)],
  [{ conditions: [holding('Failed')] }, true, undefined],
  [{ conditions: [{ type: 'Failed', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }] }, false, undefined],
  [undefined, false, undefined],
])('the end of a Job of status %j is known: %j, at %j', (status, ended, at) => {
  expect([hasEnded(job(status)), endedAtMs(job(status))]).toEqual([ended, at]);
});

test.each([
  [undefined, -1],
  [null, -1],
  [['foregroundDeletion'], -1],
  [['foregroundDeletion', reportedFinalizer], 1],
])('our finalizer among %j is at %j', (finalizers, index) => {
  expect(finalizerIndex({ metadata: { ...metadata, finalizers } })).toBe(index);
});
