import { describe, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { folderWith } from '../support/folder.ts';
import { manifests } from '../support/manifests.ts';
import { berth, runProgram } from '../support/programs.ts';

jest.setTimeout(60_000);

const folder = folderWith({
  'right/config.yaml': stringify(manifests.configMap),
  'other/config.yaml': stringify(manifests.configMap),
  'wrong/config.yaml': stringify({ ...manifests.configMap, data: { level: 3 } }),
  'empty/notes.txt': '',
});
const [right, other, wrong, empty] = ['right', 'other', 'wrong', 'empty'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
  string,
];

/** A fleet of two environments, with what stands in `dist/` of it. */
const fleetWith = (dist: Readonly<Record<string, object>>): string =>
  folderWith({
    'package.json': '{"type":"module"}',
    'fleet.ts': "export default { systems: {}, environments: new URL('./environments/', import.meta.url) };",
    'environments/production.ts': "export default { name: 'production' };",
    'environments/test.ts': "export default { name: 'test' };",
    ...Object.fromEntries(Object.entries(dist).map(([path, manifest]) => [`dist/${path}.yaml`, stringify(manifest)])),
  });
const berthIn = (cwd: string, ...args: readonly string[]) =>
  runProgram('node', [fileURLToPath(new URL('../../bin/berth.ts', import.meta.url)), ...args], { cwd });

describe('berth check without a path', () => {
  const config = manifests.configMap;

  test("checks the folder's fleet, each environment as a cluster of its own", async () => {
    const fleet = fleetWith({ 'production/shop/config': config, 'test/shop/config': config });
    expect(await berthIn(fleet, 'check')).toEqual({ exitCode: 0, stdout: '2 objects, no findings\n', stderr: '' });
    const wrong = fleetWith({
      'production/shop/config': config,
      'test/shop/config': config,
      'test/shop/other': config,
      'other/shop/wrong': { ...config, data: { level: 3 } },
    });
    const { exitCode, stdout } = await berthIn(wrong, 'check', '--output', 'github');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('::error file=dist/test/shop/other.yaml,line=4,title=duplicate::');
    expect(stdout).toContain('3 objects, 1 finding (duplicate 1)');
  });

  test('ends with 2 when an environment is not written yet, and says how to write it', async () => {
    expect(await berthIn(fleetWith({ 'test/shop/config': config }), 'check')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'berth check: dist/production: got "no such folder"; expected manifests; write them: npm run synth [ERR_CHECK_PATH]\n',
    });
  });

  test('ends with 2 where there is no fleet, and says what else it takes', async () => {
    const { exitCode, stdout, stderr } = await berthIn(folderWith(), 'check');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^fleet.ts: default export: got "no such file"; .* \[ERR_FLEET_FILE\]\n/);
    expect(stderr).toMatch(/\nor name what to check: berth check .*\[FILE-OR-FOLDER...\]\n$/);
  });
});

describe('berth check', () => {
  test('ends with 0 when nothing is found', async () => {
    expect(await berth('check', right)).toEqual({ exitCode: 0, stdout: '1 object, no findings\n', stderr: '' });
  });

  test('ends with 1 when something is found, and prints it with its line', async () => {
    const { exitCode, stdout, stderr } = await berth('check', wrong);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toBe(
      `schema: ConfigMap default/web data.level\n  ${wrong}/config.yaml:7\n  got 3; expected a string\n` +
        '  put it into quotes: without them YAML reads a number or a boolean\n\n1 object, 1 finding (schema 1)\n',
    );
  });

  test('takes what it is given as applied together, and with --each every file or folder alone', async () => {
    expect((await berth('check', right, other)).stdout).toContain('duplicate: ConfigMap default/web metadata.name');
    expect(await berth('check', '--each', right, other)).toMatchObject({
      exitCode: 0,
      stdout: '2 objects, no findings\n',
    });
  });

  test('prints JSON, and annotations for GitHub', async () => {
    const json = await berth('check', '--output', 'json', wrong);
    expect(JSON.parse(json.stdout)).toMatchObject({ findings: [{ rule: 'schema', line: 7 }], counts: { objects: 1 } });
    const github = await berth('check', '--output=github', wrong);
    expect(github.stdout).toContain(
      `::error file=${wrong}/config.yaml,line=7,title=schema::ConfigMap default/web data.level`,
    );
    expect([json.exitCode, github.exitCode]).toEqual([1, 1]);
  });

  test.each([
    ['a path that does not exist', [`${folder}/none`], '[ERR_CHECK_PATH]'],
    ['a folder without manifests', [right, empty], '[ERR_CHECK_PATH]'],
    ['an unknown output', ['--output', 'xml', right], '[ERR_ARGUMENT]'],
    ['an unknown option', ['--strict', right], '[ERR_ARGUMENT]'],
  ])('ends with 2 when given %s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await berth('check', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
