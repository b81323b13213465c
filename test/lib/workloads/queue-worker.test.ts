import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { Probe } from '../../../lib/workloads/probe.ts';
import { objects } from '../../support/build.ts';
import { container, deployment, queueWorker } from '../../support/workloads.ts';

describe('QueueWorker', () => {
  test('is a Deployment that nobody can connect to: no Service, no port, no way in or out', () => {
    const worker = queueWorker();
    expect(objects(Chart.of(worker)).map(({ kind }) => kind)).toEqual(['NetworkPolicy', 'Deployment']);
    expect(container(worker)).not.toHaveProperty('ports');
    expect(objects(Chart.of(worker))[0]).toHaveProperty('spec', {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('has no probes, and says why', () => {
    const worker = queueWorker();
    expect(Object.keys(container(worker)).filter((key) => key.endsWith('Probe'))).toEqual([]);
    expect(deployment(worker).metadata.annotations).toEqual({
      'berth/readiness-probe': 'nothing connects to it, so there is no traffic to hold back',
      'berth/liveness-probe': 'it ends by itself when it cannot go on; one that hangs shows as a queue that grows',
    });
  });

  test('may have probes', () => {
    const probes = { readiness: Probe.none('no traffic'), liveness: Probe.exec(['alive'], 'it says so itself') };
    const worker = queueWorker({ probes });
    expect(container(worker).livenessProbe?.exec).toEqual({ command: ['alive'] });
    expect(deployment(worker).metadata.annotations).toHaveProperty(['berth/liveness-probe'], 'it says so itself');
  });

  test('is told to stop at once, since no request is on its way to it', () => {
    expect(container(queueWorker())).not.toHaveProperty('lifecycle');
  });
});
