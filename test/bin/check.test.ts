import { describe, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { folderWith } from '../support/folder.ts';
import { manifests } from '../support/manifests.ts';
import { berth } from '../support/programs.ts';

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
    ['no path', [], 'expected berth check [--output text|json|github]'],
    ['an unknown output', ['--output', 'xml', right], '[ERR_ARGUMENT]'],
    ['an unknown option', ['--strict', right], '[ERR_ARGUMENT]'],
  ])('ends with 2 when given %s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await berth('check', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
