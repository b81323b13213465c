import { beforeAll, expect, test } from '@jest/globals';
import { check } from '../../../../lib/checks/check.ts';
import type { Finding } from '../../../../lib/checks/rule.ts';
import { schemaRule } from '../../../../lib/checks/schema/schema-rule.ts';
import { type AnyManifest, changed, checked, manifests, widget, widgetDefinition } from '../../../support/manifests.ts';
import { dryRun } from '../../../support/dry-run.ts';
import { describeOnCluster } from '../../../support/control-plane/suite.ts';

const container = 'spec.template.spec.containers.0';

/** A manifest, the path at which it is changed, and the new value; undefined removes the field. */
type Change = readonly [AnyManifest, string, unknown];

/** Each makes a right manifest wrong. */
const faults: readonly Change[] = [
  // fields that do not exist
  [manifests.deployment, 'spec.replica', 2],
  [manifests.deployment, 'spec.template.spec.ports', []],
  [manifests.deployment, `${container}.readynessProbe`, {}],
  [manifests.deployment, `${container}.resources.request`, { cpu: '1' }],
  [manifests.deployment, 'metadata.label', { app: 'web' }],
  [manifests.deployment, 'specs', {}],
  [manifests.service, 'spec.ports.0.targetport', 80],
  [manifests.configMap, 'datas', { level: 'info' }],
  [manifests.cronJob, 'spec.template', {}],
  // values of another type
  [manifests.deployment, 'spec.replicas', '2'],
  [manifests.deployment, 'spec.replicas', 1.5],
  [manifests.deployment, 'spec.replicas', 3_000_000_000],
  [manifests.deployment, `${container}.image`, 12],
  [manifests.deployment, `${container}.env.0.value`, true],
  [manifests.deployment, `${container}.env`, { LEVEL: 'info' }],
  [manifests.deployment, `${container}.command`, 'sleep 5'],
  [manifests.deployment, 'spec.template.spec.containers', {}],
  [manifests.deployment, 'spec.selector', 'app=web'],
  [manifests.deployment, 'metadata.labels', { app: 1 }],
  [manifests.deployment, 'metadata.annotations', { checked: true }],
  [manifests.deployment, `${container}.tty`, 'yes'],
  [manifests.configMap, 'data.level', 3],
  [manifests.networkPolicy, 'spec.podSelector', []],
  [manifests.statefulSet, 'spec.template.spec.terminationGracePeriodSeconds', '30s'],
  // integers or strings, quantities, base64, times
  [manifests.service, 'spec.ports.0.targetPort', true],
  [manifests.service, 'spec.ports.0.targetPort', 80.5],
  [manifests.budget, 'spec.maxUnavailable', {}],
  [manifests.deployment, `${container}.resources.requests.memory`, '64 MB'],
  [manifests.deployment, `${container}.resources.requests.cpu`, '100mm'],
  [manifests.deployment, `${container}.resources.requests.cpu`, true],
  [manifests.claim, 'spec.resources.requests.storage', '1GB'],
  [manifests.secret, 'data.password', 'secret!'],
  [manifests.deployment, 'metadata.creationTimestamp', 'yesterday'],
  // values that are not in the list
  [manifests.deployment, `${container}.imagePullPolicy`, 'always'],
  [manifests.deployment, 'spec.strategy', { type: 'Rolling' }],
  [manifests.deployment, 'spec.template.spec.dnsPolicy', 'clusterFirst'],
  [manifests.deployment, `${container}.ports.0.protocol`, 'tcp'],
  [manifests.service, 'spec.type', 'Clusterip'],
  [manifests.ingress, 'spec.rules.0.http.paths.0.pathType', 'prefix'],
  [manifests.cronJob, 'spec.concurrencyPolicy', 'Never'],
  [manifests.cronJob, 'spec.jobTemplate.spec.template.spec.restartPolicy', 'Sometimes'],
  // what is required and missing
  [manifests.deployment, 'spec', undefined],
  [manifests.deployment, 'spec.selector', undefined],
  [manifests.deployment, 'spec.template', undefined],
  [manifests.deployment, 'spec.template.spec', undefined],
  [manifests.deployment, 'spec.template.spec.containers', undefined],
  [manifests.deployment, `${container}.name`, undefined],
  [manifests.deployment, `${container}.ports.0.containerPort`, undefined],
  [manifests.deployment, `${container}.readinessProbe.httpGet.port`, undefined],
  [manifests.deployment, 'spec.template.spec.volumes.0.name', undefined],
  [manifests.cronJob, 'spec.schedule', undefined],
  [manifests.cronJob, 'spec.jobTemplate.spec', undefined],
  [manifests.ingress, 'spec.rules.0.http.paths.0.pathType', undefined],
  [manifests.scaler, 'spec.maxReplicas', undefined],
  [manifests.scaler, 'spec.metrics.0.resource.target', undefined],
  [manifests.role, 'rules.0.verbs', undefined],
  [manifests.roleBinding, 'roleRef', undefined],
  [manifests.roleBinding, 'subjects.0.name', undefined],
  // lists in which an entry must not come twice
  [
    manifests.deployment,
    'spec.template.spec.topologySpreadConstraints',
    [1, 2].map((maxSkew) => ({ maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' })),
  ],
  // kinds and API versions
  [manifests.deployment, 'apiVersion', 'v1'],
  [manifests.deployment, 'apiVersion', 'extensions/v1beta1'],
  [manifests.cronJob, 'apiVersion', 'batch/v1beta1'],
  [manifests.budget, 'apiVersion', 'policy/v1beta1'],
  [manifests.service, 'kind', 'Services'],
  [widget, 'apiVersion', 'test.example.com/v1alpha1'],
  [widget, 'apiVersion', 'test.example.com/v2'],
  [widget, 'kind', 'Gadget'],
  // custom resources, a fault for each word of their schemas
  [widget, 'spec', undefined],
  [widget, 'spec.size', undefined],
  [widget, 'spec.size', 0],
  [widget, 'spec.size', 10],
  [widget, 'spec.size', 1.5],
  [widget, 'spec.size', '3'],
  [widget, 'spec.size', null],
  [widget, 'spec.mode', 'medium'],
  [widget, 'spec.code', 'A1'],
  [widget, 'spec.code', 'a'],
  [widget, 'spec.code', 'abcde'],
  [widget, 'spec.ratio', 0],
  [widget, 'spec.ratio', 0.7],
  [widget, 'spec.tags', ['a', 'a']],
  [widget, 'spec.tags', ['a', 'b', 'c', 'd']],
  [widget, 'spec.tags', ['a', null]],
  [widget, 'spec.parts', []],
  [widget, 'spec.parts', [{ name: 'a' }, { name: 'a', side: 'left' }]],
  [widget, 'spec.parts', [{ side: 'left' }]],
  [widget, 'spec.limits', { a: 'b' }],
  [widget, 'spec.limits', { a: 1, b: 2, c: 3 }],
  [widget, 'spec.port', 1.5],
  [widget, 'spec.port', false],
  [widget, 'spec.address', '10.0.0.256'],
  [widget, 'spec.blob', '?'],
  [widget, 'spec.from', {}],
  [widget, 'spec.from', { file: 'a', url: 'b' }],
  [widget, 'spec.colour', 'red'],
  [widget, 'spec.manifest', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} }],
  [widget, 'spec', { size: 3, code: 'ab', address: '10.0.0.1' }],
  [widget, 'metadata.labels', { app: 1 }],
  [widget, 'metadata.colour', 'red'],
  [widgetDefinition, 'spec.names.plural', undefined],
  [widgetDefinition, 'spec.scopes', 'Cluster'],
];

/** What may be changed without making a manifest wrong. */
const variations: readonly Change[] = [
  ...[...Object.values(manifests), widget, widgetDefinition].map(
    (manifest) => [manifest, 'metadata.creationTimestamp', null] as const,
  ),
  [manifests.deployment, 'spec.replicas', 2.0],
  [manifests.deployment, `${container}.resources.requests.cpu`, 0.5],
  [manifests.deployment, `${container}.resources.requests.memory`, '1e6'],
  [manifests.deployment, `${container}.resources.requests.memory`, 1_000_000],
  [manifests.deployment, `${container}.ports.1`, { containerPort: 8080, protocol: 'UDP', name: 'udp' }],
  [manifests.service, 'spec.ports.0.targetPort', 8080],
  [manifests.secret, 'data.password', 'c2Vj\ncmV0'],
  [manifests.secret, 'stringData', { password: '' }],
  [manifests.roleBinding, 'roleRef.apiGroup', undefined],
  [manifests.budget, 'spec.maxUnavailable', 1],
  [widget, 'spec.note', null],
  [widget, 'spec.free', { any: { thing: [1, 'two', null] } }],
  [widget, 'spec.manifest', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }],
  [widget, 'spec.port', 'http'],
  [widget, 'spec.parts', [{ name: 'a' }, { name: 'a', side: 'right' }]],
  [widget, 'spec.from', { url: 'b' }],
  [widget, 'spec.code', 'äö'.replaceAll(/./g, 'ab')],
];

