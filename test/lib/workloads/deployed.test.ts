import { describe, expect, test } from '@jest/globals';
import { Construct } from 'constructs';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Chart, Duration } from 'cdk8s';
import { Probe } from '../../../lib/workloads/probe.ts';
import { chart, objects } from '../../support/build.ts';
import {
  container,
  deployment,
  faultsOf,
  objectOf,
  podSpec,
  queueWorker,
  server,
  singleton,
} from '../../support/workloads.ts';

const kinds = (construct: Construct): string[] => objects(Chart.of(construct)).map(({ kind }) => kind);

describe('the Deployment of a workload', () => {
  test('gives up a rollout when Kubernetes does, unless its pods may start for longer', () => {
    const probes = (seconds: number) => ({
      readiness: Probe.tcp('it listens'),
      liveness: Probe.tcp('it listens'),
      startsWithin: Duration.seconds(seconds),
    });
    expect(deployment(server({ probes: probes(599) })).spec.progressDeadlineSeconds).toBeUndefined();
    expect(deployment(server({ probes: probes(900) })).spec.progressDeadlineSeconds).toBe(960);
  });

  test('knows its pods by their name and part alone', () => {
    const { selector, template } = deployment(server()).spec;
    expect(selector).toEqual({
      matchLabels: { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/component': 'server' },
    });
    expect(template.metadata.labels).toMatchObject(selector.matchLabels ?? {});
  });

  test('and its pods carry the recommended labels', () => {
    const labels = {
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/component': 'server',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/instance': 'shop-test',
      'app.kubernetes.io/managed-by': 'berth',
      'app.kubernetes.io/version': '1.4.2',
    };
    const { metadata, spec } = deployment(server());
    expect(metadata.labels).toEqual(labels);
    expect(spec.template.metadata.labels).toEqual(labels);
  });

  test('carries no version where the image is named by its digest', () => {
    const image = `example.com/web@sha256:${'a'.repeat(64)}`;
    expect(deployment(server({ image })).metadata.labels).not.toHaveProperty(['app.kubernetes.io/version']);
  });

  test('carries no version that is no legal label', () => {
    const image = `example.com/web:${'1'.repeat(64)}`;
    expect(deployment(server({ image })).metadata.labels).not.toHaveProperty(['app.kubernetes.io/version']);
  });

  test('says why its pods are probed as they are', () => {
    expect(deployment(server()).metadata.annotations).toEqual({
      'berth/readiness-probe': 'ready',
      'berth/liveness-probe': 'alive',
    });
  });

  test('keeps three old revisions', () => {
    expect(deployment(server()).spec.revisionHistoryLimit).toBe(3);
  });

  test('is the same wherever its construct stands in the tree', () => {
    const scope = chart();
    const moved = queueWorker({ name: 'web', replicas: 2 }, new Construct(new Construct(scope, 'a'), 'b'), 'other-id');
    expect(objects(scope)).toEqual(objects(Chart.of(queueWorker({ replicas: 2 }))));
    expect(moved.name).toBe('web');
  });

  test.each([
    ['a Server', server],
    ['a QueueWorker', queueWorker],
  ])('of %s rolls without losing capacity', (_kind, build) => {
    expect(deployment(build()).spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
  });

  test('of a Singleton ends the old pod before the new one starts', () => {
    expect(deployment(singleton()).spec.strategy).toEqual({ type: 'Recreate' });
  });
});

describe('from two replicas on, a workload', () => {
  const two = [
    ['two', queueWorker({ replicas: 2 })],
    ['two scaled by CPU', queueWorker({ replicas: { min: 2, max: 3, averageCpuPercent: 70 } })],
  ] as const;

  test.each(two)('of %s loses one pod at a time to a drained node', (_replicas, worker) => {
    expect(objectOf<IPodDisruptionBudget>(worker, 'PodDisruptionBudget').spec).toEqual({
      maxUnavailable: 1,
      selector: deployment(worker).spec.selector,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test.each(two)('of %s is spread over zones and nodes, revision by revision', (_replicas, worker) => {
    const common = {
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: deployment(worker).spec.selector,
      matchLabelKeys: ['pod-template-hash'],
    };
    expect(podSpec(worker).topologySpreadConstraints).toEqual([
      { topologyKey: 'topology.kubernetes.io/zone', ...common },
      { topologyKey: 'kubernetes.io/hostname', ...common },
    ]);
  });
});

test.each([
  ['one', queueWorker({ replicas: 1 })],
  ['none', queueWorker({ replicas: 0 })],
  ['one or more', queueWorker({ replicas: { min: 1, max: 3, averageCpuPercent: 70 } })],
])('with %s replica, a workload has neither a disruption budget nor a spread', (_replicas, worker) => {
  expect(kinds(worker)).not.toContain('PodDisruptionBudget');
  expect(podSpec(worker)).not.toHaveProperty('topologySpreadConstraints');
});

test('a new pod counts as soon as it is ready, unless it has to stay so first', () => {
  expect(objectOf(queueWorker(), 'Deployment')).not.toHaveProperty('spec.minReadySeconds');
  const settled = queueWorker({ settle: Duration.seconds(5) });
  expect(objectOf(settled, 'Deployment')).toHaveProperty('spec.minReadySeconds', 5);
});

test('settle fails when it is no whole number of seconds', () => {
  expect(faultsOf(queueWorker({ settle: Duration.millis(1500) }))).toEqual([
    expect.stringMatching(/^test\/shop\/web\/web: settle: got "1 second 500 millis"; .* \[ERR_DURATION\]$/),
  ]);
});

test('shutdown fails when it is no whole number of seconds', () => {
  expect(faultsOf(queueWorker({ shutdown: Duration.millis(1500) }))).toEqual([
    expect.stringMatching(/^test\/shop\/web\/web: shutdown: got "1 second 500 millis"; .* \[ERR_DURATION\]$/),
  ]);
});

describe('healthPort', () => {
  test('is a port of the container that no Service and no NetworkPolicy names', () => {
    const probes = { readiness: Probe.http('/readyz', 'ready'), liveness: Probe.http('/livez', 'alive') };
    const worker = queueWorker({ healthPort: 9000, probes });
    expect(container(worker).ports).toEqual([{ name: 'health', containerPort: 9000, protocol: 'TCP' }]);
    expect(container(worker).readinessProbe?.httpGet?.port).toBe('health');
    expect(objectOf(worker, 'NetworkPolicy')).not.toHaveProperty('spec.ingress');
    expect(kinds(worker)).not.toContain('Service');
  });

  test('stands behind the ports that others dial', () => {
    const ports = container(server({ healthPort: 9000 })).ports;
    expect(ports?.map(({ name }) => name)).toEqual(['http', 'health']);
  });

  test.each([
    [{ healthPort: 8080 }, 'a port besides "http", which is 8080 and dialled by others'],
    [{ ports: { health: 8080 }, healthPort: 9000 }, 'a port besides "health", which is 8080 and dialled by others'],
  ])('fails when %j has the port already', (props, expected) => {
    expect(faultsOf(server(props))).toEqual([
      expect.stringMatching(/^test\/shop\/web\/web: healthPort: got \d+; .*\[ERR_PORT\]$/),
    ]);
    expect(faultsOf(server(props))[0]).toContain(`expected ${expected}; leave it out`);
  });

  test('fails when it is no port', () => {
    expect(faultsOf(queueWorker({ healthPort: 70_000 }))).toEqual([
      expect.stringMatching(/^test\/shop\/web\/web: healthPort: got 70000; .*\[ERR_PORT\]$/),
    ]);
  });
});
