import { Chart } from 'cdk8s';
import type { SystemApp } from '../core/system-app.ts';
import { applyOrder } from '../wiring/apply-order.ts';
import { unitsIn } from '../wiring/unit.ts';

/**
 * The files of Apps in the order in which a first start needs no restarts: what has no unit first (namespaces, shared storage), then each unit after what
 * it dials.
 *
 * @returns paths below `dist/`, such as `test/cds/reaper.k8s.yaml`
 */
export function fileOrder(apps: readonly SystemApp[]): string[] {
  const charts = apps.flatMap((app) =>
    app.node.children
      .filter((child) => child instanceof Chart)
      .map((chart) => ({ chart, path: `${app.environment.name}/${app.system}/${chart.node.id}.k8s.yaml` })),
  );
  const paths = new Map<Chart, string>(charts.map(({ chart, path }) => [chart, path]));
  const withoutUnit = charts.filter(({ chart }) => unitsIn(chart).length === 0).map(({ path }) => path);
  const units = applyOrder(charts.flatMap(({ chart }) => unitsIn(chart)));
  return [...new Set([...withoutUnit, ...units.flatMap((unit) => paths.get(Chart.of(unit)) ?? [])])];
}
