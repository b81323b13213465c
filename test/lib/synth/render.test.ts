import { describe, expect, test } from '@jest/globals';
import { ApiObject, JsonPatch, Lazy } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { reportFault } from '../../../lib/core/faults.ts';
import { addClusterManifest, addManifest } from '../../../lib/core/manifest.ts';
import type { SystemApp } from '../../../lib/core/system-app.ts';
import { render } from '../../../lib/synth/render.ts';
import { anApp } from '../../support/build.ts';
import { unit } from '../../support/units.ts';

const configMap = (name: string, data: Record<string, unknown> = { a: 'b' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

/** An App with one chart, and what adds objects to it. */
function one(options: Parameters<typeof anApp>[0] = {}) {
  const app = anApp(options);
  const scope = app.chart('web', 'shop');
  const add = (name: string, data?: Record<string, unknown>) =>
    addManifest(scope, `${name}-map`, configMap(name, data));
  return { app, scope, add };
}

function refusals(...apps: readonly SystemApp[]): readonly string[] {
  const { files, faults } = render(apps);
  expect(files).toEqual([]);
  return faults;
}

describe('rendering', () => {
  test('gives a file for each chart, in the order of Apps and charts', () => {
    const apps = [anApp(), anApp({ environment: 'production', system: 'cds' })];
    for (const app of apps) for (const key of ['web', 'api']) unit(key, app.chart(key, 'shop'));
    expect(render(apps)).toMatchObject({
      faults: [],
      files: ['test/shop/web', 'test/shop/api', 'production/cds/web', 'production/cds/api'].map((path) => ({
        path: `${path}.k8s.yaml`,
      })),
    });
  });

  test('gives objects in the order in which they are applied', () => {
    const { app, scope, add } = one();
    add('conf');
    unit('web', scope);
    addClusterManifest(scope, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    expect(render([app]).files[0]?.objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'NetworkPolicy',
      'ConfigMap',
    ]);
  });

  test('prints what kubectl reads back: words that look like others, lines, and what is no ASCII', () => {
    const { app, add } = one();
    const data = {
      yes: 'no',
      number: '012',
      time: '12:30',
      hex: '0x1F',
      null: '~',
      text: ' a\r\n\tb: #c\n\n',
      ä: '\u0085😀',
    };
    add('conf', data);
    const { text, objects } = render([app]).files[0]!;
    const [document] = parseAllDocuments(text, { version: '1.1' });
    expect(document?.toJS()).toEqual(objects[0]);
    expect(document?.toJS()).toMatchObject({ data });
  });

  test('says which construct an object came from, also when their order changes', () => {
    const { app, add, scope } = one();
    add('conf');
    addManifest(scope, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' } });
    const { objects, constructPaths } = render([app]).files[0]!;
    expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'ConfigMap']);
    expect(constructPaths).toEqual(['test/shop/web/account', 'test/shop/web/conf-map']);
  });

  test('prints a chart without objects as nothing', () => {
    expect(render([one().app]).files).toEqual([
      { path: 'test/shop/web.k8s.yaml', objects: [], constructPaths: [], text: '' },
    ]);
  });

  test('applies patches, also such as replace what is known only at the end', () => {
    const { app, add } = one();
    const added = add('conf', { a: Lazy.any({ produce: () => 'late' }) });
    added.addJsonPatch(JsonPatch.test('/data/a', 'late'), JsonPatch.replace('/data/a', 'patched'));
    expect(render([app]).files[0]?.objects).toMatchObject([{ data: { a: 'patched' } }]);
  });
});

describe('the faults of a fleet', () => {
  const fault = { code: 'ERR_NAME', property: 'name', expected: 'a name', remedy: 'rename it' } as const;

  test('come from all environments and systems, sorted', () => {
    const apps = [one(), one({ environment: 'production' }), one({ system: 'cds' })];
    for (const [index, { scope }] of apps.entries()) reportFault(scope, { ...fault, property: `name${index}` });
    expect(refusals(...apps.map(({ app }) => app)).map((line) => line.replace(/: got .*/, ''))).toEqual([
      'production/shop/web: name1',
      'test/cds/web: name2',
      'test/shop/web: name0',
    ]);
  });

  test('that are the same in several places stand there once, with their number', () => {
    const apps = [one(), one({ environment: 'production' }), one({ system: 'cds' })];
    for (const { scope } of apps) reportFault(scope, fault);
    expect(refusals(...apps.map(({ app }) => app))).toEqual([
      'production/shop/web and 2 more: name: got nothing; expected a name; rename it [ERR_NAME]',
    ]);
  });

  test('fails when a rendered object holds null, which only a patch can bring', () => {
    const { app, add } = one();
    add('conf').addJsonPatch(JsonPatch.add('/data/a', null), JsonPatch.add('/spec', { list: [{ deep: null }] }));
    const refusal = (path: string): string =>
      `test/shop/web/conf-map (ConfigMap conf): ${path}: got null; expected a value; give one, or remove the field ` +
      '[ERR_MANIFEST_NULL]';
    expect(refusals(app)).toEqual([refusal('/data/a'), refusal('/spec/list/0/deep')]);
  });

  test.each([null, undefined])('fails when a list holds %s, which YAML prints as null', (nothing) => {
    const { app, add } = one();
    add('conf', { list: ['a', nothing] });
    expect(refusals(app)).toEqual([
      'test/shop/web/conf-map (ConfigMap conf): /data/list/1: got null; expected a value; give one, or remove the field ' +
        '[ERR_MANIFEST_NULL]',
    ]);
  });

  test('fails when a patch does not fit, and says of which object', () => {
    const { app, add } = one();
    add('conf').addJsonPatch(JsonPatch.add('/data/b', 'c'), JsonPatch.remove('/data/c'));
    new ApiObject(app.charts[0]!, 'own', configMap('own')).addJsonPatch(JsonPatch.replace('/spec/replicas', 2));
    expect(refusals(app)).toEqual([
      'test/shop/web/conf-map (ConfigMap conf): patch: got "remove /data/c"; expected a path of the object; /data has a, b; ' +
        'correct the path; "/-" adds to the end of a list [ERR_PATCH]',
      'test/shop/web/own (ConfigMap own): patch: got "replace /spec/replicas"; expected a path of the object; the object has ' +
        'apiVersion, kind, metadata, data; correct the path; "/-" adds to the end of a list [ERR_PATCH]',
    ]);
  });

  test.each([false, true])(
    'fails when a value cannot be rendered, and takes no patch for it (patched: %p)',
    (isPatched) => {
      const { app, add } = one();
      const broken = add('conf', {
        a: Lazy.any({
          produce: () => {
            throw new Error('no such value');
          },
        }),
      });
      if (isPatched) broken.addJsonPatch(JsonPatch.add('/data/b', 'c'));
      expect(refusals(app)).toEqual([
        expect.stringMatching(
          /^test\/shop\/web\/conf-map \(ConfigMap conf\): the object: got "Failed .*no such value.*"; expected values of the types that the constructs take; run npm run types, which names the property \[ERR_ENVIRONMENT_VALUE\]$/,
        ),
      ]);
    },
  );
});
