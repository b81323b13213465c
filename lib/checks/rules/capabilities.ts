import { builtIn } from '../built-in.ts';
import { fieldsOf, listOf } from '../fields.ts';
import { isWindows, mustKeep } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const baseline: readonly unknown[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const restricted: readonly unknown[] = ['NET_BIND_SERVICE'];

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const capabilities: Rule = builtIn({
  name: 'capabilities',
  summary: 'Containers that add capabilities or keep the default ones (Pod Security baseline and restricted).',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || isWindows(pod) || !mustKeep('baseline', pod, all)) return;
    const isRestricted = mustKeep('restricted', pod, all);
    const allowed = isRestricted ? restricted : baseline;
    for (const { fields, path } of pod.containers) {
      const at = `${path}.securityContext.capabilities`;
      const { add, drop } = fieldsOf(fieldsOf(fields.securityContext).capabilities);
      if (isRestricted && !listOf(drop).includes('ALL')) {
        report(
          problem(`${at}.drop`, drop, '["ALL"]', 'drop all; add NET_BIND_SERVICE where a port below 1024 is needed'),
        );
      }
      for (const [index, capability] of listOf(add).entries()) {
        if (allowed.includes(capability)) continue;
        report(problem(`${at}.add[${index}]`, capability, `none but ${allowed.join(', ')}`, 'remove it'));
      }
    }
  },
});
