import { isPortNumber, portNumberShape } from '../../core/port.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, scalarText, valueAt, type Fields } from '../fields.ts';
import { podKinds, podOf, type Container } from '../pods.ts';
import { enumeration, problem } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const hooks = [
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];
const actions = ['exec', 'grpc', 'httpGet', 'tcpSocket'];

/** @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe */
export const probe: Rule = builtIn({
  name: 'probe',
  summary: 'Probes and hooks that ask a port which their container does not have, and probes that ask nothing.',
  kinds: podKinds,
  check(object, _all, report) {
    for (const container of podOf(object)?.containers ?? []) {
      const { fields, path } = container;
      for (const name of probes) {
        const value = fields[name] ?? undefined;
        if (value === undefined) continue;
        checkHandler(container, value, `${path}.${name}`, report);
        const asked = actions.filter((action) => (valueAt(value, action) ?? undefined) !== undefined);
        if (asked.length !== 1) {
          report(
            problem(
              `${path}.${name}`,
              asked.length === 0 ? undefined : asked,
              `one of ${actions.join(', ')}`,
              'say what it asks',
            ),
          );
        }
        const { successThreshold } = fieldsOf(value);
        if (name !== 'readinessProbe' && successThreshold !== undefined && successThreshold !== 1) {
          report(problem(`${path}.${name}.successThreshold`, successThreshold, '1', 'leave it out'));
        }
      }
      for (const keys of hooks) {
        checkHandler(container, valueAt(fields, ...keys), [path, ...keys].join('.'), report);
      }
    }
  },
});

function checkHandler({ fields }: Container, handler: unknown, path: string, report: ReportProblem): void {
  const ports = itemsOf(fields.ports, '').map((port) => port.fields);
  for (const action of actions) {
    const port = valueAt(handler, action, 'port');
    if (port === undefined || hasPort(ports, port)) continue;
    const there = ports.map(({ name, containerPort }) => scalarText(name ?? containerPort));
    const none = typeof port === 'string' ? 'the name of a port of its container, which has none' : portNumberShape;
    const expected = there.length === 0 ? none : `a port of its container: ${enumeration(there)}`;
    report(problem(`${path}.${action}.port`, port, expected, 'correct it or state the port at the container'));
  }
}

/** A number may be asked that no port states, unless others are stated. */
function hasPort(ports: readonly Fields[], port: unknown): boolean {
  if (typeof port === 'string') return ports.some(({ name }) => name === port);
  if (ports.length === 0) return isPortNumber(port);
  return ports.some(({ containerPort }) => containerPort === port);
}
