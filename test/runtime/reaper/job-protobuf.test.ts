import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import { parseBookmark, parseJob, parseJobList } from '../../../runtime/reaper/job-protobuf.ts';
import type { Job, JobStatus } from '../../../runtime/reaper/job-state.ts';
import { connectKubernetes, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { protobuf } from '../../../runtime/shared/kubernetes-protobuf.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { condition, job, pastCondition } from '../../support/reaper/jobs.ts';
import { bytesOf, enveloped, jobBytes, jobListBytes, statusOf } from '../../support/reaper/protobuf.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const time = fc
  .integer({ min: 0, max: 4_102_444_800 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace('.000', ''));
const count = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 3 });
const anyJob: fc.Arbitrary<Job> = fc.record({
  metadata: fc.record(
    {
      name: text,
      uid: text,
      resourceVersion: text,
      deletionTimestamp: time,
      finalizers: some(text),
      annotations: fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        text,
        { minKeys: 1, maxKeys: 3, noNullPrototype: true },
      ),
    },
    { requiredKeys: ['name', 'uid'] },
  ),
  status: fc.record(
    {
      startTime: time,
      active: count,
      failed: count,
      succeeded: count,
      conditions: some(fc.record({ type: text, status: text, reason: text, message: text }, { requiredKeys: [] })),
      uncountedTerminatedPods: fc.record({ succeeded: some(text), failed: some(text) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
});

describe('a Job as protobuf', () => {
  test('is what was written, whatever it holds', () => {
    fc.assert(
      fc.property(anyJob, (written) => {
        expect(parseJob(enveloped('Job', jobBytes(written)))).toEqual(written);
      }),
    );
  });

  test('comes in pages', () => {
    fc.assert(
      fc.property(
        fc.array(anyJob, { minLength: 1, maxLength: 4 }),
        fc.option(text, { nil: undefined }),
        (jobs, token) => {
          const page = jobListBytes(jobs, { resourceVersion: '5', continue: token });
          const metadata = { resourceVersion: '5', continue: token };
          expect(parseJobList(enveloped('JobList', page))).toEqual({ metadata, items: jobs });
        },
      ),
    );
  });

  test('comes in pages of none', () => {
    const page = enveloped('JobList', jobListBytes([], { resourceVersion: '5' }));
    expect(parseJobList(page)).toEqual({ metadata: { resourceVersion: '5' }, items: undefined });
  });

  test('has nothing but a resourceVersion as a bookmark', () => {
    const bookmark = jobBytes({ metadata: { name: '', uid: '', resourceVersion: '7' } });
    expect(parseBookmark(enveloped('Job', bookmark))).toEqual({ metadata: { resourceVersion: '7' } });
  });

  test.each([
    ['JSON', Buffer.from('{"kind":"JobList","metadata":{},"items":[]}')],
    ['another kind', statusOf({ code: 500 })],
    ['a page with a Job without a name', enveloped('JobList', jobListBytes([job({}, { name: '' })], {}))],
    ['a page without metadata', enveloped('JobList', bytesOf([]))],
  ])('fails when it is %s', (_title, bytes) => {
    expect(() => parseJobList(bytes)).toThrow(/^got .+; expected/);
  });
});

describe.each(['1.36', '1.30'] as const)('a Job of Kubernetes %s', (version) => {
  describeOnApiServer(
    'as protobuf',
    (cluster) => {
      let kubernetes: Kubernetes;
      beforeAll(() => {
        kubernetes = connectKubernetes({ kubeConfig: cluster().kubeconfig, namespace: 'default', env: {} });
      });
      afterAll(() => kubernetes.close());

      const path = '/apis/batch/v1/namespaces/default/jobs';
      const startTime = '2026-01-01T00:00:00Z';
      const statuses: Readonly<Record<string, JobStatus>> = {
        'cds-new': {},
        'cds-running': { startTime, active: 2, failed: 1, uncountedTerminatedPods: {} },
        'cds-counted': { startTime, uncountedTerminatedPods: { succeeded: ['a'], failed: ['b', 'c'] } },
        'cds-resumed': { conditions: [pastCondition('Suspended', 'JobResumed')] },
        'cds-failed': {
          startTime,
          failed: 3,
          conditions: [condition('FailureTarget', 'A', 'b ä'), condition('Failed', 'A', 'b ä')],
        },
      };

      /** What is read of a Job in JSON; what is empty there is left out. */
      const readOf = ({ metadata, status }: Job): Job => {
        const { name, uid, resourceVersion, deletionTimestamp, annotations, finalizers } = metadata;
        const { conditions, startTime: start, active, succeeded, failed, uncountedTerminatedPods } = status ?? {};
        return {
          metadata: { name, uid, resourceVersion, deletionTimestamp, annotations, finalizers },
          status: {
            conditions: conditions?.map((each) => {
              const { type, status: holds, reason, message } = each ?? {};
              return { type, status: holds, reason: reason || undefined, message: message || undefined };
            }),
            startTime: start,
            active,
            succeeded,
            failed,
            uncountedTerminatedPods,
          },
        };
      };

      test('says what it says as JSON', async () => {
        const container = { name: 'job', image: 'job:1' };
        const spec = { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [container] } } };
        for (const [name, status] of Object.entries(statuses)) {
          const metadata = { name, finalizers: [reportedFinalizer], annotations: { 'a/b': 'ä😀', c: '' } };
          await kubernetes.request('POST', path, { body: { metadata, spec } });
          await kubernetes.request('PATCH', `${path}/${name}/status`, { body: { status } });
        }
        await kubernetes.request('DELETE', `${path}/cds-failed`);
        const inJson = await kubernetes.request<{ readonly items: readonly Job[] }>('GET', path);
        const inProtobuf = await kubernetes.request<ReturnType<typeof parseJobList>>('GET', path, {
          accept: protobuf,
          parse: parseJobList,
        });
        expect(inProtobuf.items).toEqual(inJson.items.map(readOf));
        expect(inProtobuf.items?.map(({ metadata }) => metadata.name)).toEqual(Object.keys(statuses).toSorted());
        expect(inProtobuf.items?.filter(({ metadata }) => metadata.deletionTimestamp)).toHaveLength(1);
      });

      test('that is not there is an error as it is in JSON', async () => {
        const errors = await Promise.all(
          [undefined, protobuf].map((accept) =>
            kubernetes.request('GET', `${path}/cds-none`, { accept }).catch(String),
          ),
        );
        expect(errors[0]).toContain('got 404 NotFound: jobs.batch "cds-none" not found');
        expect(errors[1]).toBe(errors[0]);
      });
    },
    { version },
  );
});
