/** An API version that Kubernetes no longer serves, for some of its kinds. */
interface RemovedApi {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The first Kubernetes without it. */
  readonly since: string;
  /** The API version that has them now; none where there is none. */
  readonly now: string | undefined;
}

/**
 * API versions that manifests still name. Kinds that only lost a beta version of their group need no row: their group has them.
 *
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const removedApis: readonly RemovedApi[] = [
  { apiVersion: 'extensions/v1beta1', kinds: ['DaemonSet', 'Deployment', 'ReplicaSet'], since: '1.16', now: 'apps/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['NetworkPolicy'], since: '1.16', now: 'networking.k8s.io/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['Ingress'], since: '1.22', now: 'networking.k8s.io/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['PodSecurityPolicy'], since: '1.16', now: undefined },
  { apiVersion: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], since: '1.25', now: undefined },
  { apiVersion: 'apps/v1beta1', kinds: ['Deployment', 'StatefulSet'], since: '1.16', now: 'apps/v1' },
  {
    apiVersion: 'apps/v1beta2',
    kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
    since: '1.16',
    now: 'apps/v1',
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    kinds: ['CustomResourceDefinition'],
    since: '1.22',
    now: 'apiextensions.k8s.io/v1',
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    since: '1.22',
    now: 'admissionregistration.k8s.io/v1',
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1beta1',
    kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    since: '1.22',
    now: 'rbac.authorization.k8s.io/v1',
  },
  {
    apiVersion: 'networking.k8s.io/v1beta1',
    kinds: ['Ingress', 'IngressClass'],
    since: '1.22',
    now: 'networking.k8s.io/v1',
  },
  { apiVersion: 'scheduling.k8s.io/v1beta1', kinds: ['PriorityClass'], since: '1.22', now: 'scheduling.k8s.io/v1' },
  { apiVersion: 'batch/v1beta1', kinds: ['CronJob'], since: '1.25', now: 'batch/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodDisruptionBudget'], since: '1.25', now: 'policy/v1' },
  { apiVersion: 'autoscaling/v2beta1', kinds: ['HorizontalPodAutoscaler'], since: '1.25', now: 'autoscaling/v2' },
  { apiVersion: 'autoscaling/v2beta2', kinds: ['HorizontalPodAutoscaler'], since: '1.26', now: 'autoscaling/v2' },
];

/** What became of a kind's API version, if Kubernetes removed it. */
export function removedApi(apiVersion: string, kind: string): RemovedApi | undefined {
  return removedApis.find((api) => api.apiVersion === apiVersion && api.kinds.includes(kind));
}
