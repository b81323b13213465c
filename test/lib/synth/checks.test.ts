import { describe, expect, test } from '@jest/globals';
import { addClusterManifest, addManifest } from '../../../lib/core/manifest.ts';
import type { SystemApp } from '../../../lib/core/system-app.ts';
import { CheckedBefore } from '../../../lib/synth/checked-before.ts';
import { checkRendered } from '../../../lib/synth/checks.ts';
import { render, type RenderedFile } from '../../../lib/synth/render.ts';
import { writeFiles } from '../../../lib/synth/write.ts';
import { anApp } from '../../support/build.ts';
import { folderWith } from '../../support/folder.ts';

const configMap = (name: string, annotations?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(annotations && { annotations }) },
  data: { a: 'b' },
});

/** An App with one chart, and what adds a ConfigMap to it. */
function one(options: Parameters<typeof anApp>[0] = {}) {
  const app = anApp(options);
  const scope = app.chart('web', 'shop');
  const add = (name: string, id = name) => addManifest(scope, id, configMap(name));
  return { app, scope, add };
}

function rendered(...apps: readonly SystemApp[]): readonly RenderedFile[] {
  const { files, faults } = render(apps);
  expect(faults).toEqual([]);
  return files;
}

const check = (files: readonly RenderedFile[], folder = folderWith()) => checkRendered(files, folder);

describe('what synth checks', () => {
  test('is found with its place, what is wrong, what to do, and the rule', async () => {
    const { app, add } = one();
    add('conf');
    add('conf', 'second');
    expect(await check(rendered(app))).toEqual({
      faults: [
        expect.stringMatching(
          /^test\/shop\/web\/second \(ConfigMap shop\/conf\): metadata\.name: got "conf", the name of another object \(shop\/web\/conf\); expected .*; .* \[ERR_CHECK duplicate\]$/,
        ),
      ],
      waived: [],
    });
  });

  test('is an environment as a whole: objects of two systems meet', async () => {
    const apps = [one(), one({ system: 'cds' })];
    for (const { scope } of apps) {
      addClusterManifest(scope, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    }
    const { faults } = await check(rendered(...apps.map(({ app }) => app)));
    expect(faults.filter((line) => line.endsWith('[ERR_CHECK duplicate]'))).toHaveLength(1);
  });

  test('is each environment alone: objects of two do not meet', async () => {
    const apps = [one(), one({ environment: 'production' })];
    for (const { add } of apps) add('conf');
    expect(await check(rendered(...apps.map(({ app }) => app)))).toEqual({ faults: [], waived: [] });
  });

  test('is one line for what is wrong in the same way in several environments', async () => {
    const apps = [one(), one({ environment: 'production' })];
    for (const { scope } of apps) addManifest(scope, 'conf', { ...configMap('conf'), dta: {} });
    const { faults } = await check(rendered(...apps.map(({ app }) => app)));
    expect(faults).toEqual([
      'production/shop/web/conf (ConfigMap shop/conf), also in test: dta: got a field that is not known; ' +
        'expected a field of ConfigMap; rename it to data [ERR_CHECK schema]',
    ]);
  });

  test('may be waived with a reason, which is told', async () => {
    const { app, scope } = one();
    const annotations = { 'waive.berth/schema': 'an older API server reads it' };
    addManifest(scope, 'conf', { ...configMap('conf', annotations), dta: {} });
    expect(await check(rendered(app))).toEqual({
      faults: [],
      waived: ['test/shop/web/conf (ConfigMap shop/conf): waived schema: an older API server reads it'],
    });
  });
});

describe('what an older synth wrote', () => {
  const claim = (storage: string) => {
    const { app, scope } = one();
    addManifest(scope, 'data', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    });
    return rendered(app);
  };
  const folder = folderWith();
  writeFiles(folder, claim('2Gi'), () => true);
  const shrunk = async (files: readonly RenderedFile[]) =>
    (await check(files, folder)).faults.filter((line) => line.endsWith('[ERR_CHECK immutable]'));

  test('fails when a field differs that cannot change', async () => {
    expect(await shrunk(claim('1Gi'))).toEqual([
      'test/shop/web/data (PersistentVolumeClaim shop/data): spec.resources.requests.storage: got "1Gi"; ' +
        'expected at least "2Gi", as it was applied, for a claim only grows; keep the size, or copy the data to a new claim; ' +
        `if it was never applied, delete ${folder}/test/shop/web.k8s.yaml and synthesize again [ERR_CHECK immutable]`,
    ]);
  });

  test.each(['', '||||||| base\n      storage: 1Gi\n'])(
    'is either side where a merge left its marks: neither may have a field that cannot change (base: %j)',
    async (base) => {
      const [file] = claim('2Gi');
      const marked = file!.text.replace(
        /^( *)storage: 2Gi\n/m,
        (line, indent: string) => `<<<<<<< HEAD\n${line}${base}=======\n${indent}storage: 3Gi\n>>>>>>> feature\n`,
      );
      const merged = folderWith({ [file!.path]: marked });
      const refused = async (size: string) =>
        (await check(claim(size), merged)).faults.map((line) => /expected at least "(.*?)"/.exec(line)?.[1]);
      expect(await refused('1Gi')).toEqual(['2Gi', '3Gi']);
      expect(await refused('2Gi')).toEqual(['3Gi']);
      expect(await refused('3Gi')).toEqual([]);
    },
  );

  test('may be equal or may grow, and is no matter of another environment', async () => {
    expect(await shrunk(claim('2Gi'))).toEqual([]);
    expect(await shrunk(claim('3Gi'))).toEqual([]);
    const elsewhere = claim('1Gi').map((file) => ({ ...file, path: file.path.replace('test/', 'production/') }));
    expect(await shrunk(elsewhere)).toEqual([]);
  });
});

