import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { DialledHost, DialledPort } from '../../../lib/wiring/address.ts';
import { objects } from '../../support/build.ts';
import { deployment, faultsOf, objectOf, queueWorker, server } from '../../support/workloads.ts';

const queue = {
  type: 'redis',
  host: new DialledHost('redis.example.com', []),
  port: new DialledPort('6379', []),
  listName: 'jobs',
} as const;

describe('replicas', () => {
  test('are one unless said otherwise', () => {
    expect(deployment(server()).spec.replicas).toBe(1);
    expect(deployment(queueWorker()).spec.replicas).toBe(1);
  });

  test.each([0, 3])('can be fixed: %p', (replicas) => {
    const worker = queueWorker({ replicas });
    expect(deployment(worker).spec.replicas).toBe(replicas);
    expect(objects(Chart.of(worker)).map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler');
  });

  test('by CPU are left to a HorizontalPodAutoscaler', () => {
    const web = server({ replicas: { min: 2, max: 6, averageCpuPercent: 70 } });
    expect(deployment(web).spec).not.toHaveProperty('replicas');
    expect(objectOf<IHorizontalPodAutoscaler>(web, 'HorizontalPodAutoscaler')).toMatchObject({
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
          },
        ],
      },
    });
  });

  test('by the length of a queue are left to a ScaledObject, which makes its own autoscaler', () => {
    const worker = queueWorker({ replicas: { min: 0, max: 6, messagesPerReplica: 50 }, queue });
    expect(deployment(worker).spec).not.toHaveProperty('replicas');
    const kinds = objects(Chart.of(worker)).map(({ kind }) => kind);
    expect(kinds).toContain('ScaledObject');
    expect(kinds).not.toContain('HorizontalPodAutoscaler');
  });

  test('by CPU need no queue even where there is one', () => {
    const worker = queueWorker({ replicas: { min: 1, max: 6, averageCpuPercent: 70 }, queue });
    const kinds = objects(Chart.of(worker)).map(({ kind }) => kind);
    expect(kinds).toContain('HorizontalPodAutoscaler');
    expect(kinds).not.toContain('ScaledObject');
  });

  test('fails when they are scaled by a queue and none is given', () => {
    expect(faultsOf(queueWorker({ replicas: { min: 1, max: 6, messagesPerReplica: 50 } }))).toEqual([
      'test/shop/web/web: replicas: got {"min":1,"max":6,"messagesPerReplica":50}; expected a fixed number or scaling by CPU, ' +
        'since no queue is given; give the queue the workload consumes, or scale by CPU [ERR_REPLICAS]',
    ]);
  });
});
