import { describe, expect, test } from '@jest/globals';
import { App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { addClusterManifest, addManifest, nullPaths } from '../../../lib/core/manifest.ts';
import { chart, object } from '../../support/build.ts';

const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader' } };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'orders' } };

describe('an added object', () => {
  test('carries the common labels and the namespace of its chart', () => {
    const scope = chart();
    addManifest(scope, 'role', role);
    expect(object(scope, 'Role').metadata).toEqual({
      name: 'reader',
      namespace: 'shop',
      labels: {
        'app.kubernetes.io/name': 'web',
        'app.kubernetes.io/part-of': 'shop',
        'app.kubernetes.io/instance': 'shop-test',
        'app.kubernetes.io/managed-by': 'berth',
      },
    });
  });

  test('keeps its own labels, annotations and namespace', () => {
    const scope = chart();
    const metadata = { name: 'reader', namespace: 'other', labels: { 'app.kubernetes.io/name': 'own', a: 'b' } };
    addManifest(scope, 'role', { ...role, metadata: { ...metadata, annotations: { why: 'so' } } });
    expect(object(scope, 'Role').metadata).toMatchObject({ ...metadata, annotations: { why: 'so' } });
  });

  test('loses nothing: unknown fields, empty lists and empty objects are rendered', () => {
    const scope = chart();
    const rest = { spec: { podSelector: {}, ingress: [], invented: 0, off: false, none: '' }, extra: ['a', [{}]] };
    addManifest(scope, 'role', { ...role, ...rest });
    expect(object(scope, 'Role')).toMatchObject(rest);
  });

  test('leaves out what is undefined', () => {
    const scope = chart();
    addManifest(scope, 'role', { ...role, spec: { a: undefined, b: 1 } });
    expect(object(scope, 'Role')).toHaveProperty('spec', { b: 1 });
  });

  test('can be patched with fields that nobody foresaw', () => {
    const scope = chart();
    const added = addManifest(scope, 'role', { ...role, rules: [] as unknown[] });
    added.addJsonPatch(JsonPatch.add('/rules/-', { invented: { deep: [1] } }));
    expect(object(scope, 'Role')).toHaveProperty('rules', [{ invented: { deep: [1] } }]);
  });

  test('may hold what is known only once the tree is complete', () => {
    const scope = chart();
    const names = ['a'];
    addManifest(scope, 'role', { ...role, names: Lazy.any({ produce: () => names }) });
    names.push('b');
    expect(object(scope, 'Role')).toHaveProperty('names', ['a', 'b']);
  });
});

describe('an added object of the cluster', () => {
  test('has no namespace although its chart has one', () => {
    const scope = chart();
    addClusterManifest(scope, 'namespace', namespace);
    expect(object(scope, 'Namespace').metadata).not.toHaveProperty('namespace');
    expect(object(scope, 'Namespace').metadata).toHaveProperty('labels');
  });

  test('has none where its chart has none', () => {
    const scope = new Chart(new App(), 'web');
    addClusterManifest(scope, 'namespace', namespace);
    expect(object(scope, 'Namespace').metadata).not.toHaveProperty('namespace');
  });
});

describe('the paths of nulls', () => {
  test.each<[unknown, string[]]>([
    [
      { spec: { replicas: null, template: { a: [1, null, { b: null }] } } },
      ['/spec/replicas', '/spec/template/a/1', '/spec/template/a/2/b'],
    ],
    [{ a: 0, b: '', c: false, d: [], e: {}, f: 'null' }, []],
    [null, ['']],
    ['text', []],
    // cdk8s leaves it in lists, and YAML prints it as null
    [{ args: ['a', undefined] }, ['/args/1']],
  ])('of %j are %j', (value, paths) => {
    expect(nullPaths(value)).toEqual(paths);
  });
});
