import { builtIn } from '../built-in.ts';
import { fieldsOf, pathTo, textOf, textsOf, valueAt } from '../fields.ts';
import { isWindows, mustKeep } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

const profiles: readonly unknown[] = ['RuntimeDefault', 'Localhost'];
const seLinuxTypes: readonly unknown[] = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const securityProfile: Rule = builtIn({
  name: 'security-profile',
  summary: 'Containers without seccomp profile (Pod Security restricted), or out of AppArmor and SELinux (baseline).',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || !mustKeep('baseline', pod, all)) return;
    const ofPod = fieldsOf(pod.spec.securityContext);
    checkProfile(ofPod, `${pod.path}.securityContext`, report);
    const isWanted = mustKeep('restricted', pod, all) && !isWindows(pod) && !isStated(ofPod);
    for (const { fields, path } of pod.containers) {
      const own = fieldsOf(fields.securityContext);
      checkProfile(own, `${path}.securityContext`, report);
      if (!isWanted || isStated(own)) continue;
      const expected = '"RuntimeDefault" or "Localhost", here or in the pod\'s securityContext';
      report(
        problem(`${path}.securityContext.seccompProfile.type`, undefined, expected, 'state RuntimeDefault for the pod'),
      );
    }
    for (const [key, profile] of textsOf(pod.annotations)) {
      if (!key.startsWith(appArmorAnnotation) || profile === '') continue;
      if (profile === 'runtime/default' || profile.startsWith('localhost/')) continue;
      const at = pathTo(
        pod.templatePath === '' ? 'metadata.annotations' : `${pod.templatePath}.metadata.annotations`,
        key,
      );
      report(problem(at, profile, '"runtime/default" or "localhost/..."', 'leave it out'));
    }
  },
});

const isStated = (securityContext: unknown): boolean =>
  (valueAt(securityContext, 'seccompProfile') ?? undefined) !== undefined;

function checkProfile(securityContext: unknown, path: string, report: ReportProblem): void {
  for (const field of ['seccompProfile', 'appArmorProfile']) {
    const profile = valueAt(securityContext, field) ?? undefined;
    const type = valueAt(profile, 'type');
    if (profile === undefined || profiles.includes(type)) continue;
    report(problem(`${path}.${field}.type`, type, '"RuntimeDefault" or "Localhost"', 'state RuntimeDefault'));
  }
  const { type, user, role } = fieldsOf(valueAt(securityContext, 'seLinuxOptions'));
  const at = `${path}.seLinuxOptions`;
  if (textOf(type) !== undefined && !seLinuxTypes.includes(type)) {
    report(problem(`${at}.type`, type, `one of ${seLinuxTypes.join(', ')}`, 'leave it out'));
  }
  if (textOf(user) !== undefined) report(problem(`${at}.user`, user, 'none', 'leave it out'));
  if (textOf(role) !== undefined) report(problem(`${at}.role`, role, 'none', 'leave it out'));
}
