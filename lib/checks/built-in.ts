import { apiGroupOf } from './api-group.ts';
import { fieldsOf, textOf } from './fields.ts';
import type { CheckedObject, Rule } from './rule.ts';

const group = (name: string, kinds: readonly string[]) => kinds.map((kind) => [kind, name] as const);

/** The API group of the kinds that the rules know. Other projects have kinds of the same names, such as Knative's Service. */
const groups: ReadonlyMap<unknown, string> = new Map([
  ...group('', [
    'ConfigMap',
    'LimitRange',
    'Namespace',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Pod',
    'ReplicationController',
    'Secret',
    'Service',
    'ServiceAccount',
  ]),
  ...group('apps', ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']),
  ...group('autoscaling', ['HorizontalPodAutoscaler']),
  ...group('batch', ['CronJob', 'Job']),
  ...group('external-secrets.io', ['ExternalSecret']),
  ...group('keda.sh', ['ScaledObject', 'TriggerAuthentication']),
  ...group('networking.k8s.io', ['Ingress', 'NetworkPolicy']),
  ...group('policy', ['PodDisruptionBudget']),
  ...group('rbac.authorization.k8s.io', ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']),
]);

/**
 * Whether an object is of the kind that the rules know by this name, not of another project's; one of a wrong or without apiVersion
 * is.
 */
export function isBuiltIn({ manifest }: CheckedObject): boolean {
  const { apiVersion, kind } = fieldsOf(manifest);
  const expected = groups.get(kind);
  if (expected === undefined || textOf(apiVersion) === undefined) return true;
  const actual = apiGroupOf(apiVersion);
  // groups of Kubernetes itself have no dot or end so
  return actual === expected || !actual.includes('.') || actual.endsWith('.k8s.io');
}

/** A rule that passes over kinds of the same name in other projects' API groups. */
export const builtIn = (rule: Rule): Rule => ({ ...rule, isForBuiltIn: true });
