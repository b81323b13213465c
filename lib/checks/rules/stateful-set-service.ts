import { builtIn } from '../built-in.ts';
import { fieldsOf, textOf } from '../fields.ts';
import { findObject, namespaceOf } from '../identity.ts';
import { podOf } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { labelRequirements, meets, selectorText } from '../selector.ts';

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id */
export const statefulSetService: Rule = builtIn({
  name: 'stateful-set-service',
  summary:
    'StatefulSets whose headless Service is missing, not headless, or not for their pods: the pods get no DNS names.',
  kinds: ['StatefulSet'],
  check(object, all, report) {
    const name = textOf(fieldsOf(object.manifest.spec).serviceName);
    if (name === undefined) return;
    const service = findObject(all, 'Service', namespaceOf(object), name);
    if (service === undefined) {
      const expected = 'a headless Service of the same namespace';
      report(problem('spec.serviceName', name, expected, 'add it with clusterIP: None, or correct the name'));
      return;
    }
    const { clusterIP, selector } = fieldsOf(service.manifest.spec);
    if (clusterIP !== 'None') {
      const expected = 'a headless Service, for only these give each pod a name';
      report(
        problem('spec.serviceName', name, expected, `set clusterIP: None at Service "${name}", or add another Service`),
      );
    }
    const requirements = labelRequirements(selector);
    const pod = podOf(object);
    if (pod === undefined || meets(requirements, pod.labels, pod.addedLabels)) return;
    const expected = `a Service of its own pods; this one selects ${selectorText(requirements)}`;
    report(problemOf('spec.serviceName', JSON.stringify(name), expected, "correct the Service's selector"));
  },
});
