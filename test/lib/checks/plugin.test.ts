import { describe, expect, jest, test } from '@jest/globals';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderWith } from '../../support/folder.ts';
import { runProgram, type Ended } from '../../support/programs.ts';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(root, 'lib/checks/README.md'), 'utf8');
/** What the README has people write into their cdk8s.yaml. */
const configuration = /^validations:\n(?: .*\n)+/m.exec(readme)?.[0] ?? '';

/** An App of one chart, whose objects are those of the text, synthesized by `cdk8s synth` with the plugin. */
async function synth(objects: string, app = ''): Promise<Ended> {
  const folder = folderWith({
    'package.json': '{"type": "module"}',
    'cdk8s.yaml': `language: typescript\napp: node main.ts\noutput: dist\n${configuration}`,
    'main.ts': `import { ApiObject, App, Chart } from 'cdk8s';
      const app = new App({ ${app} });
      const chart = new Chart(app, 'shop');
      ${objects}
      app.synth();`,
  });
  for (const name of ['lib', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  return runProgram('cdk8s', ['synth', '--check-upgrade=false'], { cwd: folder });
}

const object = (id: string, kind: string, fields: string): string =>
  `new ApiObject(chart, '${id}', { apiVersion: 'v1', kind: '${kind}', metadata: { name: 'web' }, ${fields} });`;

describe('cdk8s synth with the plugin', () => {
  test('succeeds when nothing is found', async () => {
    const { exitCode, stdout } = await synth(object('config', 'ConfigMap', "data: { level: 'info' }"));
    expect(stdout).toMatch(/Status +│ success/);
    expect(exitCode).toBe(0);
  });

  test('fails when something is found, and says what, where and how to put it right', async () => {
    const { exitCode, stdout } = await synth(object('config', 'ConfigMap', 'data: { level: 3 }'));
    expect(exitCode).toBe(2);
    expect(stdout).toContain('schema (1 occurrences)');
    expect(stdout).toContain('Construct Path: shop/config');
    expect(stdout).toContain('ConfigMap web data.level (line 6)');
    expect(stdout).toContain('Recommendation: got 3; expected a string');
    expect(stdout).toContain('How to fix: put it into quotes');
  });

  test('blames no construct where two objects share a name', async () => {
    const other = object('secret', 'ServiceAccount', '');
    const { stdout } = await synth(`${object('config', 'ConfigMap', 'data: { level: 3 }')}\n${other}`);
    expect(stdout).toContain('Construct Path: N/A');
    expect(stdout).toContain('Resource Name: ConfigMap web');
  });

  test('fails when the files have an extension that cdk8s does not look at', async () => {
    const { exitCode, stdout } = await synth(object('config', 'ConfigMap', ''), "outputFileExtension: '.yml'");
    expect(stdout).toContain('got no manifests; expected files that end in .yaml');
    expect(exitCode).toBe(2);
  });
});
