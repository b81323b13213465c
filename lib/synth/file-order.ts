import { Chart } from 'cdk8s';
import type { SystemApp } from '../core/system-app.ts';
import { inOrder } from '../wiring/apply-order.ts';
import { Endpoint } from '../wiring/target.ts';
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
  const withUnits = charts.map((file) => ({ ...file, units: unitsIn(file.chart) }));
  const ordered = inOrder(
    withUnits.filter(({ units }) => units.length > 0),
    (file) => {
      const dialled = new Set(
        file.units.flatMap(({ connections }) =>
          connections.flatMap(({ target }) => (target instanceof Endpoint ? [target.unit] : [])),
        ),
      );
      return withUnits.filter(({ units }) => units.some((unit) => dialled.has(unit)));
    },
  );
  return [...withUnits.filter(({ units }) => units.length === 0), ...ordered].map(({ path }) => path);
}
