import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { healthPaths } from '../../lib/contract/env.ts';
import { jobTemplate } from '../../lib/contract/job.ts';
import { reservePort } from '../support/control-plane/ports.ts';
import { answersOk, until } from '../support/control-plane/until.ts';
import { filesBelow, folderWith } from '../support/folder.ts';
import { runProgram } from '../support/programs.ts';
import { copyProject } from '../support/systems.ts';

/** What `bundle.ts` prints of a process. */
interface Printed {
  readonly process: string;
  readonly bytes: number;
  /** Bytes by the path of a package; '' for the project's own files. */
  readonly packages: Readonly<Record<string, number>>;
}

/** Those that can do nothing without a broker. */
const processes = ['reaper', 'responder'];
const all = ['log-viewer', ...processes];

jest.setTimeout(60_000);

const bundle = (folder: string) => runProgram('node', ['bundle.ts'], { cwd: folder });

describe('the bundles', () => {
  let folder: string;
  let printed: readonly Printed[];

  beforeAll(async () => {
    folder = copyProject().folder;
    const { exitCode, stdout, stderr } = await bundle(folder);
    if (exitCode !== 0) throw new Error(stderr);
    printed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Printed);
  });

  test('are one file for each process, with its source map and what it reads', () => {
    const own = all.flatMap((name) => [`${name}.js`, `${name}.js.map`]);
    expect(readdirSync(join(folder, 'bundle')).sort()).toEqual(
      [...own, 'LICENSES.txt', 'inmeta.xsd', 'libxml2.wasm', 'page'].sort(),
    );
    expect(printed.map((each) => each.process)).toEqual(all);
  });

  test("have the log viewer's page beside them, whose files have names that change with their content", () => {
    const page = join(folder, 'bundle/page');
    const files = readdirSync(page).filter((file) => file !== 'index.html');
    const each = ['page.css', 'page.css.br', 'page.css.gz', 'page.js', 'page.js.br', 'page.js.gz', 'page.svg'];
    expect(files.map((file) => file.replace(/-[0-9A-Z]{8}[.]/, '.')).sort()).toEqual(each);
    const index = readFileSync(join(page, 'index.html'), 'utf8');
    for (const file of files) expect(index).toContain(`"${file.replace(/[.](br|gz)$/, '')}"`);
  });

  test('hold the libraries of their processes and nothing of cdk8s', () => {
    for (const { packages } of printed) {
      const names = Object.keys(packages).map((path) => path.replace('node_modules/', ''));
      expect(names).toEqual(expect.arrayContaining(['amqplib', 'pino', 'prom-client']));
      expect(names.filter((name) => /cdk8s|constructs|kubernetes/.test(name))).toEqual([]);
    }
  });

  test('are the same from every folder', async () => {
    const other = copyProject().folder;
    await bundle(other);
    expect(filesBelow(join(other, 'bundle'))).toEqual(filesBelow(join(folder, 'bundle')));
    for (const name of processes) {
      const map = readFileSync(join(folder, `bundle/${name}.js.map`), 'utf8');
      const { sources } = JSON.parse(map) as { sources: readonly string[] };
      const foreign = sources.filter(
        (path) => !/^([.][.][/](runtime|lib[/]contract|node_modules)[/]|builtin:)/.test(path),
      );
      expect(foreign).toEqual([]);
    }
  });

  test('come with the license of every package in them', () => {
    const licenses = readFileSync(join(folder, 'bundle/LICENSES.txt'), 'utf8');
    const packages = new Set(printed.flatMap((each) => Object.keys(each.packages).filter(Boolean)));
    const names = [...packages].map((path) => path.replace(/^.*node_modules[/]/, ''));
    for (const name of [...names, 'preact', 'oauth4webapi']) expect(licenses).toContain(`${name} `);
    expect(licenses.match(/copyright/gi)?.length).toBeGreaterThanOrEqual(packages.size);
  });

  test.each(processes)('run on Node alone: %s', async (name) => {
    const alone = folderWith();
    cpSync(join(folder, 'bundle'), alone, { recursive: true });
    const { exitCode, stdout, stderr } = await runProgram('node', [`${name}.js`], { cwd: alone, env: wrong });
    expect({ exitCode, stderr }).toEqual({ exitCode: 78, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ process: name, err: { code: 'ERR_ENVIRONMENT' } });
  });

  test.each(processes)('go on to their work: %s', async (name) => {
    const work = folderWith({ [jobTemplate.fileName]: aTemplate, kubeconfig: aKubeconfig });
    const port = await reservePort();
    await port.release();
    const child = spawn(process.execPath, [join(folder, `bundle/${name}.js`)], {
      env: { ...nowhere(work), HTTP_PORT: String(port.number) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const log = text(child.stdout);
    try {
      await until(`${name} to answer`, 20_000, async () => {
        if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${await log}`);
        return answersOk(`http://127.0.0.1:${port.number}${healthPaths.live}`);
      });
    } finally {
      child.kill('SIGKILL');
    }
    expect(await log).toContain('no connection to the broker yet');
  });

  test.each(processes)('have stacks that name the sources, where Node is told to read the map: %s', async (name) => {
    const { stdout } = await runProgram('node', ['--enable-source-maps', `bundle/${name}.js`], {
      cwd: folder,
      env: wrong,
    });
    const { err } = JSON.parse(stdout) as { err: { stack: string } };
    expect(err.stack).toMatch(/runtime\/shared\/env\.ts:\d+:\d+/);
    expect(err.stack).toMatch(new RegExp(`runtime/${name}/main\\.ts:\\d+:\\d+`));
  });
});

/** An environment in which no process starts. */
const wrong = { RABBITMQ_PORT: 'amqp' };

/** An environment in which nothing answers. */
const nowhere = (folder: string): Readonly<Record<string, string>> => ({
  INMETA_PATH: folder,
  KUBE_CONFIG: join(folder, 'kubeconfig'),
  RABBITMQ_HOST: '127.0.0.1',
  RABBITMQ_PASSWD: 'none',
  RABBITMQ_PORT: '1',
  RABBITMQ_USER: 'nobody',
  REDIS_HOST: '127.0.0.1',
  REDIS_PORT: '1',
  TEMPLATES_PATH: folder,
});

const aKubeconfig = JSON.stringify({
  clusters: [{ name: 'nowhere', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [{ name: 'nobody', user: { token: 'none' } }],
  contexts: [{ name: 'test', context: { cluster: 'nowhere', user: 'nobody', namespace: 'cds' } }],
  'current-context': 'test',
});

const aTemplate = JSON.stringify({
  apiVersion: 'batch/v1',
  kind: 'Job',
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'example.com/job:1.0.0' }] } },
  },
});

test('fails when a process imports more of the library than the contract', async () => {
  const { folder } = copyProject();
  const line = "\nexport { containerSecurityContext } from '../../lib/core/pod-defaults.ts';\n";
  appendFileSync(join(folder, 'runtime/reaper/errors.ts'), line);
  const { exitCode, stderr } = await bundle(folder);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    'bundle: reaper: got lib/core/pod-defaults.ts, imported by runtime/reaper/errors.ts; expected',
  );
});
