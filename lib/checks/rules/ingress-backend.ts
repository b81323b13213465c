import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, scalarText, textOf, valueAt } from '../fields.ts';
import { findObject, namespaceOf } from '../identity.ts';
import { enumeration, problem } from '../problem.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from '../rule.ts';

/** Backends that are resources, not Services, are left alone. */
export const ingressBackend: Rule = builtIn({
  name: 'ingress-backend',
  summary: 'Ingresses that lead to a Service, or a port of one, which does not exist in their namespace.',
  kinds: ['Ingress'],
  check(object, all, report) {
    const { defaultBackend, rules } = fieldsOf(object.manifest.spec);
    checkBackend(object, all, defaultBackend, 'spec.defaultBackend', report);
    for (const rule of itemsOf(rules, 'spec.rules')) {
      for (const { fields, path } of itemsOf(valueAt(rule.fields, 'http', 'paths'), `${rule.path}.http.paths`)) {
        checkBackend(object, all, fields.backend, `${path}.backend`, report);
      }
    }
  },
});

function checkBackend(
  object: CheckedObject,
  all: ObjectIndex,
  backend: unknown,
  path: string,
  report: ReportProblem,
): void {
  const { name, port } = fieldsOf(valueAt(backend, 'service'));
  const serviceName = textOf(name);
  if (serviceName === undefined) return;
  const service = findObject(all, 'Service', namespaceOf(object), serviceName);
  if (service === undefined) {
    const expected = 'a Service of the same namespace';
    report(problem(`${path}.service.name`, serviceName, expected, 'add it or correct the name'));
    return;
  }
  const spec = fieldsOf(service.manifest.spec);
  const ports = itemsOf(spec.ports, '').map(({ fields }) => fields);
  const { name: portName, number } = fieldsOf(port);
  const wanted = portName ?? number;
  if (wanted === undefined || (spec.type === 'ExternalName' && ports.length === 0)) return;
  const field = portName === undefined ? 'number' : 'name';
  if (ports.some((own) => (portName === undefined ? own.port : own.name) === wanted)) return;
  const there = ports.map((own) => scalarText(portName === undefined ? own.port : (own.name ?? own.port)));
  const expected = `a port of Service "${serviceName}": ${enumeration(there) || 'it has none'}`;
  report(problem(`${path}.service.port.${field}`, wanted, expected, 'correct it or add the port to the Service'));
}
