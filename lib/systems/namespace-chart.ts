import type { SystemApp } from '../core/system-app.ts';
import { Namespace, type NamespaceProps } from '../workloads/namespace.ts';

/** The deployment key of a system's namespaces. It sorts before all others, so that `kubectl apply -R` makes them first. */
const namespaceKey = '00-namespace';

/** Adds the namespaces of a system, in a file of their own: deleting a unit by its file must not delete the namespace of all. */
export function addNamespaces(app: SystemApp, namespaces: readonly NamespaceProps[]): void {
  const chart = app.chart(namespaceKey, namespaces[0]?.name ?? '');
  for (const namespace of namespaces) new Namespace(chart, namespace.name, namespace);
}
