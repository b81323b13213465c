import { quote } from '../contract/faults.ts';
import { apiGroupOf } from './api-group.ts';
import { fieldsOf, pathTo, textOf, valueAt, type Fields } from './fields.ts';
import { nameOf, namespaceOf } from './identity.ts';
import { problem, problemOf } from './problem.ts';
import { quantityNumber } from './quantity.ts';
import type { CheckedObject, Finding, ManifestObject, Problem } from './rule.ts';

/** The name under which these findings are reported. It is no rule of its own: it needs what was applied before. */
const immutableRuleName = 'immutable';

/** A field that cannot change once the object exists. */
interface ImmutableField {
  readonly path: string;
  /** What stands for a field that is left out. @default - nothing */
  readonly default?: unknown;
  /** When a change is allowed all the same. @default - never */
  readonly mayChange?: (before: Fields, after: Fields) => boolean;
}

const field = (path: string, settings: Omit<ImmutableField, 'path'> = {}): ImmutableField => ({ path, ...settings });
const roleRef = [field('roleRef.kind'), field('roleRef.name')];
const data = ['data', 'binaryData', 'stringData', 'immutable'].map((path) =>
  field(path, { mayChange: ({ immutable }) => immutable !== true }),
);

/** @see kubernetes/kubernetes pkg/apis: the functions Validate<kind>Update */
const immutableFields: Readonly<Record<string, readonly ImmutableField[]>> = {
  ClusterRoleBinding: roleRef,
  ConfigMap: data,
  DaemonSet: [field('spec.selector')],
  Deployment: [field('spec.selector')],
  IngressClass: [field('spec.controller')],
  Job: [
    field('spec.backoffLimitPerIndex'),
    field('spec.completionMode', { default: 'NonIndexed' }),
    // an Indexed Job grows and shrinks with its parallelism
    field('spec.completions', { mayChange: ({ spec }) => valueAt(spec, 'completionMode') === 'Indexed' }),
    field('spec.managedBy'),
    field('spec.podFailurePolicy'),
    field('spec.selector'),
    field('spec.successPolicy'),
    field('spec.template'),
  ],
  PersistentVolumeClaim: [
    field('spec.accessModes'),
    field('spec.dataSource'),
    field('spec.dataSourceRef'),
    field('spec.selector'),
    field('spec.storageClassName'),
    field('spec.volumeMode', { default: 'Filesystem' }),
    field('spec.volumeName', { mayChange: ({ spec }) => textOf(valueAt(spec, 'volumeName')) === undefined }),
  ],
  PriorityClass: [field('value'), field('preemptionPolicy', { default: 'PreemptLowerPriority' })],
  ReplicaSet: [field('spec.selector')],
  RoleBinding: roleRef,
  Secret: [field('type', { default: 'Opaque' }), ...data],
  Service: [field('spec.clusterIP', { mayChange: (...specs) => specs.some(isExternalName) })],
  StatefulSet: [
    field('spec.podManagementPolicy', { default: 'OrderedReady' }),
    field('spec.selector'),
    field('spec.serviceName'),
    field('spec.volumeClaimTemplates'),
  ],
  StorageClass: [
    field('parameters'),
    field('provisioner'),
    field('reclaimPolicy', { default: 'Delete' }),
    field('volumeBindingMode', { default: 'Immediate' }),
  ],
};

/** Fields of a PersistentVolume beside its source. */
const volumeFields: readonly string[] = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
];

const isExternalName = (manifest: Fields): boolean => valueAt(manifest, 'spec', 'type') === 'ExternalName';

/**
 * What could not be applied to a cluster that has the objects of before: changes of fields that cannot change. Objects that are new or gone are no
 * matter of this. A field that is left out is compared as its default where the API server has one; amounts such as `1` and `1000m` count as different.
 *
 * @param before what was applied, such as the committed `dist/`
 */
