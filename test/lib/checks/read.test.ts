import { describe, expect, test } from '@jest/globals';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { objectsIn, readObjects } from '../../../lib/checks/read.ts';
import { folderWith } from '../../support/folder.ts';

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

/** Name and line of each object of a text. */
const read = (text: string): string[] =>
  objectsIn(text, 'a.yaml').objects.map(({ manifest, line }) => `${manifest.metadata.name}:${line}`);

/** What is found unreadable in a text, each as `line: problem; remedy`. */
const found = (text: string): string[] =>
  objectsIn(text, 'a.yaml').findings.map(({ object, problem, remedy }) => `${object.line}: ${problem}; ${remedy}`);

describe('the objects of a text', () => {
  test('are those of all its documents, with their lines', () => {
    expect(read(`# a comment\n\n${configMap('one')}---\n${configMap('two')}`)).toEqual(['one:3', 'two:8']);
  });

  test('are not the documents without content', () => {
    const text = `---\n# nothing\n---\n${configMap('one')}---\n---\nnull\n`;
    expect(read(text)).toEqual(['one:4']);
    expect(found(text)).toEqual([]);
  });

  test('are the items of lists, and of lists in lists', () => {
    const item = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const inner = { apiVersion: 'v1', kind: 'ConfigMapList', items: [item('one'), item('two')] };
    const list = { apiVersion: 'v1', kind: 'List', items: [inner, item('three')] };
    const text = JSON.stringify(list, null, 1);
    expect(read(text)).toHaveLength(3);
    expect(objectsIn(text, 'a.json').objects[1]).toMatchObject({ manifest: item('two'), file: 'a.json', line: 16 });
  });

  test('are held to be whole although a key stands twice', () => {
    expect(read(`${configMap('one')}  name: two\n`)).toEqual(['two:1']);
  });
});

describe('a text is not readable', () => {
  test('when it is no YAML; other documents are read all the same', () => {
    const text = `${configMap('one')}---\na: [1\nb: 2\n---\n${configMap('two')}`;
    expect(read(text)).toEqual(['one:1', 'two:9']);
    expect(found(text)).toEqual([expect.stringMatching(/^7: got .*; expected YAML that kubectl can read; correct /)]);
  });

  test('when it is no YAML, which is told once, with what stands before it', () => {
    expect(found('a: 1\na: 2\nb: {\nc: [\nd: 1\n')).toEqual([
      expect.stringMatching(/^2: got the key "a" a second time in one map; /),
      expect.stringMatching(/^4: got .*; expected YAML that kubectl can read; correct the text at this line$/),
    ]);
  });

  test('when it is a template of Helm, which is told once, with the way to render it', () => {
    const text = `${configMap('one')}---\nname: {{ include "web.name" . }}\n{{- if .Values.on }}\na: 1\n{{- end }}\n`;
    expect(found(text)).toEqual([
      '6: got a template of Helm; expected YAML that kubectl can read; render it and check what comes out: ' +
        'helm template CHART | berth check -',
    ]);
    expect(read(text)).toEqual([]);
  });

  test('when it is broken, and not for what looks like a template in a text', () => {
    expect(found(`${configMap('one')}data:\n  rule: "{{ if .Values.on }}"\n`)).toEqual([]);
    expect(found('rule: "{{ $labels.pod }}"\na: [1\nb: 2\n')).toEqual([expect.stringMatching(/^3: got [^a]/)]);
  });

  test.each([
    ['- a\n- b\n', '1: got a list; expected a Kubernetes object; write an object, or check another file'],
    ['just text\n', '1: got a string; expected a Kubernetes object; write an object, or check another file'],
    [
      'replicas: 2\n',
      '1: got an object without kind; expected apiVersion and kind; add kind, or leave this file out of what is checked and applied',
    ],
    [
      '\nkind: Pod\n',
      '2: got an object without apiVersion; expected apiVersion and kind; add apiVersion, or leave this file out of what is checked and applied',
    ],
  ])('when it is %j', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test('when its aliases come to too much', () => {
    const lines = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [...pair]))
      lines.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(', ')}]`);
    expect(found(lines.join('\n'))).toEqual([
      expect.stringContaining('expected aliases that can be resolved; write the values out'),
    ]);
  });
});

describe('files and folders', () => {
  test('are read in the order given; a folder in the order of names, at any depth, by extension', () => {
    const folder = folderWith({
      'b.yaml': configMap('b'),
      'a/c.yml': configMap('c'),
      'a/a.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
      'notes.txt': 'no manifest',
      'z.conf': configMap('z'),
    });
    const names = (...paths: readonly string[]): string[] =>
      readObjects(paths.map((path) => join(folder, path))).objects.map(({ manifest }) => manifest.metadata.name);
    expect(names('.')).toEqual(['a', 'c', 'b']);
    expect(names('b.yaml', 'a')).toEqual(['b', 'a', 'c']);
    // a file that is named is read whatever its extension
    expect(names('z.conf')).toEqual(['z']);
    expect(names('b.yaml', 'b.yaml')).toEqual(['b']);
    expect(readObjects([folder]).objects[1]).toMatchObject({ file: `${folder}/a/c.yml`, line: 1 });
  });

  test.each([
    ['a path that does not exist', 'none', 'no such file or folder'],
    ['a link to nothing', 'link.yaml', 'no such file or folder'],
    ['a path through a file', 'empty/notes.txt/none', 'ENOTDIR'],
    ['a folder without manifests', 'empty', 'a folder without .yaml, .yml and .json files'],
  ])('fails when given %s', (_, path, got) => {
    const folder = folderWith({ 'empty/notes.txt': '' });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.yaml'));
    const at = join(folder, path);
    expect(() => readObjects([at])).toThrow(
      `berth check: ${at}: got "${got}"; expected a file, or a folder with manifests, that can be read; correct the path [ERR_CHECK_PATH]`,
    );
  });
});
