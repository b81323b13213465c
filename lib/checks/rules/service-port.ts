import { isDnsLabel } from '../../core/names.ts';
import { isPortName, isPortNumber, portNameShape, portNumberShape } from '../../core/port.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf, integerOf, itemsOf, scalarText, textOf, valueAt, type Fields } from '../fields.ts';
import { isSame, refer } from '../identity.ts';
import { problem, problemOf } from '../problem.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from '../rule.ts';

const nodePorts = { first: 30_000, last: 32_767 };
const owners = new WeakMap<ObjectIndex, ReadonlyMap<string, CheckedObject>>();

/** The first Service that takes each node port. */
function nodePortOwners(all: ObjectIndex): ReadonlyMap<string, CheckedObject> {
  const known = owners.get(all);
  if (known !== undefined) return known;
  const first = new Map<string, CheckedObject>();
  for (const service of all.ofKind('Service')) {
    for (const { fields } of itemsOf(valueAt(service.manifest, 'spec', 'ports'), '')) {
      const key = nodePortKey(fields);
      if (key !== undefined && !first.has(key)) first.set(key, service);
    }
  }
  owners.set(all, first);
  return first;
}

function nodePortKey({ nodePort, protocol = 'TCP' }: Fields): string | undefined {
  return nodePort === undefined || nodePort === 0 ? undefined : `${scalarText(nodePort)}/${scalarText(protocol)}`;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports */
export const servicePort: Rule = builtIn({
  name: 'service-port',
  summary: 'Ports of Services that are out of range, without a name where there are several, or taken twice.',
  kinds: ['Service'],
  check(object, all, report) {
    const spec = fieldsOf(object.manifest.spec);
    const ports = itemsOf(spec.ports, 'spec.ports');
    if (ports.length === 0 && spec.type !== 'ExternalName' && spec.clusterIP !== 'None') {
      report(
        problem(
          'spec.ports',
          spec.ports,
          'at least one port',
          'state it, or make the Service headless: clusterIP: None',
        ),
      );
    }
    const names = new Set<string>();
    const numbers = new Set<string>();
    for (const { fields, path } of ports) {
      const { port, targetPort, protocol = 'TCP' } = fields;
      const name = textOf(fields.name);
      if (port !== undefined && !isPortNumber(port))
        report(problem(`${path}.port`, port, portNumberShape, 'correct it'));
      if (!isTargetPort(targetPort)) {
        const expected = `${portNumberShape}, or a port's name, ${portNameShape}`;
        report(problem(`${path}.targetPort`, targetPort, expected, "name the container's port"));
      }
      if (name === undefined && ports.length > 1) {
        report(problem(`${path}.name`, name, 'a name, for the Service has several ports', 'name it, such as "http"'));
      }
      if (name !== undefined && !isDnsLabel(name)) {
        report(problem(`${path}.name`, name, 'lower-case letters, digits and dashes, such as "http"', 'rename it'));
      }
      if (name !== undefined && names.has(name)) {
        report(problem(`${path}.name`, name, 'a name that no other port of the Service has', 'rename one of them'));
      }
      const number = `${scalarText(port)}/${scalarText(protocol)}`;
      if (numbers.has(number)) {
        report(problemOf(`${path}.port`, number, 'a number that no other port of the Service has', 'give it another'));
      }
      checkNodePort(object, all, fields, path, report);
      if (name !== undefined) names.add(name);
      numbers.add(number);
    }
  },
});

function isTargetPort(targetPort: unknown): boolean {
  if (targetPort === undefined || typeof targetPort === 'object') return true;
  return typeof targetPort === 'string' ? isPortName(targetPort) : isPortNumber(targetPort);
}

function checkNodePort(
  object: CheckedObject,
  all: ObjectIndex,
  port: Fields,
  path: string,
  report: ReportProblem,
): void {
  const key = nodePortKey(port);
  if (key === undefined) return;
  const type = textOf(valueAt(object.manifest, 'spec', 'type')) ?? 'ClusterIP';
  const at = `${path}.nodePort`;
  const number = integerOf(port.nodePort);
  if (type !== 'NodePort' && type !== 'LoadBalancer') {
    report(
      problem(
        at,
        port.nodePort,
        `no node port, for the Service's type is ${type}`,
        'leave it out or make the type NodePort',
      ),
    );
  } else if (number === undefined || number < nodePorts.first || number > nodePorts.last) {
    const expected = `${nodePorts.first} to ${nodePorts.last}, the range of clusters that state no other`;
    report(problem(at, port.nodePort, expected, 'choose one in the range'));
  }
  const owner = nodePortOwners(all).get(key);
  // of an object that stands twice, the rule `duplicate` says what is wrong
  if (owner === undefined || isSame(owner, object)) return;
  report(
    problemOf(at, key, `a node port that ${refer(owner)} has not taken`, "choose another; each is the whole cluster's"),
  );
}
