import { isPortName, isPortNumber, portNameShape, portNumberShape } from '../../core/port.ts';
import { builtIn } from '../built-in.ts';
import { itemsOf, scalarText, textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A pod's containers share one network, so that what Kubernetes only refuses of one container is refused of the pod. */
export const containerPort: Rule = builtIn({
  name: 'container-port',
  summary: 'Ports of containers that are out of range, have no legal name, or exist twice in one pod.',
  kinds: podKinds,
  check(object, _all, report) {
    const names = new Map<string, string>();
    const numbers = new Map<string, string>();
    const containers = podOf(object)?.containers ?? [];
    for (const { fields, path, role } of containers) {
      for (const port of itemsOf(fields.ports, `${path}.ports`)) {
        const { containerPort: number, hostPort, protocol = 'TCP' } = port.fields;
        if (number !== undefined && !isPortNumber(number)) {
          report(
            problem(`${port.path}.containerPort`, number, portNumberShape, 'state the port the program listens on'),
          );
        }
        if (hostPort !== undefined && hostPort !== 0 && !isPortNumber(hostPort)) {
          report(
            problem(`${port.path}.hostPort`, hostPort, portNumberShape, 'leave it out; a Service makes the port known'),
          );
        }
        const name = textOf(port.fields.name);
        if (name !== undefined && !isPortName(name)) {
          report(problem(`${port.path}.name`, name, portNameShape, 'rename the port'));
        }
        const namesake = name === undefined ? undefined : names.get(name);
        if (namesake !== undefined) {
          report(problem(`${port.path}.name`, name, `a name that ${namesake} has not`, 'rename one of them'));
        }
        if (name !== undefined) names.set(name, port.path);
        // init containers have ended before others listen
        if (role === 'init' || number === undefined) continue;
        const listener = `${scalarText(number)}/${scalarText(protocol)}`;
        const other = numbers.get(listener);
        if (other !== undefined) {
          const expected = `a port that ${other} has not, for the containers of a pod share their ports`;
          report(problemOf(`${port.path}.containerPort`, listener, expected, 'let one of them listen elsewhere'));
        }
        numbers.set(listener, port.path);
      }
    }
  },
});
