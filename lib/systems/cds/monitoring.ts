import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { fileURLToPath } from 'node:url';
import { filesIn } from '../../config/config-files.ts';
import { healthPaths } from '../../contract/env.ts';
import { addManifest } from '../../core/manifest.ts';
import type { SystemApp } from '../../core/system-app.ts';
import type { DeployedWorkload } from '../../workloads/deployed.ts';
import { addPodMonitor } from '../../workloads/pod-monitor.ts';
import { healthPort } from './paths.ts';
import type { CdsSettings } from './settings.ts';

/** The folder of Grafana's dashboards. The tests hold their queries against the metrics that there are. */
const dashboardFolder = fileURLToPath(new URL('../../../config/cds/dashboards/', import.meta.url));

/** Has Prometheus read the metrics of a process, where there is one. */
export function addMonitor(process: DeployedWorkload, { monitoring }: CdsSettings): void {
  if (monitoring === undefined) return;
  const { podMonitorLabels: labels, interval } = monitoring;
  const port = { name: 'health', number: healthPort };
  addPodMonitor(process, process.unit, { port, path: healthPaths.metrics, labels, interval });
}

/**
 * Adds the dashboard, where there is a Grafana. It keeps its name when it changes, as nothing mounts it: Grafana's sidecar takes every ConfigMap that has the
 * label, and old ones would stay beside the new one.
 *
 * @see https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
 */
export function addDashboard(app: SystemApp, { namespace, monitoring }: CdsSettings): void {
  if (monitoring === undefined) return;
  const { dashboardLabels: labels = { grafana_dashboard: '1' } } = monitoring;
  const files = Object.entries(filesIn(dashboardFolder)).map(([name, content]) => [
    name,
    Buffer.from(content).toString(),
  ]);
  addManifest<IConfigMap>(app.chart('monitoring', namespace), 'dashboards', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cds-dashboards', namespace, labels: { ...labels } },
    data: Object.fromEntries(files) as Record<string, string>,
  });
}
