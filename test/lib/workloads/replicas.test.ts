import { describe, expect, test } from '@jest/globals';
import { fewest } from '../../../lib/workloads/replicas.ts';
import type { QueueWorkerProps } from '../../../lib/workloads/queue-worker.ts';
import { faultsOf, queueWorker, server } from '../../support/workloads.ts';

type AnyReplicas = NonNullable<QueueWorkerProps['replicas']>;

const queue = { type: 'aws-sqs-queue', queueUrl: 'https://sqs.example.com/1/orders', region: 'us-east-1' } as const;

describe('replicas', () => {
  test.each<AnyReplicas>([
    0,
    1,
    { min: 1, max: 1, averageCpuPercent: 1 },
    { min: 1, max: 2, averageCpuPercent: 150 },
    { min: 0, max: 1, messagesPerReplica: 1 },
  ])('may be %j', (replicas) => {
    expect(faultsOf(queueWorker({ replicas, queue }))).toEqual([]);
  });

  test('fails when there are less than none', () => {
    expect(faultsOf(server({ replicas: -1 }))).toEqual([
      'test/shop/web/web: replicas: got -1; expected a whole number, or whole numbers of which min is at least 1 (0 by queue) ' +
        'and max not below it, such as { min: 2, max: 6, averageCpuPercent: 70 }; correct the number of replicas [ERR_REPLICAS]',
    ]);
  });

  test.each<[string, AnyReplicas]>([
    ['no whole number', 1.5],
    ['not a number', Number.NaN],
    ['a text, which came past the compiler', '2' as unknown as number],
    ['min above max', { min: 3, max: 2, averageCpuPercent: 70 }],
    ['min 0 by CPU', { min: 0, max: 2, averageCpuPercent: 70 }],
    ['min below 0', { min: -1, max: 2, messagesPerReplica: 5 }],
    ['max 0', { min: 0, max: 0, messagesPerReplica: 5 }],
    ['half a replica', { min: 0.5, max: 2, messagesPerReplica: 5 }],
    ['no messages for a replica', { min: 0, max: 2, messagesPerReplica: 0 }],
    ['a part of a message for a replica', { min: 0, max: 2, messagesPerReplica: 2.5 }],
    ['a part of a percent', { min: 1, max: 2, averageCpuPercent: 0.7 }],
    ['no CPU to keep', { min: 1, max: 2, averageCpuPercent: 0 }],
  ])('fails when they are %s', (_what, replicas) => {
    expect(faultsOf(queueWorker({ replicas, queue }))).toEqual([expect.stringMatching(/\[ERR_REPLICAS\]$/)]);
  });
});

test.each([
  [3, 3],
  [{ min: 2, max: 6 }, 2],
])('of %j, %p are there at all times', (replicas, found) => {
  expect(fewest(replicas)).toBe(found);
});
