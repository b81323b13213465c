import { fieldsOf, listOf, scalarText, textOf, type Fields } from '../fields.ts';
import { problem, problemOf } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

/** What kubectl apply writes into an annotation: the whole object, so that it can be at most as long as all annotations. */
const appliedBytes = 256 * 1024;

/** @see https://kubernetes.io/docs/concepts/configuration/configmap/, and that of Secrets: 1 MiB */
const dataBytes = 1024 * 1024;

/** Kinds that may become large; to measure the others would only take time. */
const largeKinds: ReadonlySet<string> = new Set(['ConfigMap', 'CustomResourceDefinition', 'Secret']);

/** Kinds that belong to no namespace. @see `kubectl api-resources --namespaced=false` */
const clusterKinds: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterExternalSecret',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'ClusterTriggerAuthentication',
  'CustomResourceDefinition',
  'DeviceClass',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

/**
 * What kubectl create, replace or apply --server-side would take is refused all the same. One with generateName only is a matter of
 * the schema.
 */
export const applicable: Rule = {
  name: 'applicable',
  summary:
    'Objects that kubectl apply cannot apply as they stand: without name, exported from a cluster, in a List, or too large.',
  check({ manifest }, _all, report) {
    const metadata = fieldsOf(manifest.metadata);
    const kind = scalarText(fieldsOf(manifest).kind);
    if (kind.endsWith('List') && Array.isArray(manifest.items)) {
      const expected = 'one object';
      report(
        problemOf(
          'kind',
          `${JSON.stringify(kind)} of ${manifest.items.length}`,
          expected,
          'write each as a document of its own',
        ),
      );
      return;
    }
    // one with generateName only is a matter of the schema
    if (textOf(metadata.name) === undefined && textOf(metadata.generateName) === undefined) {
      report(problem('metadata.name', metadata.name, 'a name', 'name it'));
    }
    if (clusterKinds.has(kind) && textOf(metadata.namespace) !== undefined) {
      const expected = `none, for a ${kind} belongs to no namespace`;
      report(problem('metadata.namespace', metadata.namespace, expected, 'leave it out'));
    }
    for (const field of ['uid', 'resourceVersion']) {
      if (textOf(metadata[field]) === undefined) continue;
      const expected = 'nothing, for it is that of an object which has changed since';
      report(problem(`metadata.${field}`, metadata[field], expected, 'remove what the API server adds'));
    }
    if (listOf(metadata.managedFields).length > 0) {
      report(problemOf('metadata.managedFields', 'who changed what', 'nothing', 'remove what the API server adds'));
    }
    if (Object.keys(fieldsOf(manifest.status)).length > 0 && kind !== 'CustomResourceDefinition') {
      report(problemOf('status', 'a status', 'none, for controllers write it', 'remove what the API server adds'));
    }
    if (largeKinds.has(kind)) checkSize(manifest, kind, report);
  },
};

function checkSize(manifest: Fields, kind: string, report: ReportProblem): void {
  const maps = ['data', 'binaryData', 'stringData'].map((field) => fieldsOf(manifest[field]));
  const dataSize = maps.flatMap((map) => Object.values(map)).reduce<number>((sum, value) => sum + textBytes(value), 0);
  if (dataSize > dataBytes && kind !== 'CustomResourceDefinition') {
    const remedy = 'split it, or put the files into an image or a volume';
    report(problemOf('data', `${dataSize} bytes`, `at most ${dataBytes} bytes`, remedy));
    return;
  }
  const bytes = Buffer.byteLength(JSON.stringify(manifest));
  if (bytes <= appliedBytes) return;
  const expected = `at most ${appliedBytes} bytes, for kubectl apply writes it into an annotation`;
  report(problemOf('', `${bytes} bytes`, expected, 'make it smaller, or apply it with --server-side'));
}

const textBytes = (value: unknown): number => (typeof value === 'string' ? Buffer.byteLength(value) : 0);
