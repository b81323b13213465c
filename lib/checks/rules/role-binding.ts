import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, textOf } from '../fields.ts';
import { findObject, isNamespaceKnown, namespaceOf } from '../identity.ts';
import { problem } from '../problem.ts';
import type { CheckedObject, ObjectIndex, Rule } from '../rule.ts';

/**
 * A ClusterRole that is not among the objects is taken to exist: clusters have many, and others install more. So is a subject of a
 * namespace of which there is no object.
 */
export const roleBinding: Rule = builtIn({
  name: 'role-binding',
  summary: 'Bindings of a Role or to a ServiceAccount that does not exist: they would give nobody anything.',
  kinds: ['RoleBinding', 'ClusterRoleBinding'],
  check(object, all, report) {
    const { roleRef, subjects } = fieldsOf(object.manifest);
    const { kind, name } = fieldsOf(roleRef);
    const role = textOf(name);
    if (kind === 'Role' && object.manifest.kind === 'ClusterRoleBinding') {
      report(
        problem('roleRef.kind', kind, '"ClusterRole", for the binding is the whole cluster\'s', 'use a RoleBinding'),
      );
    } else if (kind === 'Role' && role !== undefined && !roleExists(object, all, role)) {
      report(problem('roleRef.name', role, 'a Role of the same namespace', 'add it or correct the name'));
    }
    for (const { fields, path } of itemsOf(subjects, 'subjects')) {
      const account = textOf(fields.name);
      if (fields.kind !== 'ServiceAccount' || account === undefined) continue;
      // in a RoleBinding the namespace is that of the binding unless another is stated
      const namespace = textOf(fields.namespace) ?? namespaceOf(object);
      if (namespace === undefined && object.manifest.kind === 'ClusterRoleBinding') {
        report(problem(`${path}.namespace`, namespace, "the ServiceAccount's namespace", 'state it'));
      } else if (!accountExists(object, all, namespace, account)) {
        const expected = namespace === undefined ? 'a ServiceAccount' : `a ServiceAccount of namespace "${namespace}"`;
        report(problem(`${path}.name`, account, expected, 'add it, or correct name and namespace'));
      }
    }
  },
});

/** Those of the cluster itself begin so, but for the one by which API servers beside the cluster's read its settings. */
function roleExists(binding: CheckedObject, all: ObjectIndex, role: string): boolean {
  if (role.startsWith('system:') || role === 'extension-apiserver-authentication-reader') return true;
  return findObject(all, 'Role', namespaceOf(binding), role) !== undefined;
}

function accountExists(binding: CheckedObject, all: ObjectIndex, namespace: string | undefined, name: string): boolean {
  if (name === 'default' || findObject(all, 'ServiceAccount', namespace, name) !== undefined) return true;
  // what states no namespace is put into that of the kubectl context, which may be this one
  if (findObject(all, 'ServiceAccount', undefined, name) !== undefined) return true;
  return namespace !== namespaceOf(binding) && !isNamespaceKnown(all, namespace);
}
