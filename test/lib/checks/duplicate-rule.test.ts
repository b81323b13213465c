import { expect, test } from '@jest/globals';
import { check } from '../../../lib/checks/check.ts';
import { duplicateRule } from '../../../lib/checks/duplicate-rule.ts';
import { changed, checked, manifests } from '../../support/manifests.ts';

const object = (apiVersion: string, kind: string, namespace?: string, line?: number) =>
  checked(
    { apiVersion, kind, metadata: { name: 'web', namespace } },
    line === undefined ? {} : { file: 'a.yaml', line },
  );

const found = (...objects: readonly ReturnType<typeof checked>[]) =>
  check(objects, { rules: [duplicateRule] }).findings.map(
    ({ path, problem, remedy }) => `${path}: ${problem}; ${remedy}`,
  );

test('an object of the kind, namespace and name of another is found, once, with the place of the other', () => {
  const expected = 'expected one object of a kind and name in a namespace';
  const remedy = 'rename or remove one of the two: the one applied later wins';
  expect(found(object('v1', 'Service', 'shop', 1), object('v1', 'Service', 'shop', 9))).toEqual([
    `metadata.name: got "web", the name of another object (a.yaml:1); ${expected}; ${remedy}`,
  ]);
  expect(found(object('v1', 'Service'), object('v1', 'Service'), object('v1', 'Service'))).toHaveLength(2);
});

test("no other rule takes an object that stands twice for two that are in each other's way", () => {
  const service = changed(changed(manifests.service, 'spec.type', 'NodePort'), 'spec.ports.0.nodePort', 30_500);
  const twice = [manifests.deployment, service].flatMap((manifest) => [checked(manifest), checked(manifest)]);
  const { findings } = check(twice);
  const about = ['duplicate', 'selector-overlap', 'service-port'];
  expect(findings.map(({ rule }) => rule).filter((rule) => about.includes(rule))).toEqual(['duplicate', 'duplicate']);
});

test('the place of the other is its construct path where there is one', () => {
  const constructed = { ...object('v1', 'Service', 'shop', 1), constructPath: 'test/shop/web' };
  expect(found(constructed, object('v1', 'Service', 'shop', 9))[0]).toContain('another object (test/shop/web);');
});

test('files in different folders may be for different clusters, and the remedy says how those are checked', () => {
  const at = (file: string, constructPath?: string) =>
    checked({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }, { file, constructPath });
  const forEach = /the one applied later wins; or check the folders of different clusters with --each$/;
  expect(found(at('dist/production/web.yaml'), at('dist/test/web.yaml'))[0]).toMatch(forEach);
  expect(found(at('dist/test/web.yaml'), at('dist/test/api.yaml'))[0]).not.toContain('--each');
  expect(found(at('test/shop/web.yaml', 'a'), at('test/mail/web.yaml', 'b'))[0]).not.toContain('--each');
});

test.each([
  ['apps/v1', 'apps/v1beta1', 'Deployment'],
  ['extensions/v1beta1', 'apps/v1', 'Deployment'],
  ['networking.k8s.io/v1', 'extensions/v1beta1', 'Ingress'],
  ['autoscaling/v1', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
])('%s and %s have the same %s', (one, other, kind) => {
  expect(found(object(one, kind), object(other, kind))).toHaveLength(1);
});

test('kinds of one name in groups of different projects are different', () => {
  expect(found(object('v1', 'Service'), object('serving.knative.dev/v1', 'Service'))).toEqual([]);
});

test('another namespace or kind makes another object', () => {
  expect(found(object('v1', 'Service', 'a'), object('v1', 'Service', 'b'), object('v1', 'Secret', 'a'))).toEqual([]);
});

test('objects whose name the cluster makes are not the same', () => {
  const job = () => checked({ apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'import-' } });
  expect(found(job(), job())).toEqual([]);
});
