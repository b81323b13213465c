import { expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { addPodMonitor, type PodMonitorProps } from '../../../lib/workloads/pod-monitor.ts';
import { faults } from '../../support/build.ts';
import { objectOf, queueWorker } from '../../support/workloads.ts';

const monitored = (props: Partial<PodMonitorProps> = {}) => {
  const worker = queueWorker({ healthPort: 9090 });
  addPodMonitor(worker, worker.unit, { port: { name: 'health', number: 9090 }, path: '/metrics', ...props });
  return worker;
};

test('a PodMonitor has Prometheus read the pods of a workload, all of them and no others, at their port and path', () => {
  const worker = monitored();
  expect(objectOf(worker, 'PodMonitor')).toMatchObject({
    apiVersion: 'monitoring.coreos.com/v1',
    metadata: { name: 'web', namespace: 'shop' },
  });
  expect(objectOf(worker, 'PodMonitor')).toHaveProperty('spec', {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
    podMetricsEndpoints: [{ port: 'health', path: '/metrics' }],
  });
});

test('Prometheus is let in at that port', () => {
  expect(objectOf(monitored(), 'NetworkPolicy')).toHaveProperty('spec.ingress.0.ports', [
    { port: 9090, protocol: 'TCP' },
  ]);
});

test('a PodMonitor has the labels by which Prometheus selects it, beside those that every object has', () => {
  const { metadata } = objectOf<{ metadata: { labels: object } }>(
    monitored({ labels: { release: 'p' } }),
    'PodMonitor',
  );
  expect(metadata.labels).toMatchObject({ release: 'p', 'app.kubernetes.io/managed-by': 'berth' });
});

test('the interval is stated in seconds', () => {
  expect(objectOf(monitored({ interval: Duration.minutes(2) }), 'PodMonitor')).toHaveProperty(
    'spec.podMetricsEndpoints.0.interval',
    '120s',
  );
});

test('fails when the interval is no whole number of seconds', () => {
  const worker = monitored({ interval: Duration.millis(1_500) });
  expect(faults(Chart.of(worker))).toEqual([expect.stringMatching(/monitoring\.interval: got .*\[ERR_DURATION\]$/)]);
});
