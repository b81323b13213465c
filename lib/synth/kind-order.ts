/** Kinds in the order in which they are applied: each after what it needs. @see https://github.com/grafana/tanka/blob/main/pkg/process/sort.go */
const kinds = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodDisruptionBudget',
  'ServiceAccount',
  'ExternalSecret',
  'Secret',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Role',
  'RoleBinding',
  'Service',
  'Deployment',
  'HorizontalPodAutoscaler',
  'TriggerAuthentication',
  'ScaledObject',
  'Job',
  'CronJob',
  'Ingress',
];
const rank = new Map(kinds.map((kind, index) => [kind, index]));

/** Objects in the order in which they are applied; of one kind in the order in which they came. Unknown kinds come last. */
export function byApplyOrder<T extends { readonly kind: string }>(objects: readonly T[]): T[] {
  const rankOf = ({ kind }: T): number => rank.get(kind) ?? kinds.length;
  return objects.toSorted((a, b) => rankOf(a) - rankOf(b));
}
