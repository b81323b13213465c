import { isBuiltIn } from './built-in.ts';
import { fieldsOf, itemsOf, scalarText, textOf, valueAt, type Fields } from './fields.ts';
import { nameOf, namespaceOf } from './identity.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';
import { meets, type Requirement } from './selector.ts';

/** Where each kind has its pod: the keys that lead to the pod's metadata and spec. */
const templateKeys = {
  Pod: [],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
} as const satisfies Record<string, readonly string[]>;

type PodKind = keyof typeof templateKeys;

/** The kinds that hold a pod or make pods. */
export const podKinds: readonly string[] = Object.keys(templateKeys);

/** The kinds that state a label selector of their pods. */
export const selectingKinds: readonly string[] = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

/** The kinds whose pods run until they are stopped. A bare Pod may be one. */
export const servingKinds: readonly string[] = [...selectingKinds, 'ReplicationController'];

/** The kinds that hold a number of replicas. */
export const replicatedKinds: readonly string[] = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];

/** Labels that the controller of a kind puts on its pods. @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const jobLabels = [
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
];
const addedLabels: Record<PodKind, ReadonlySet<string>> = {
  Pod: new Set(),
  Deployment: new Set(['pod-template-hash']),
  ReplicaSet: new Set(['pod-template-hash']),
  ReplicationController: new Set(),
  StatefulSet: new Set([
    'apps.kubernetes.io/pod-index',
    'controller-revision-hash',
    'statefulset.kubernetes.io/pod-name',
  ]),
  DaemonSet: new Set(['controller-revision-hash', 'pod-template-generation']),
  Job: new Set(jobLabels),
  CronJob: new Set(jobLabels),
};

/** A container of a pod. */
export interface Container {
  /** `sidecar` is an init container that goes on running. */
  readonly role: 'init' | 'sidecar' | 'main' | 'ephemeral';
  readonly name: string;
  readonly fields: Fields;
  /** Such as `spec.template.spec.containers[0]`. */
  readonly path: string;
}

/** A pod, or the template of one. */
export interface Pod {
  readonly object: CheckedObject;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly labels: Fields;
  readonly annotations: Fields;
  readonly spec: Fields;
  /** The path of the template, such as `spec.template`; empty for a Pod. */
  readonly templatePath: string;
  /** The path of the spec, such as `spec.template.spec`. */
  readonly path: string;
  /** All containers: init, main, ephemeral. */
  readonly containers: readonly Container[];
  /** Those that run as long as the pod: main ones and sidecars. */
  readonly running: readonly Container[];
  /** Labels that its controller will add. */
  readonly addedLabels: ReadonlySet<string>;
}

const known = new WeakMap<CheckedObject, Pod | 'none'>();

/** The pod of an object; undefined where the object makes no pods. */
export function podOf(object: CheckedObject): Pod | undefined {
  const pod = known.get(object) ?? readPod(object) ?? 'none';
  known.set(object, pod);
  return pod === 'none' ? undefined : pod;
}

const isPodKind = (kind: string): kind is PodKind => Object.hasOwn(templateKeys, kind);

function readPod(object: CheckedObject): Pod | undefined {
  const kind = scalarText(fieldsOf(object.manifest).kind);
  if (!isPodKind(kind) || !isBuiltIn(object)) return undefined;
  const keys = templateKeys[kind];
  const template = fieldsOf(valueAt(object.manifest, ...keys));
  const path = [...keys, 'spec'].join('.');
  const spec = fieldsOf(template.spec);
  const containers = [
    ...containersIn(spec, path, 'initContainers', (fields) => (fields.restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...containersIn(spec, path, 'containers', () => 'main'),
    ...containersIn(spec, path, 'ephemeralContainers', () => 'ephemeral'),
  ];
  return {
    object,
    kind,
    namespace: namespaceOf(object),
    labels: fieldsOf(valueAt(template, 'metadata', 'labels')),
    annotations: fieldsOf(valueAt(template, 'metadata', 'annotations')),
    spec,
    templatePath: keys.join('.'),
    path,
    containers,
    running: containers.filter(({ role }) => role === 'main' || role === 'sidecar'),
    addedLabels: addedLabels[kind],
  };
}

function containersIn(
  spec: Fields,
  path: string,
  key: string,
  role: (fields: Fields) => Container['role'],
): Container[] {
  return itemsOf(spec[key], `${path}.${key}`).map((item) => ({
    ...item,
    role: role(item.fields),
    name: textOf(item.fields.name) ?? '',
  }));
}

/** Whether the pods run until they are stopped, rather than until their work is done. */
export function isServing({ kind, spec }: Pod): boolean {
  if (kind === 'Pod') return spec.restartPolicy === undefined || spec.restartPolicy === 'Always';
  return servingKinds.includes(kind);
}

/** How a problem names a pod, such as `Deployment "api"`. */
export const podName = ({ kind, object }: Pod): string => `${kind} ${JSON.stringify(nameOf(object))}`;

interface Namespace {
  readonly pods: Pod[];
  /** By key, then by value. */
  readonly byLabel: Map<string, Map<string, Pod[]>>;
}

const indexes = new WeakMap<ObjectIndex, Map<string | undefined, Namespace>>();

function podsByNamespace(all: ObjectIndex): Map<string | undefined, Namespace> {
  const built = indexes.get(all);
  if (built !== undefined) return built;
  const namespaces = new Map<string | undefined, Namespace>();
  indexes.set(all, namespaces);
  for (const pod of podKinds.flatMap((kind) => all.ofKind(kind)).map(podOf)) {
    if (pod === undefined) continue;
    const namespace: Namespace = namespaces.get(pod.namespace) ?? { pods: [], byLabel: new Map() };
    namespaces.set(pod.namespace, namespace);
    namespace.pods.push(pod);
    for (const key of Object.keys(pod.labels)) {
      const value = scalarText(pod.labels[key]);
      const byValue = namespace.byLabel.get(key) ?? new Map<string, Pod[]>();
      namespace.byLabel.set(key, byValue);
      const labelled = byValue.get(value);
      if (labelled === undefined) byValue.set(value, [pod]);
      else labelled.push(pod);
    }
  }
  return namespaces;
}

/** All pods of a namespace. */
export function podsIn(all: ObjectIndex, namespace: string | undefined): readonly Pod[] {
  return podsByNamespace(all).get(namespace)?.pods ?? [];
}

/** The pods of a namespace that meet all conditions. The effort grows with the pods found, not with those of the namespace. */
export function selectedPods(
  all: ObjectIndex,
  namespace: string | undefined,
  requirements: readonly Requirement[],
): readonly Pod[] {
  const there = podsByNamespace(all).get(namespace);
  if (there === undefined) return [];
  let candidates: readonly Pod[] = there.pods;
  for (const { key, operator, values } of requirements) {
    if (operator !== 'In' || values.length !== 1 || isAddedLabel(key)) continue;
    const labelled = there.byLabel.get(key)?.get(values[0] ?? '') ?? [];
    if (labelled.length < candidates.length) candidates = labelled;
  }
  return candidates.filter((pod) => meets(requirements, pod.labels, pod.addedLabels));
}

const everyAddedLabel = new Set(Object.values(addedLabels).flatMap((labels) => [...labels]));
const isAddedLabel = (key: string): boolean => everyAddedLabel.has(key);
