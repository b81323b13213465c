import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, listOf, type Fields } from '../fields.ts';
import { problem } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

/** Verbs that give rights beyond those of the role. @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/ */
const escalating: readonly unknown[] = ['escalate', 'bind', 'impersonate'];

/** Subresources that open a shell in, or a way into, any pod of the namespace. */
const intruding: readonly unknown[] = ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers'];

/** Groups that everyone, or every pod, is in. */
const everyone: readonly unknown[] = [
  'system:authenticated',
  'system:masters',
  'system:serviceaccounts',
  'system:unauthenticated',
];

const reading: readonly unknown[] = ['get', 'list', 'watch'];

/**
 * A binding is looked at by itself: what the Role it names allows is found at the Role.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export const broadRights: Rule = builtIn({
  name: 'broad-rights',
  summary: 'Roles with wildcards, every Secret, exec or escalation, and bindings of cluster-admin or to everyone.',
  kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  check({ manifest }, _all, report) {
    if (manifest.kind === 'Role' || manifest.kind === 'ClusterRole') {
      for (const { fields, path } of itemsOf(manifest.rules, 'rules')) checkRule(fields, path, report);
      return;
    }
    const { kind, name } = fieldsOf(manifest.roleRef);
    if (kind === 'ClusterRole' && name === 'cluster-admin') {
      report(problem('roleRef.name', name, 'a role with the rights that are needed', 'write a Role of these'));
    }
    for (const { fields, path } of itemsOf(manifest.subjects, 'subjects')) {
      const isEveryone = fields.kind === 'Group' && everyone.includes(fields.name);
      if (!isEveryone && fields.name !== 'system:anonymous') continue;
      report(
        problem(`${path}.name`, fields.name, 'a user, group or ServiceAccount of its own', 'name who needs the rights'),
      );
    }
  },
});

function checkRule(rule: Fields, path: string, report: ReportProblem): void {
  const [verbs, resources] = [listOf(rule.verbs), listOf(rule.resources)];
  for (const field of ['apiGroups', 'resources', 'verbs']) {
    if (!listOf(rule[field]).includes('*')) continue;
    report(
      problem(
        `${path}.${field}`,
        rule[field],
        'those that are needed, by name',
        'name them; "*" also means those of later versions',
      ),
    );
  }
  const beyond = verbs.filter((verb) => escalating.includes(verb));
  if (beyond.length > 0) report(problem(`${path}.verbs`, beyond, 'no verb that gives further rights', 'remove it'));
  const ways = resources.filter((resource) => intruding.includes(resource));
  if (ways.length > 0 && verbs.some((verb) => verb !== 'list' && verb !== 'watch')) {
    report(problem(`${path}.resources`, ways, 'no way into the pods of the namespace', 'remove it'));
  }
  const isEverySecret = resources.includes('secrets') && listOf(rule.resourceNames).length === 0;
  const reads = verbs.filter((verb) => reading.includes(verb));
  if (!isEverySecret || reads.length === 0) return;
  const expected = 'resourceNames with the Secrets that are needed';
  report(problem(`${path}.resourceNames`, rule.resourceNames, expected, 'name them, or mount the Secrets'));
}
