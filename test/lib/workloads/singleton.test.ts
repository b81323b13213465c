import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { objects } from '../../support/build.ts';
import { container, deployment, podSpec, singleton } from '../../support/workloads.ts';

const kinds = (unit: ReturnType<typeof singleton>): string[] => objects(Chart.of(unit)).map(({ kind }) => kind);

describe('Singleton', () => {
  test('is one replica, whose old pod ends before the new one starts', () => {
    expect(deployment(singleton()).spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  test('is never taken for a Server of its name', () => {
    expect(deployment(singleton()).spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/component': 'singleton',
    });
  });

  test('has no Service unless it has ports', () => {
    expect(kinds(singleton())).toEqual(['NetworkPolicy', 'Deployment']);
    expect(kinds(singleton({ ports: { http: 8080 } }))).toEqual(['NetworkPolicy', 'Deployment', 'Service']);
  });

  test('stops at once, within the time it has', () => {
    const unit = singleton({ shutdown: Duration.minutes(1) });
    expect(container(unit)).not.toHaveProperty('lifecycle');
    expect(podSpec(unit).terminationGracePeriodSeconds).toBe(60);
  });
});