describe('what was checked before', () => {
  const wrong = () => {
    const { app, add } = one();
    add('conf');
    add('conf', 'second');
    return rendered(app);
  };
  const right = (name = 'conf', annotations?: Record<string, string>) => {
    const { app, scope } = one();
    addManifest(scope, 'conf', { ...configMap(name, annotations), ...(annotations && { dta: {} }) });
    return rendered(app);
  };
  /** Files whose text is that of others, which shows whether their objects were looked at. */
  const disguised = (files: readonly RenderedFile[], as: readonly RenderedFile[]) =>
    files.map((file, index) => ({ ...file, text: as[index]!.text }));
  const path = () => `${folderWith()}/cache/checked.json`;
  const checked = (files: readonly RenderedFile[], memory: string) =>
    checkRendered(files, folderWith(), new CheckedBefore(memory));

  test('is not checked again while its text is the same, and its waivers are told again', async () => {
    const memory = path();
    const waived = right('conf', { 'waive.berth/schema': 'an older API server reads it' });
    const first = await checked(waived, memory);
    expect(first.waived).toHaveLength(1);
    expect(await checked(disguised(wrong(), waived), memory)).toEqual(first);
  });

  test('is checked again when a text is another', async () => {
    const memory = path();
    await checked(right(), memory);
    expect((await checked(disguised(wrong(), right('other')), memory)).faults).toHaveLength(1);
  });

  test('is not remembered where anything was found', async () => {
    const memory = path();
    expect((await checked(wrong(), memory)).faults).toHaveLength(1);
    expect((await checked(wrong(), memory)).faults).toHaveLength(1);
  });

  test.each(['', '{"test":', '[1]', '{"test":null}', '{"test":{"hash":1}}'])(
    'is unknown where the file holds %j',
    async (text) => {
      const folder = folderWith({ 'checked.json': text });
      expect((await checked(wrong(), `${folder}/checked.json`)).faults).toHaveLength(1);
      expect((await checked(right(), `${folder}/checked.json`)).faults).toEqual([]);
    },
  );

  test('need not be kept: where the file cannot be written the checks run each time', async () => {
    const folder = folderWith({ cache: 'a file, no folder' });
    expect((await checked(right(), `${folder}/cache/checked.json`)).faults).toEqual([]);
    expect((await checked(wrong(), `${folder}/cache/checked.json`)).faults).toHaveLength(1);
  });
});
