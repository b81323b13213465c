import { describe, expect, test } from '@jest/globals';
import { check } from '../../../../lib/checks/check.ts';
import { schemaRule } from '../../../../lib/checks/schema/schema-rule.ts';
import { type AnyManifest, changed, checked, manifests, widget, widgetDefinition } from '../../../support/manifests.ts';

/** What the rule finds in a manifest, each as `path: problem; remedy`. */
function found(manifest: AnyManifest, ...others: readonly AnyManifest[]): string[] {
  const { findings } = check(
    [manifest, ...others].map((each) => checked(each)),
    { rules: [schemaRule] },
  );
  return findings
    .filter(({ object }) => object.manifest === manifest)
    .map(({ path, problem, remedy }) => `${path}: ${problem}; ${remedy}`);
}

const object = (apiVersion: string, kind: string): AnyManifest => ({ apiVersion, kind, metadata: { name: 'a' } });

test.each(Object.entries(manifests))('the right manifest %s has no finding', (_, manifest) => {
  expect(found(manifest)).toEqual([]);
});

describe('an API version', () => {
  test.each([
    ['extensions/v1beta1', 'Deployment', '1.16 removed this one; write apps/v1'],
    ['extensions/v1beta1', 'Ingress', '1.22 removed this one; write networking.k8s.io/v1'],
    ['apps/v1beta2', 'StatefulSet', '1.16 removed this one; write apps/v1'],
    ['batch/v1beta1', 'CronJob', '1.25 removed this one; write batch/v1'],
    ['policy/v1beta1', 'PodDisruptionBudget', '1.25 removed this one; write policy/v1'],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.26 removed this one; write autoscaling/v2'],
    ['policy/v1beta1', 'PodSecurityPolicy', '1.25 removed this one; remove the object; nothing replaces it'],
  ])('%s of %s is one that Kubernetes removed', (apiVersion, kind, rest) => {
    const expected = `expected an API version that is served: Kubernetes ${rest}`;
    expect(found(object(apiVersion, kind))).toEqual([`apiVersion: got ${apiVersion} ${kind}; ${expected}`]);
  });

  test.each([
    ['v1', 'Deployment', 'apps/v1'],
    ['apps/v1', 'Service', 'v1'],
    ['batch/v2', 'Job', 'batch/v1'],
    ['autoscaling/v3', 'HorizontalPodAutoscaler', 'autoscaling/v1 or autoscaling/v2'],
    ['keda.sh/v1', 'ScaledObject', 'keda.sh/v1alpha1'],
    ['external-secrets.io/v1beta1', 'ExternalSecret', 'external-secrets.io/v1'],
    ['monitoring.coreos.com/v1alpha1', 'PodMonitor', 'monitoring.coreos.com/v1'],
  ])('%s of %s is another', (apiVersion, kind, right) => {
    const expected = `expected ${right}: this API version is not served; write ${right}`;
    expect(found(object(apiVersion, kind))).toEqual([`apiVersion: got ${apiVersion} ${kind}; ${expected}`]);
  });
});

describe('a kind that no schema knows', () => {
  const expected = 'expected a kind whose schema is known';

  test('of another project asks for its CustomResourceDefinition', () => {
    const remedy = 'check its CustomResourceDefinition along with it, or correct apiVersion and kind';
    expect(found(object('cert-manager.io/v1', 'Certificate'))).toEqual([
      `kind: got cert-manager.io/v1 Certificate; ${expected}; ${remedy}`,
    ]);
    // Knative's Service is no misspelt Service
    expect(found(object('serving.knative.dev/v1', 'Service'))).toHaveLength(1);
    expect(found(object('gateway.networking.k8s.io/v1', 'Gateway'))[0]).toContain(remedy);
  });

  test('of Kubernetes itself is misspelt', () => {
    expect(found(object('apps/v1', 'Deploymnet'))).toEqual([
      `kind: got apps/v1 Deploymnet; ${expected}; correct apiVersion and kind`,
    ]);
  });
});

describe('a custom resource', () => {
  test('is held to its CustomResourceDefinition, which may come after it', () => {
    expect(found(widget)).toHaveLength(1);
    expect(found(widget, widgetDefinition)).toEqual([]);
    expect(found(changed(widget, 'spec.size', 10), widgetDefinition)).toEqual([
      'spec.size: got 10; expected at most 9; change the value',
    ]);
    expect(found(changed(widget, 'spec.colour', 'red'), widgetDefinition)).toHaveLength(1);
  });

  test('of a version that its CustomResourceDefinition does not serve is told the one it does', () => {
    const old = changed(widget, 'apiVersion', 'test.example.com/v1alpha1');
    expect(found(old, widgetDefinition)[0]).toContain('write test.example.com/v1');
  });

  test('has the metadata that every object has, and any status', () => {
    expect(found(changed(widget, 'metadata.labels', { a: 1 }), widgetDefinition)).toHaveLength(1);
    expect(found(changed(widget, 'metadata.lables', { a: 'b' }), widgetDefinition)).toHaveLength(1);
    expect(found(changed(widget, 'status', { any: 'thing' }), widgetDefinition)).toEqual([]);
  });

  test('of KEDA and the External Secrets Operator is held to their CustomResourceDefinitions', () => {
    const scaled = {
      ...object('keda.sh/v1alpha1', 'ScaledObject'),
      spec: { scaleTargetRef: { name: 'a' }, triggers: [{ type: 'cron' }] },
    };
    expect(found(scaled)).toEqual([
      'spec.triggers[0].metadata: got nothing; expected an object; add metadata, which is required',
    ]);
    const secret = {
      ...object('external-secrets.io/v1', 'ExternalSecret'),
      spec: { secretStoreRef: { name: 'a', kind: 'Vault' } },
    };
    expect(found(secret)[0]).toContain('expected "SecretStore" or "ClusterSecretStore"');
  });

  test('that a broken CustomResourceDefinition describes is taken as it is', () => {
    const broken = changed(changed(widgetDefinition, 'spec.versions.1.schema', 'none'), 'spec.versions.0', null);
    expect(found(widget, broken)).toEqual([]);
    expect(found(widget, changed(widgetDefinition, 'spec', null))).toHaveLength(1);
  });
});

describe('a secret value', () => {
  test.each([
    [manifests.secret, 'stringData.password'],
    [manifests.secret, 'data.anything'],
    [manifests.deployment, 'spec.template.spec.containers.0.env.0.value'],
  ])('is not shown', (manifest, path) => {
    const [finding = ''] = found(changed(manifest, path, 424_242));
    expect(finding).toContain('got a number');
    expect(finding).not.toContain('424242');
  });
});
