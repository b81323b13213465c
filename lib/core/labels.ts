import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** The part a workload plays; a word of the selector, so that a debug pod is never taken for the workload itself. */
export type Component = 'server' | 'queue-worker' | 'singleton' | 'redis' | 'scheduled-job' | 'job' | 'debug';

/**
 * The labels a workload selects its pods by. They cannot change once a Deployment exists, so they hold nothing but the unit's name and its part.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
 */
export function selectorLabels(name: string, component: Component): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
}

/** The label by which NetworkPolicies know a unit: all its pods, a debug pod of it included. */
export function unitLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** The labels that every object of a chart carries: those of the chart (part-of, instance) and who manages it. */
export function commonLabels(scope: IConstruct): Record<string, string> {
  return { ...Chart.of(scope).labels, 'app.kubernetes.io/managed-by': 'berth' };
}
