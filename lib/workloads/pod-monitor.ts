import type { ApiObject, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { PodMonitor, type PodMonitorSpec } from '../../imports/monitoring.coreos.com.ts';
import { checkSeconds } from '../core/durations.ts';
import { unitLabels } from '../core/labels.ts';
import { addManifest } from '../core/manifest.ts';
import type { Unit } from '../wiring/unit.ts';

/** How Prometheus finds and reads the metrics of a workload. */
export interface PodMonitorProps {
  /** The port that has them, one that no other unit dials: its name among the container's ports, and its number. */
  readonly port: { readonly name: string; readonly number: number };
  /** Such as `/metrics`. */
  readonly path: string;
  /** The labels by which Prometheus selects its PodMonitors, such as `{ release: 'prometheus' }`. @default - none: for one that takes all */
  readonly labels?: Readonly<Record<string, string>>;
  /** Time between two looks, whole seconds. @default - Prometheus' own, 30 seconds where nobody said */
  readonly interval?: Duration;
}

/**
 * Adds the PodMonitor of a workload, and lets Prometheus reach the port. Where Prometheus runs is what the environment's `cluster.prometheus` says.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
 */
export function addPodMonitor(scope: Construct, unit: Unit, props: PodMonitorProps): ApiObject {
  const { port, path, labels = {}, interval } = props;
  const isWhole = interval !== undefined && checkSeconds(scope, 'monitoring.interval', interval);
  unit.addSidePort(port.name, port.number, 'prometheus');
  const spec: PodMonitorSpec = {
    selector: { matchLabels: unitLabels(unit.name) },
    podMetricsEndpoints: [{ port: port.name, path, ...(isWhole ? { interval: `${interval.toSeconds()}s` } : {}) }],
  };
  const metadata = { name: unit.name, namespace: unit.namespace, labels: { ...labels } };
  return addManifest(scope, 'pod-monitor', { ...PodMonitor.GVK, metadata, spec });
}
