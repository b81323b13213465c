import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { hasOwnUsers, mustKeep } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/**
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted; pods with users of their own are free since
 * 1.35
 */
export const runAsRoot: Rule = builtIn({
  name: 'run-as-root',
  summary: 'Containers that run as root, or that do not say that they never do (Pod Security restricted).',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || hasOwnUsers(pod) || !mustKeep('restricted', pod, all)) return;
    const remedy = 'state a user above 0, such as 10001, and build the image so that it can run as it';
    const ofPod = fieldsOf(pod.spec.securityContext);
    const podPath = `${pod.path}.securityContext`;
    if (ofPod.runAsUser === 0) report(problem(`${podPath}.runAsUser`, 0, 'a user above 0', remedy));
    if (ofPod.runAsNonRoot === false) report(problem(`${podPath}.runAsNonRoot`, false, 'true', remedy));
    for (const { fields, path } of pod.containers) {
      const { runAsNonRoot, runAsUser } = fieldsOf(fields.securityContext);
      const at = `${path}.securityContext`;
      if (runAsUser === 0) report(problem(`${at}.runAsUser`, 0, 'a user above 0', remedy));
      if (runAsNonRoot === false) report(problem(`${at}.runAsNonRoot`, false, 'true', remedy));
      else if (runAsNonRoot === undefined && ofPod.runAsNonRoot === undefined) {
        report(problem(`${at}.runAsNonRoot`, undefined, "true, here or in the pod's securityContext", remedy));
      }
    }
  },
});