export function immutableChanges(before: readonly CheckedObject[], after: readonly CheckedObject[]): Finding[] {
  const applied = new Map(before.map((object) => [identityOf(object), object.manifest]));
  return after.flatMap((object) => {
    const manifest = applied.get(identityOf(object));
    const problems = manifest === undefined ? [] : changes(manifest, object.manifest);
    return problems.map((found) => ({ rule: immutableRuleName, object, ...found }));
  });
}

function identityOf(object: CheckedObject): string {
  const { apiVersion, kind } = object.manifest;
  return JSON.stringify([apiGroupOf(apiVersion), kind, namespaceOf(object), nameOf(object)]);
}

function changes(before: ManifestObject, after: ManifestObject): Problem[] {
  const fields = [
    ...(Object.hasOwn(immutableFields, after.kind) ? (immutableFields[after.kind] ?? []) : []),
    ...(after.kind === 'PersistentVolume' ? sourceFields(before, after) : []),
  ];
  const found = fields.flatMap((immutable) => change(before, after, immutable) ?? []);
  const shrunk = after.kind === 'PersistentVolumeClaim' ? shrunkClaim(before, after) : undefined;
  return shrunk === undefined ? found : [...found, shrunk];
}

function sourceFields(before: Fields, after: Fields): ImmutableField[] {
  const keys = new Set([...Object.keys(fieldsOf(before.spec)), ...Object.keys(fieldsOf(after.spec))]);
  const sources = [...keys].filter((key) => !volumeFields.includes(key)).sort();
  return [...sources.map((key) => field(`spec.${key}`)), field('spec.volumeMode', { default: 'Filesystem' })];
}

function change(before: ManifestObject, after: ManifestObject, immutable: ImmutableField): Problem | undefined {
  const { path, mayChange } = immutable;
  const keys = path.split('.');
  const [was = immutable.default, is = immutable.default] = [valueAt(before, ...keys), valueAt(after, ...keys)];
  const difference = firstDifference(was, is, path);
  if (difference === undefined || mayChange?.(before, after) === true) return undefined;
  const remedy = `give the ${after.kind} another name, or delete the one that exists before this is applied`;
  if (isSecret(after.kind, difference.path)) {
    return problemOf(
      difference.path,
      'another value (not shown)',
      'the one that was applied, for it cannot change',
      remedy,
    );
  }
  const expected = `${quote(difference.was)}, as it was applied, for it cannot change`;
  return problem(difference.path, difference.is, expected, remedy);
}

/** Whether a value must not be shown: that of a Secret, and of a variable in a Job's template. */
const isSecret = (kind: string, path: string): boolean =>
  (kind === 'Secret' && /^(string)?data\b/i.test(path)) || /\.env\[\d+\]\.value$/.test(path);

function shrunkClaim(before: Fields, after: Fields): Problem | undefined {
  const path = ['spec', 'resources', 'requests', 'storage'];
  const [was, is] = [valueAt(before, ...path), valueAt(after, ...path)];
  if ((quantityNumber(is) ?? Infinity) >= (quantityNumber(was) ?? 0)) return undefined;
  const expected = `at least ${quote(was)}, as it was applied, for a claim only grows`;
  return problem(path.join('.'), is, expected, 'keep the size, or copy the data to a new claim');
}

interface Difference {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** The first place at which two values differ. Nothing, null, {} and [] are the same: the API server keeps none of them. */
function firstDifference(was: unknown, is: unknown, path: string): Difference | undefined {
  if (Object.is(was, is) || (isNothing(was) && isNothing(is))) return undefined;
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) {
    for (const [index, part] of was.entries()) {
      const difference = firstDifference(part, is[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  const [wasFields, isFields] = [fieldsOf(was), fieldsOf(is)];
  if (isNothing(wasFields) || isNothing(isFields)) return { path, was, is };
  for (const key of new Set([...Object.keys(wasFields), ...Object.keys(isFields)])) {
    const difference = firstDifference(wasFields[key], isFields[key], pathTo(path, key));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
