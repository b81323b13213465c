import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkFiles, outputs } from '../../lib/checks/index.ts';
import { errorCodes } from '../../lib/core/errors.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

const documents = [
  'README.md',
  'lib/README.md',
  'lib/checks/README.md',
  'lib/checks/rules/README.md',
  'lib/contract/README.md',
  'imports/README.md',
  'images/README.md',
  'images/fxa/README.md',
  'images/runtime/README.md',
  'lib/systems/fxa/README.md',
  'lib/systems/fxa/catalogue/README.md',
  'docs/runtime/commands.md',
  'docs/runtime/moving-from-the-published-queues.md',
  ...readdirSync(join(root, 'docs/fxa')).map((page) => `docs/fxa/${page}`),
];
const examples = ['README.md', 'lib/README.md'];

const codeBlocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1] ?? '');

describe.each(examples)('the example of %s', (document) => {
  let folder: string;

  beforeAll(() => {
    // inside the project, so that packages are found as a reader's file would find them
    folder = mkdtempSync(join(root, 'test/scratch-'));
    const [example = ''] = codeBlocks(read(document), 'ts');
    writeFileSync(join(folder, 'example.ts'), example.replaceAll("'./lib/", "'../../lib/"));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('compiles', () => {
    expect(execFileSync(bin('tsc'), ['-p', folder], { encoding: 'utf8' })).toBe('');
  }, 60_000);

  test('runs and writes manifests, which pass the checks', () => {
    execFileSync(bin('node'), ['example.ts'], { cwd: folder });
    const written = readdirSync(join(folder, 'my-dist'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.k8s.yaml'),
    );
    expect(written.sort()).toEqual(
      {
        'README.md': ['00-namespace', 'queue', 'sender'].map((key) => `test/mail/${key}.k8s.yaml`),
        'lib/README.md': ['hello.k8s.yaml'],
      }[document],
    );
    expect(outputs.text(checkFiles([join(folder, 'my-dist')]))).toMatch(/^\d+ objects, no findings\n$/);
  }, 60_000);
});

test('every error code stands in the table of the library with its meaning, and no other does', () => {
  const rows = [...read('lib/README.md').matchAll(/^\| (ERR_[A-Z_]+) +\| (.*?) +\| (.*?) +\|$/gm)];
  expect(rows.map(([, code, meaning]) => [code, meaning])).toEqual(Object.entries(errorCodes));
  expect(rows.filter(([, , , remedy]) => !remedy)).toEqual([]);
});

test('every error code is used', () => {
  const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'core/errors.ts')
    .map((file) => read(join('lib', file)))
    .join('\n');
  expect(Object.keys(errorCodes).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});

test.each(documents)('the links of %s lead somewhere', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});

test('the documents name npm scripts and commands that exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...read('bin/berth.ts').matchAll(/^ {2}'?([a-z-]+)'?: async/gm)].map((match) => match[1] ?? '');
  const named = (pattern: RegExp) =>
    documents.flatMap((document) => [...read(document).matchAll(pattern)].map((match) => match[1] ?? ''));
  const [namedScripts, namedCommands] = [
    named(/npm run (?:--silent )?([a-z][a-z-]*)/g),
    named(/npx berth ([a-z][a-z-]*)/g),
  ];
  expect(namedScripts).toEqual(expect.arrayContaining(['synth', 'schemas']));
  expect(namedCommands).toEqual(expect.arrayContaining(['init', 'check']));
  expect(namedScripts.filter((name) => !(name in scripts))).toEqual([]);
  expect(namedCommands.filter((name) => !commands.includes(name))).toEqual([]);
});
