import { beforeAll, describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { healthPaths } from '../../../../lib/contract/env.ts';
import type { MonitoringSettings } from '../../../../lib/systems/cds/settings.ts';
import {
  createBrokerMetrics,
  createReaperMetrics,
  createRegistry,
  createResponderMetrics,
} from '../../../../runtime/shared/metrics.ts';
import { loadAll, renderFleet, withSettings, type Fleet } from '../../../support/systems.ts';

let environments: Awaited<ReturnType<typeof loadAll>>;
beforeAll(async () => {
  environments = await loadAll();
});

/** The test environment with other settings of the monitoring. */
const rendered = (monitoring?: MonitoringSettings, cluster: object = {}): Fleet => {
  const environment = withSettings(environments.test, 'cds', (settings) => ({ ...settings, monitoring }));
  return renderFleet({ ...environment, cluster: { ...environment.cluster, ...cluster } });
};

describe.each(['responder', 'reaper'])('the metrics of the %s', (name) => {
  const path = `test/cds/${name}`;

  test('are read by nobody unless somebody says so', () => {
    const fleet = rendered();
    expect(fleet.objects(path).map(({ kind }) => kind)).not.toContain('PodMonitor');
    expect(fleet.object(path, 'NetworkPolicy')).not.toHaveProperty('spec.ingress');
  });

  test('are read where the process has them, by Prometheus alone', () => {
    const fleet = rendered({});
    const { spec } = fleet.object<IDeployment>(path, 'Deployment');
    const { ports = [] } = spec?.template.spec?.containers[0] ?? {};
    expect(fleet.object(path, 'PodMonitor')).toHaveProperty('spec.podMetricsEndpoints', [
      { port: ports[0]?.name, path: healthPaths.metrics },
    ]);
    expect(fleet.object(path, 'NetworkPolicy')).toHaveProperty('spec.ingress', [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
          },
        ],
        ports: [{ port: ports[0]?.containerPort, protocol: 'TCP' }],
      },
    ]);
  });

  test('are found and read as the deployer says', () => {
    const fleet = rendered(
      { podMonitorLabels: { team: 'media' }, interval: Duration.seconds(15) },
      { prometheus: { namespace: 'observability', podLabels: { app: 'prom' } } },
    );
    expect(fleet.object(path, 'PodMonitor')).toMatchObject({
      metadata: { labels: { team: 'media' } },
      spec: { podMetricsEndpoints: [{ interval: '15s' }] },
    });
    expect(JSON.stringify(fleet.object(path, 'NetworkPolicy'))).toContain('observability');
  });
});

describe('the dashboards', () => {
  test('are not there unless somebody says so', () => {
    expect([...rendered().texts.keys()]).not.toContain('test/cds/monitoring');
  });

  test.each([
    [{}, { grafana_dashboard: '1' }],
    [{ dashboardLabels: { dashboards: 'yes' } }, { dashboards: 'yes' }],
  ])('with settings %j have the labels %j, and a name that stays', (settings, labels) => {
    const { metadata, data } = rendered(settings).object<IConfigMap>('test/cds/monitoring', 'ConfigMap');
    expect(metadata).toMatchObject({ name: 'cds-dashboards', namespace: 'cds', labels });
    expect(Object.keys(data ?? {})).toEqual(['cds.json']);
  });
});

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

describe('the dashboard of CDS', () => {
  const text = readFileSync(new URL('../../../../config/cds/dashboards/cds.json', import.meta.url), 'utf8');
  const dashboard = JSON.parse(text) as { panels: readonly Panel[]; templating: unknown };
  const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

  /** The metrics of a registry as Prometheus names them, with their own labels. */
  async function namesIn(registry: Registry): Promise<ReadonlySet<string>> {
    const metrics = await registry.getMetricsAsJSON();
    const suffixes = ['_bucket', '_sum', '_count'];
    return new Set(
      metrics.flatMap(({ name, type }) => {
        const isHistogram = String(type) === 'histogram';
        return isHistogram ? suffixes.map((suffix) => `${name}${suffix}`) : [name];
      }),
    );
  }

  /** Every word of a query that begins like a metric. */
  const metricsIn = (query: string) => query.match(/\b(cds|process|nodejs)_[a-z0-9_]+/g) ?? [];

  test('asks for metrics that there are, in every query and in its list of namespaces', async () => {
    const registry = createRegistry();
    for (const create of [createBrokerMetrics, createResponderMetrics, createReaperMetrics]) create(registry);
    const known = await namesIn(registry);
    expect(queries.filter((query) => metricsIn(query).length === 0)).toEqual([]);
    const asked = [...queries, JSON.stringify(dashboard.templating)].flatMap(metricsIn);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  test('shows every metric of ours', async () => {
    const registry = new Registry();
    for (const create of [createBrokerMetrics, createResponderMetrics, createReaperMetrics]) create(registry);
    const asked = new Set(queries.flatMap(metricsIn).map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    const own = (await registry.getMetricsAsJSON()).map(({ name }) => name);
    expect(own.filter((name) => !asked.has(name))).toEqual([]);
  });

  test('asks only for labels that the metrics, Prometheus or the PodMonitor give', () => {
    const used = queries.flatMap((query) => {
      const matched = Array.from(query.matchAll(/[{,] *([a-z_]+) *(?:=~|=)/g), ([, label = '']) => label);
      const grouped = Array.from(query.matchAll(/\bby \(([a-z_, ]+)\)/g), ([, labels = '']) => labels.split(/, */));
      return [...matched, ...grouped.flat()];
    });
    expect([...new Set(used)].sort()).toEqual(['le', 'namespace', 'pod', 'reason', 'routing_key']);
  });

  test('has no two panels in one place', () => {
    const places = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`),
    );
    expect(new Set(places).size).toBe(places.length);
  });
});
