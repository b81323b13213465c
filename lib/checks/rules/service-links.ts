import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, scalarText, textOf } from '../fields.ts';
import { nameOf, objectsIn } from '../identity.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { CheckedObject, ObjectIndex, Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables */
export const serviceLinks: Rule = builtIn({
  name: 'service-links',
  summary:
    "Variables that a Service's name also makes, such as REDIS_PORT=tcp://...: left out once, the program reads that.",
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined || pod.spec.enableServiceLinks === false) return;
    const links = linksIn(all, pod.namespace);
    if (links.size === 0) return;
    const reported = new Set<string>();
    for (const { fields, path } of pod.containers.flatMap((container) =>
      itemsOf(container.fields.env, `${container.path}.env`),
    )) {
      const name = textOf(fields.name) ?? '';
      const service = links.get(name);
      if (service === undefined || reported.has(name)) continue;
      reported.add(name);
      const expected = `a name that Service "${nameOf(service)}" does not make too`;
      report(problem(`${path}.name`, name, expected, 'state enableServiceLinks: false in the pod'));
    }
  },
});

const known = new WeakMap<ObjectIndex, Map<string | undefined, ReadonlyMap<string, CheckedObject>>>();

/** The variables that the kubelet makes of a namespace's Services. @see kubernetes/kubernetes pkg/kubelet/envvars/envvars.go */
function linksIn(all: ObjectIndex, namespace: string | undefined): ReadonlyMap<string, CheckedObject> {
  const namespaces = known.get(all) ?? new Map<string | undefined, ReadonlyMap<string, CheckedObject>>();
  known.set(all, namespaces);
  let links = namespaces.get(namespace);
  if (links === undefined) {
    const made = new Map<string, CheckedObject>();
    for (const service of objectsIn(all, 'Service', namespace))
      for (const name of linkNames(service)) made.set(name, service);
    namespaces.set(namespace, (links = made));
  }
  return links;
}

function linkNames(service: CheckedObject): string[] {
  const { clusterIP, type, ports } = fieldsOf(service.manifest.spec);
  if (clusterIP === 'None' || type === 'ExternalName') return [];
  const prefix = variable(nameOf(service));
  return [
    `${prefix}_SERVICE_HOST`,
    `${prefix}_SERVICE_PORT`,
    `${prefix}_PORT`,
    ...itemsOf(ports, '').flatMap(({ fields: { name, port, protocol = 'TCP' } }) => {
      const ofPort = `${prefix}_PORT_${scalarText(port)}_${scalarText(protocol)}`;
      const named = textOf(name) === undefined ? [] : [`${prefix}_SERVICE_PORT_${variable(scalarText(name))}`];
      return [...named, ofPort, `${ofPort}_PROTO`, `${ofPort}_PORT`, `${ofPort}_ADDR`];
    }),
  ];
}

const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_');
