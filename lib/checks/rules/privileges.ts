import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { hasOwnUsers, isWindows, mustKeep } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/**
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/: privileged and procMount are baseline, escalation is
 * restricted
 */
export const privileges: Rule = builtIn({
  name: 'privileges',
  summary:
    'Containers that are privileged, see all of /proc, or may gain privileges (Pod Security baseline and restricted).',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || !mustKeep('baseline', pod, all)) return;
    const isRestricted = mustKeep('restricted', pod, all);
    for (const { fields, path } of pod.containers) {
      const at = `${path}.securityContext`;
      const { privileged, procMount, allowPrivilegeEscalation } = fieldsOf(fields.securityContext);
      if (privileged === true) {
        report(problem(`${at}.privileged`, true, 'false', 'leave it out; a privileged container is root on the node'));
      }
      if (procMount !== undefined && procMount !== 'Default' && (isRestricted || !hasOwnUsers(pod))) {
        report(problem(`${at}.procMount`, procMount, '"Default"', 'leave it out'));
      }
      if (isRestricted && !isWindows(pod) && allowPrivilegeEscalation !== false) {
        report(problem(`${at}.allowPrivilegeEscalation`, allowPrivilegeEscalation, 'false', 'state it'));
      }
    }
  },
});
