import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { manifestsIn, writeFiles } from '../../../lib/synth/write.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';

const file = (path: string, text = 'new') => ({ path: `${path}.k8s.yaml`, text });
const all = () => true;

describe('writing files', () => {
  test('makes their folders and replaces what is there', () => {
    const folder = folderWith({ 'test/shop/web.k8s.yaml': 'an older and longer text' });
    writeFiles(folder, [file('test/shop/web'), file('test/cds/web')], all);
    expect(filesBelow(folder)).toEqual({ 'test/cds/web.k8s.yaml': 'new', 'test/shop/web.k8s.yaml': 'new' });
  });

  test('does not touch a file that is right already', () => {
    const folder = folderWith({ 'test/shop/web.k8s.yaml': 'new' });
    const path = join(folder, 'test/shop/web.k8s.yaml');
    utimesSync(path, 1, 1);
    writeFiles(folder, [file('test/shop/web')], all);
    expect(statSync(path).mtimeMs).toBe(1000);
  });

  test('gives a changed file a new place on the disk, so that who reads the old one reads all of it', () => {
    const folder = folderWith({ 'test/shop/web.k8s.yaml': 'old' });
    const path = join(folder, 'test/shop/web.k8s.yaml');
    const before = statSync(path).ino;
    writeFiles(folder, [file('test/shop/web')], all);
    expect(statSync(path).ino).not.toBe(before);
  });

  test('removes stale files with the folders that become empty', () => {
    const folder = folderWith({ 'gone/shop/web.k8s.yaml': '', 'test/gone/web.k8s.yaml': '', 'test/kept/a.txt': '' });
    writeFiles(folder, [file('test/shop/web')], all);
    expect(Object.keys(filesBelow(folder))).toEqual(['test/kept/a.txt', 'test/shop/web.k8s.yaml']);
    expect(existsSync(join(folder, 'gone'))).toBe(false);
    expect(existsSync(join(folder, 'test/gone'))).toBe(false);
  });

  test('removes what an interrupted synth left, of files that are there and of files that are not', () => {
    const folder = folderWith({
      'test/shop/web.k8s.yaml': 'new',
      'test/shop/web.k8s.yaml.part': 'ne',
      'test/shop/gone.k8s.yaml.part': 'ne',
    });
    writeFiles(folder, [file('test/shop/web')], all);
    expect(filesBelow(folder)).toEqual({ 'test/shop/web.k8s.yaml': 'new' });
  });

  test('leaves stale files of another part alone', () => {
    const folder = folderWith({ 'test/shop/gone.k8s.yaml': '', 'production/shop/gone.k8s.yaml': '' });
    writeFiles(folder, [file('test/shop/web')], (path) => path.startsWith('test/'));
    expect(Object.keys(filesBelow(folder))).toEqual(['production/shop/gone.k8s.yaml', 'test/shop/web.k8s.yaml']);
  });

  test('fails when a folder stands where a file belongs', () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'test/shop/web.k8s.yaml'), { recursive: true });
    expect(() => writeFiles(folder, [file('test/shop/web')], all)).toThrow('EISDIR');
  });
});

describe('the manifests in a folder', () => {
  const files = { 'test/shop/web.k8s.yaml': '', 'a.k8s.yaml': '', 'b.k8s.yaml.part': '', 'c.yaml': '', 'k8s.yaml': '' };

  test('are told as paths below it, sorted, with those half-written', () => {
    expect(manifestsIn(folderWith(files))).toEqual(['a.k8s.yaml', 'b.k8s.yaml.part', 'test/shop/web.k8s.yaml']);
  });

  test('are the same however the folder is written', () => {
    const folder = folderWith(files);
    const fromHere = relative('.', folder);
    for (const written of [
      `${folder}/`,
      `${folder}//`,
      `${folder}/.`,
      `${folder}/test/..`,
      fromHere,
      `./${fromHere}`,
    ]) {
      expect(manifestsIn(written)).toEqual(manifestsIn(folder));
    }
  });

  test('are told where the folder is the one we are in', () => {
    const [folder, before] = [folderWith(files), process.cwd()];
    try {
      process.chdir(folder);
      expect(manifestsIn('.')).toEqual(manifestsIn(folder));
    } finally {
      process.chdir(before);
    }
  });
});
