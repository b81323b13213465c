import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, scalarText } from '../fields.ts';
import { namespaceOf } from '../identity.ts';
import { podName, selectedPods, type Pod } from '../pods.ts';
import { enumeration, problem } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { labelRequirements } from '../selector.ts';

/** The ports that a pod says it listens on; a port may be served without being stated. */
const portsOf = (pod: Pod) => pod.running.flatMap(({ fields }) => itemsOf(fields.ports, '').map((port) => port.fields));

/** A number may be served without being stated; it is refused where the pods state others. */
export const serviceTargetPort: Rule = builtIn({
  name: 'service-target-port',
  summary: 'Ports of Services that lead to a port which their pods do not have.',
  kinds: ['Service'],
  check(object, all, report) {
    const { selector, ports, type } = fieldsOf(object.manifest.spec);
    const requirements = labelRequirements(selector);
    if (requirements.length === 0 || type === 'ExternalName') return;
    const pods = selectedPods(all, namespaceOf(object), requirements);
    const [first] = pods;
    if (first === undefined) return;
    const there = pods.flatMap(portsOf);
    for (const { fields, path } of itemsOf(ports, 'spec.ports')) {
      const { port, protocol = 'TCP' } = fields;
      const target = fields.targetPort ?? port;
      if (target === undefined) continue;
      const isNamed = typeof target === 'string';
      // by number a port is reached that nobody states; where some are stated, the others are taken for mistakes
      if (!isNamed && there.length === 0) continue;
      const isThere = there.some(({ name, containerPort, protocol: own = 'TCP' }) =>
        isNamed ? name === target && own === protocol : containerPort === target,
      );
      if (isThere) continue;
      const stated = there.map(({ name, containerPort }) =>
        scalarText(isNamed ? (name ?? containerPort) : containerPort),
      );
      const expected =
        there.length === 0
          ? `a port that ${podName(first)} names, which names none`
          : `a ${scalarText(protocol)} port of ${podName(first)}: ${enumeration([...new Set(stated)])}`;
      const field = fields.targetPort === undefined ? 'port' : 'targetPort';
      report(problem(`${path}.${field}`, target, expected, 'correct it or state the port at the container'));
    }
  },
});
