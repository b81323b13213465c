import type { Construct } from 'constructs';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { addManifest } from '../core/manifest.ts';
import type { Unit } from '../wiring/unit.ts';

/**
 * What a workload may do at the Kubernetes API in one namespace. Where a namespace is given more than once, its rules add up.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export interface ApiAccess {
  /** @default - the workload's own namespace */
  readonly namespace?: string;
  readonly rules: readonly ApiRule[];
}

/** Verbs on resources of one API group. */
export interface ApiRule {
  /** @default - the core group */
  readonly apiGroup?: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only objects of these names; not for `list`, `watch` and `create`. @default - all */
  readonly resourceNames?: readonly string[];
}

/**
 * Gives a workload a ServiceAccount of its own name with exactly the rights it needs, and the connection to the API server.
 *
 * @returns the ServiceAccount's name; undefined where no access is wanted
 */
export function addApiAccess(scope: Construct, unit: Unit, access: readonly ApiAccess[]): string | undefined {
  if (access.length === 0) return undefined;
  const { name } = unit;
  unit.connect('api-server', 'apiAccess');
  // the token is mounted by the pods that need it, not by every pod that names the account
  addManifest<IServiceAccount>(scope, 'service-account', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: unit.namespace },
    automountServiceAccountToken: false,
  });
  for (const [namespace, rules] of rulesByNamespace(unit, access)) {
    const metadata = { name, namespace };
    addManifest<IRole>(scope, `role-${namespace}`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: rules.map(({ apiGroup = '', resources, verbs, resourceNames }) => ({
        apiGroups: [apiGroup],
        resources: [...resources],
        verbs: [...verbs],
        ...(resourceNames ? { resourceNames: [...resourceNames] } : {}),
      })),
    });
    addManifest<IRoleBinding>(scope, `role-binding-${namespace}`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: unit.namespace }],
    });
  }
  return name;
}

/** The rules for each namespace, in the order in which the namespaces were first given. */
function rulesByNamespace(unit: Unit, access: readonly ApiAccess[]): ReadonlyMap<string, readonly ApiRule[]> {
  const byNamespace = new Map<string, ApiRule[]>();
  for (const { namespace = unit.namespace, rules } of access) {
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), ...rules]);
  }
  return byNamespace;
}