/** What the API server takes, and does something else with than was meant. */
const silentLosses: readonly Change[] = [
  // null is dropped
  [manifests.deployment, 'spec.replicas', null],
  [manifests.deployment, `${container}.resources`, null],
  [manifests.configMap, 'data.level', null],
  // server-side apply refuses the second entry, kubectl apply merges it into the first
  [manifests.deployment, 'spec.template.spec.imagePullSecrets', [{ name: 'a' }, { name: 'a' }]],
  [
    manifests.deployment,
    'spec.template.spec.hostAliases',
    [1, 2].map((n) => ({ ip: '10.0.0.1', hostnames: [`h${n}`] })),
  ],
];

const title = (manifest: AnyManifest, path: string, value: unknown): string =>
  `${String(manifest['kind'])} with ${path} ${JSON.stringify(value) ?? 'missing'}`;

const titled = (changes: readonly Change[]): [string, Change][] => changes.map((change) => [title(...change), change]);

function findingsOf(manifest: AnyManifest): readonly Finding[] {
  const { findings } = check([checked(manifest), checked(widgetDefinition)], { rules: [schemaRule] });
  return findings.filter(({ object }) => object.manifest === manifest);
}

describeOnCluster('the schema check', '1.36', (cluster) => {
  beforeAll(async () => {
    const { kubectl } = cluster();
    await kubectl(['create', '-f', '-'], { input: JSON.stringify(widgetDefinition) });
    await kubectl(['wait', '--for=condition=Established', 'crd/widgets.test.example.com', '--timeout=30s']);
  }, 60_000);

  async function compare(manifest: AnyManifest): Promise<{ found: boolean; accepted: boolean }> {
    // the definition itself exists
    const isDefinition = manifest['kind'] === widgetDefinition['kind'];
    const sent = isDefinition
      ? (JSON.parse(JSON.stringify(manifest).replaceAll('test.example.com', 'other.example.com')) as AnyManifest)
      : manifest;
    const { accepted } = await dryRun(cluster(), sent);
    return { found: findingsOf(manifest).length > 0, accepted };
  }

  test.each(titled(faults))('finds %s, as the API server does', async (_, change) => {
    expect(await compare(changed(...change))).toEqual({ found: true, accepted: false });
  });

  test.each(titled(variations))('takes %s, as the API server does', async (_, change) => {
    expect(await compare(changed(...change))).toEqual({ found: false, accepted: true });
  });

  test.each(titled(silentLosses))('finds %s, which the API server takes', async (_, change) => {
    expect(await compare(changed(...change))).toEqual({ found: true, accepted: true });
  });

  // every value of every manifest, in turn replaced by one of each type of JSON, and an unknown field in every object
  const replacements = [true, 'text!', -1.5, 7, [], {}, ['text!'], { unknownField: true }];
  test.each([...Object.values(manifests), widget].map((manifest) => [String(manifest['kind']), manifest] as const))(
    'finds of any value of a %s what the API server cannot read, and nothing that it takes',
    async (_, manifest) => {
      const disagreements: string[] = [];
      let found = 0;
      for (const path of pathsOf(manifest)) {
        const changes = [...replacements.map((value) => [path, value] as const), [`${path}.unknownField`, 1] as const];
        const answers = await Promise.all(
          changes
            .filter(([at]) => isObjectAt(manifest, at))
            .map(async ([at, value]) => {
              const wrong = changed(manifest, at, value);
              const { accepted, message } = await dryRun(cluster(), wrong);
              return { is: findingsOf(wrong).length > 0, accepted, message, what: title(wrong, at, value) };
            }),
        );
        for (const { is, accepted, message, what } of answers) {
          if (is) found += 1;
          // what it refuses for other reasons than the shape is for other rules
          const agrees = is ? !accepted : accepted || !isUnreadable(message);
          if (!agrees && !takenByGoAlone.has(what)) disagreements.push(`${what}: ${message}`);
        }
      }
      expect(disagreements).toEqual([]);
      expect(found).toBeGreaterThan(10);
    },
    120_000,
  );
});

/** Bytes, which Go reads from a list of numbers too; its schema says base64. */
const takenByGoAlone = new Set(['Secret with data.password []']);

/** Whether the API server stopped at decoding or at the schema, before it looked at what the values mean. */
const isUnreadable = (message: string): boolean =>
  /unknown field|cannot unmarshal|unable to|must be of type|unmarshalerDecoder/.test(message);

/** Paths of all values of a manifest but its identity. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, part]) => pathsOf(part, path === '' ? key : `${path}.${key}`));
  return (path === '' ? below : [path, ...below]).filter((found) => !/^(apiVersion|kind|metadata)/.test(found));
}

/** Whether a field can be added where a path ends; all other paths are right. */
function isObjectAt(manifest: AnyManifest, path: string): boolean {
  if (!path.endsWith('.unknownField')) return true;
  let part: unknown = manifest;
  for (const step of path.split('.').slice(0, -1)) part = (part as Record<string, unknown>)[step];
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}
