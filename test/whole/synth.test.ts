import { beforeAll, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsIn } from '../../lib/synth/write.ts';
import { folderWith } from '../support/folder.ts';
import { runProgram, type Ended } from '../support/programs.ts';

const own = join(import.meta.dirname, '..', '..');
/** The project, as far as synth reads it. */
const parts = readdirSync(own).filter((name) =>
  /^(?:lib|config|environments|imports|dist)$|[.](?:js|ts|json)$/.test(name),
);
const folder = folderWith();

beforeAll(() => {
  for (const part of parts) cpSync(join(own, part), join(folder, part), { recursive: true });
  // a folder of its own, for what synth keeps in it
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(own, 'node_modules')))
    if (name !== '.cache') symlinkSync(join(own, 'node_modules', name), join(folder, 'node_modules', name));
});

test('synth runs one file that was made of main.ts, not main.ts', async () => {
  expect(await synth()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+ files, \d+ objects, /m) });
  const main = join(folder, 'main.ts');
  const text = readFileSync(main, 'utf8');
  writeFileSync(main, 'throw new Error("main.ts was started");\n');
  rmSync(join(folder, 'dist'), { recursive: true });
  expect(await synth()).toMatchObject({ exitCode: 0 });
  for (const path of manifestsIn(join(own, 'dist')))
    expect({ path, text: read(`dist/${path}`) }).toEqual({ path, text: readFileSync(join(own, 'dist', path), 'utf8') });
  writeFileSync(main, text);
});

test('synth does as an environment says that was changed, or added', async () => {
  edit('environments/test.ts', /replicas: 1\b/, 'replicas: 2');
  expect(await synth()).toMatchObject({ exitCode: 0 });
  const differ = manifestsIn(join(own, 'dist')).filter(
    (path) => read(`dist/${path}`) !== readFileSync(join(own, 'dist', path), 'utf8'),
  );
  expect(differ).toEqual([expect.stringMatching(/^test\//)]);
  cpSync(join(folder, 'environments/test.ts'), join(folder, 'environments/stage.ts'));
  edit('environments/stage.ts', /name: 'test'/, "name: 'stage'");
  expect(await synth('--environment', 'stage', '--system', 'jobs-api')).toMatchObject({ exitCode: 0 });
  expect(manifestsIn(join(folder, 'dist/stage')).length).toBeGreaterThan(1);
  rmSync(join(folder, 'environments/stage.ts'));
});

test('synth tells a fault with its place in the file that somebody wrote, once, and writes nothing', async () => {
  const path = join(folder, 'lib/systems/jobs-api/index.ts');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, `${text}export const broken = (undefined as unknown as string).length;\n`);
  rmSync(join(folder, 'dist'), { recursive: true });
  const { exitCode, stderr } = await synth();
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`lib/systems/jobs-api/index.ts:${text.split('\n').length}`);
  expect(stderr.match(/TypeError/g)).toHaveLength(1);
  expect(existsSync(join(folder, 'dist'))).toBe(false);
  writeFileSync(path, text);
});

test('synth tells an argument that it does not know, with exit code 2', async () => {
  const { exitCode, stderr } = await synth('--enviroment', 'test');
  expect({ exitCode, lines: stderr.trim().split('\n').length }).toEqual({ exitCode: 2, lines: 1 });
});

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

function edit(path: string, old: RegExp, text: string): void {
  expect(read(path)).toMatch(old);
  writeFileSync(join(folder, path), read(path).replace(old, text));
}

const synth = (...args: readonly string[]): Promise<Ended> =>
  runProgram('node', ['synth.js', ...args], { cwd: folder });
