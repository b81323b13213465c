import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Registry } from 'prom-client';
import {
  createBrokerMetrics,
  createLogViewerMetrics,
  createReaperMetrics,
  createRegistry,
  createResponderMetrics,
} from '../../../runtime/shared/metrics.ts';

const readme = readFileSync(new URL('../../../runtime/README.md', import.meta.url), 'utf8');

/** The metrics of all processes, without those of Node. */
function ownMetrics() {
  const registry: Registry = createRegistry();
  const nodes = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  createBrokerMetrics(registry);
  createResponderMetrics(registry);
  createReaperMetrics(registry);
  createLogViewerMetrics(registry);
  // prom-client's types say that a metric has no label names, and that its type is a number.
  const metrics = registry.getMetricsAsArray() as unknown as readonly OwnMetric[];
  return metrics.filter(({ name }) => !nodes.has(name));
}

interface OwnMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

test('every process has the metrics of Node itself', async () => {
  const text = await createRegistry().metrics();
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
  ]) {
    expect(text).toContain(`\n${name} `);
  }
});

test('a counter ends in total, a duration in its unit, and no metric is made per Job, pod or message', () => {
  const wrong = ownMetrics().filter(({ name, type }) => {
    if (type === 'counter') return !/^cds_[a-z_]+_total$/.test(name);
    return type === 'histogram' ? !name.endsWith('_seconds') : !/^cds_[a-z_]+$/.test(name);
  });
  expect(wrong).toEqual([]);
  const labels = ownMetrics().flatMap(({ labelNames = [] }) => labelNames);
  expect([...new Set(labels)].toSorted()).toEqual(['reason', 'routing_key', 'status']);
});

test('counts are served under the names that dashboards know', async () => {
  const registry = createRegistry();
  const broker = createBrokerMetrics(registry);
  const { jobsCreated, launchDuration } = createResponderMetrics(registry);
  const { lists, leader } = createReaperMetrics(registry);
  broker.confirms.inc();
  jobsCreated.inc();
  launchDuration.observe(0.02);
  lists.inc({ reason: 'expired' });
  leader.set(1);
  const text = await registry.metrics();
  for (const line of [
    'cds_broker_confirms_total 1',
    'cds_jobs_created_total 1',
    'cds_job_launch_duration_seconds_bucket{le="0.025"} 1',
    'cds_watch_lists_total{reason="expired"} 1',
    'cds_leader 1',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('the README lists each metric with its type, labels and meaning', () => {
  const rows = [...readme.matchAll(/^\| `(cds_\w+)` +\| (\w+) +\| (.*?) +\| (.*?) +\|$/gm)].map(([, ...row]) => row);
  const expected = ownMetrics().map(({ name, type, labelNames = [], help }) => [
    name,
    type,
    labelNames.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  expect(rows.map((row) => row.map((cell) => cell.trim()))).toEqual(expected);
});
