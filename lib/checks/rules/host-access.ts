import { builtIn } from '../built-in.ts';
import { itemsOf, textOf, valueAt } from '../fields.ts';
import { mustKeep } from '../pod-security.ts';
import { podKinds, podOf, type Container } from '../pods.ts';
import { problem } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

const hostNamespaces = ['hostNetwork', 'hostPID', 'hostIPC'];
const handlers = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const hostAccess: Rule = builtIn({
  name: 'host-access',
  summary:
    "Pods in the node's namespaces, on its ports, or that let the kubelet call other hosts (Pod Security baseline).",
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || !mustKeep('baseline', pod, all)) return;
    for (const field of hostNamespaces) {
      if (pod.spec[field] !== true) continue;
      report(
        problem(`${pod.path}.${field}`, true, 'false', "leave it out; nothing but the node's own agents needs it"),
      );
    }
    checkHostProcess(pod.spec.securityContext, `${pod.path}.securityContext`, report);
    for (const container of pod.containers) {
      checkHostProcess(container.fields.securityContext, `${container.path}.securityContext`, report);
      for (const { fields, path } of itemsOf(container.fields.ports, `${container.path}.ports`)) {
        if (fields.hostPort === undefined || fields.hostPort === 0) continue;
        report(problem(`${path}.hostPort`, fields.hostPort, 'no port of the node', 'leave it out; use a Service'));
      }
      checkHandlerHosts(container, report);
    }
  },
});

function checkHostProcess(securityContext: unknown, path: string, report: ReportProblem): void {
  if (valueAt(securityContext, 'windowsOptions', 'hostProcess') !== true) return;
  report(problem(`${path}.windowsOptions.hostProcess`, true, 'false', 'leave it out'));
}

function checkHandlerHosts({ fields, path }: Container, report: ReportProblem): void {
  for (const handler of handlers) {
    for (const action of ['httpGet', 'tcpSocket']) {
      const host = textOf(valueAt(fields, ...handler, action, 'host'));
      if (host === undefined) continue;
      const at = [path, ...handler, action, 'host'].join('.');
      report(
        problem(
          at,
          host,
          'no host, so that the pod itself is asked',
          'leave it out; set httpHeaders.Host for a virtual host',
        ),
      );
    }
  }
}
