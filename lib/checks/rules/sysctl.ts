import { builtIn } from '../built-in.ts';
import { itemsOf, valueAt } from '../fields.ts';
import { mustKeep } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Those that concern only the pod itself. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const safe: ReadonlySet<unknown> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

/** @see https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/ */
export const sysctl: Rule = builtIn({
  name: 'sysctl',
  summary: 'Kernel parameters that reach beyond the pod (Pod Security baseline).',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || !mustKeep('baseline', pod, all)) return;
    const path = `${pod.path}.securityContext.sysctls`;
    for (const item of itemsOf(valueAt(pod.spec, 'securityContext', 'sysctls'), path)) {
      if (safe.has(item.fields.name)) continue;
      const expected = 'a safe one, such as "net.ipv4.ip_local_port_range"';
      report(problem(`${item.path}.name`, item.fields.name, expected, 'set it on the nodes, or do without'));
    }
  },
});
