import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOnCluster } from '../support/control-plane/suite.ts';
import { list, provideVolumes } from '../support/dist-cluster.ts';
import { deadLetterExchange, headers, workQueues } from '../../lib/contract/broker.ts';
import { take } from '../support/amqp-client.ts';
import { cleanLayout, put, rabbitmqEnv } from '../support/commands.ts';
import { pack, runAsUser, runAsUserWith, succeedAsUser, type Packed } from '../support/fleet-folder.ts';
import { filesBelow, folderWith } from '../support/folder.ts';
import { berth, runProgram } from '../support/programs.ts';
import { describeOnRabbitmq } from '../support/server-suites.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const installMs = 300_000;
jest.setTimeout(60_000);

/** The package, and a folder that has nothing but it. */
let packed: Packed;
let folder: string;

beforeAll(async () => {
  packed = await pack();
  folder = folderWith({ 'package.json': JSON.stringify({ private: true, type: 'module' }) });
  await succeedAsUser(folder, 'npm', 'install', packed.archive);
}, installMs);

/** Compiles a file of that folder as a user's project would, strictly and with all declarations checked. */
const compile = async (module: string, moduleResolution: string, file: string) => {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2023',
    lib: ['es2023'],
    types: [],
    module,
    moduleResolution,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const { exitCode, stdout } = await runProgram('tsc', ['--project', folder]);
  return { exitCode, stdout };
};

describe('the package', () => {
  test('holds what was built, the command and the documents, and nothing else', () => {
    const tops = new Set(packed.files.map(({ path }) => path.replace(/^build[/](lib|bin|imports)[/].*/, 'build/$1')));
    const readmes = ['README.md', 'lib/README.md', 'lib/checks/README.md', 'lib/checks/rules/README.md'];
    const documents = ['CHANGELOG.md', 'LICENSE', ...readmes];
    const commands = ['build/runtime/commands/LICENSES.txt', 'build/runtime/commands/index.js'];
    const code = ['bin/berth.js', 'build/bin', 'build/imports', 'build/lib', ...commands, 'package.json'];
    expect([...tops].sort()).toEqual([...documents, ...code].sort());
  });

  test('holds neither the systems of this repository nor TypeScript that is to be built', () => {
    const paths = packed.files.map(({ path }) => path).filter((path) => !path.includes('/init/template/'));
    expect(paths.filter((path) => /[/]systems[/]|(?<![.]d)[.]ts$/.test(path))).toEqual([]);
  });

  test('is small', () => {
    expect(packed.unpackedSize).toBeLessThan(2_000_000);
  });

  test('depends on every package that its code imports, and on no other', () => {
    const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
    const code = Object.entries(filesBelow(join(folder, 'node_modules/berth/build'))).filter(([path]) =>
      path.endsWith('.js'),
    );
    const imported = code.flatMap(([, text]) =>
      Array.from(
        text.matchAll(/(?:\bfrom|\bimport\(|^import) ?['"](?![./]|node:)((?:@[\w.-]+[/])?[\w.-]+)['"/]/gm),
        ([, name = '']) => name,
      ),
    );
    expect([...new Set(imported)].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });

  test('takes as its peers the versions it is tested with', () => {
    const { devDependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
    expect(devDependencies).toMatchObject(
      Object.fromEntries(Object.entries(peerDependencies ?? {}).map(([name, range]) => [name, String(range).slice(1)])),
    );
  });
});

describe('a project that has only the package', () => {
  /** The example of the section on the package: the one that imports it. */
  const example =
    Array.from(read('lib/README.md').matchAll(/^```ts\n([\s\S]*?)^```/gm), ([, text = '']) => text).find((text) =>
      text.includes("from 'berth'"),
    ) ?? '';

  beforeAll(() => {
    writeFileSync(join(folder, 'example.ts'), example);
    writeFileSync(join(folder, 'example.js'), example.replaceAll(' as const', ''));
    writeFileSync(join(folder, 'mistake.ts'), example.replace("image: 'registry.example.com/api:1.0.0',", 'image: 1,'));
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'compiles with --module %s --moduleResolution %s, strictly and with all declarations checked',
    async (...options) => {
      expect(await compile(...options, 'example.ts')).toEqual({ exitCode: 0, stdout: '' });
    },
  );

  test('does not compile where a prop has a wrong type', async () => {
    const { exitCode, stdout } = await compile('nodenext', 'nodenext', 'mistake.ts');
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain("Type 'number' is not assignable to type 'Image'");
  });

  test.each(['example.ts', 'example.js'])('runs %s', async (file) => {
    const { exitCode, stderr } = await runProgram('node', [file], { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(readdirSync(join(folder, 'my-dist')).sort()).toEqual(['api.k8s.yaml', 'worker.k8s.yaml']);
  });

  test('renders what passes the checks', async () => {
    expect(await succeedAsUser(folder, 'npx', 'berth', 'check', 'my-dist')).toMatch(/, no findings\n$/);
  });

  test("runs by the machine's own Node, which may be the oldest that is supported", async () => {
    expect((await runAsUser(folder, 'node', 'example.js')).exitCode).toBe(0);
  });

  test('has no client of a broker, of Redis or of the API server, and can look at the runtime all the same', async () => {
    const installed = readdirSync(join(folder, 'node_modules'));
    expect(installed.filter((name) => /amqp|redis|@kubernetes$/.test(name))).toEqual([]);
    const { exitCode, stdout, stderr } = await runAsUser(folder, 'npx', 'berth', 'runtime', 'status');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^environment:\nRABBITMQ_HOST: got nothing; .*\[ERR_ENVIRONMENT\]\n$/ms);
  });

  test('has the license of every client that its commands bring along', () => {
    const licenses = readFileSync(join(folder, 'node_modules/berth/build/runtime/commands/LICENSES.txt'), 'utf8');
    expect(licenses).toMatch(/^amqplib [0-9.]+ \(MIT\)\n\n[\s\S]*^ioredis [0-9.]+ \(MIT\)\n\n/m);
    expect(licenses.match(/permission notice shall be/g)?.length).toBeGreaterThanOrEqual(3);
  });

  describeOnRabbitmq('with a RabbitMQ', (get) => {
    test('puts dead letters back', async () => {
      const raw = await cleanLayout(get());
      await put(raw, [deadLetterExchange.name, 'k'], 'one', { headers: { [headers.queue]: workQueues.requests.name } });
      const env = rabbitmqEnv(get());
      expect(await runAsUserWith(env, folder, 'npx', 'berth', 'runtime', 'requeue', '--all')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/\n1 message moved from cds\.dead-letters, 0 left\n$/),
      });
      expect((await take(raw, workQueues.requests.name)).content.toString()).toBe('one');
    });
  });

  test('fails when a command is started where there is no fleet, and says how to make one', async () => {
    const { exitCode, stderr } = await runAsUser(folder, 'npx', 'berth', 'synth');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('fleet.ts: default export: got "no such file"');
    expect(stderr).toContain('or make one: berth init [ERR_FLEET_FILE]');
  });
});

describe('the checks of the package', () => {
  const readme = read('lib/checks/README.md');
  const right = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { level: 'info' } };
  const wrong = { ...right, data: { level: 3 } };

  describe('as functions', () => {
    beforeAll(() => {
      const example = /^```ts\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? '';
      writeFileSync(join(folder, 'checks.ts'), example);
      writeFileSync(join(folder, 'mistake.ts'), example.replace("['dist/test']", "'dist/test'"));
    });

    test.each([
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ])('compile with --module %s --moduleResolution %s', async (...options) => {
      expect(await compile(...options, 'checks.ts')).toEqual({ exitCode: 0, stdout: '' });
    });

    test('do not compile where an argument has a wrong type', async () => {
      expect((await compile('nodenext', 'nodenext', 'mistake.ts')).stdout).toContain("'string' is not assignable");
    });

    test('find what is wrong in files, and nothing in right ones', async () => {
      mkdirSync(join(folder, 'dist/test'), { recursive: true });
      const runOn = async (manifest: object) => {
        writeFileSync(join(folder, 'dist/test/web.yaml'), JSON.stringify(manifest));
        return runProgram('node', ['checks.ts'], { cwd: folder });
      };
      expect(await runOn(right)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      const { exitCode, stderr } = await runOn(wrong);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('schema: ConfigMap web data.level\n  dist/test/web.yaml:1\n  got 3; expected a string');
    });
  });

  test('run as a plugin of cdk8s synth, which ends with 0 when nothing is found and with 2 when something is', async () => {
    const [, installed = ''] = /From the npm package it is `([^`]+)`/.exec(readme) ?? [];
    const validations = (/^validations:\n(?: .*\n)+/m.exec(readme)?.[0] ?? '').replace(/[.][/]lib[/].*/, installed);
    writeFileSync(join(folder, 'cdk8s.yaml'), `language: typescript\napp: node app.js\noutput: synth\n${validations}`);
    const synth = async (manifest: object) => {
      const app = `import { ApiObject, App, Chart } from 'cdk8s';
        const app = new App();
        new ApiObject(new Chart(app, 'web'), 'config', ${JSON.stringify(manifest)});
        app.synth();`;
      writeFileSync(join(folder, 'app.js'), app);
      return runProgram('cdk8s', ['synth', '--check-upgrade=false'], { cwd: folder });
    };
    expect(await synth(right)).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await synth(wrong);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Recommendation: got 3; expected a string');
  });
});

describe('a fleet that berth init made', () => {
  let fleet: string;
  const inFleet = async (...words: readonly string[]) => succeedAsUser(fleet, words[0] ?? '', ...words.slice(1));

  beforeAll(async () => {
    fleet = join(folder, 'my-fleet');
    await succeedAsUser(folder, 'npx', 'berth', 'init', 'my-fleet');
    await inFleet('npm', 'install');
    await inFleet('npm', 'run', 'synth');
  }, installMs);

  test('is called after its folder, and has the package beside it', () => {
    const { name, dependencies } = JSON.parse(readFileSync(join(fleet, 'package.json'), 'utf8')) as {
      name: string;
      dependencies: Record<string, string>;
    };
    expect(name).toBe('my-fleet');
    expect(dependencies['berth']).toMatch(/^file:berth-.*[.]tgz$/);
    expect(existsSync(join(fleet, dependencies['berth']?.slice('file:'.length) ?? ''))).toBe(true);
  });

  test('names exact versions, those of this project', () => {
    const manifest = readFileSync(join(fleet, 'package.json'), 'utf8');
    const own = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const { devDependencies, dependencies } = JSON.parse(manifest) as Record<string, Record<string, string>>;
    const { berth: _archive, ...others } = { ...dependencies, ...devDependencies };
    expect(Object.keys(others).sort()).toEqual(['@types/node', 'cdk8s', 'constructs', 'node', 'typescript']);
    expect(own.devDependencies).toMatchObject(others);
  });

  test('has one file for each unit and environment', () => {
    const units = ['00-namespace', 'api', 'queue', 'worker'];
    expect(Object.keys(filesBelow(join(fleet, 'dist')))).toEqual(
      ['local', 'production', 'test'].flatMap((each) => units.map((unit) => `${each}/hello/${unit}.k8s.yaml`)),
    );
  });

  test('compiles, and passes its own tests', async () => {
    expect(await inFleet('npm', 'run', '--silent', 'types')).toBe('');
    expect(await inFleet('npm', 'test')).toMatch(/^ℹ pass 3$/m);
  });

  test('passes the checks', async () => {
    expect(await inFleet('npm', 'run', '--silent', 'check')).toMatch(/^\d+ objects, no findings\n$/);
  });

  test('fails its tests when an environment was edited and dist/ was not written again', async () => {
    const file = join(fleet, 'environments/test.ts');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('replicas: 1', 'replicas: 3'));
    const { exitCode, stdout } = await runAsUser(fleet, 'npm', 'test');
    writeFileSync(file, before);
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain('npm run synth');
    expect(stdout).toContain("+   'test/hello/api.k8s.yaml'");
    expect(stdout).not.toContain('apiVersion');
  });

  test('fails to synthesize when an optional setting is misspelt, which would else be left out without a word', async () => {
    const file = join(fleet, 'environments/test.ts');
    const before = readFileSync(file, 'utf8');
    const dist = filesBelow(join(fleet, 'dist'));
    writeFileSync(file, before.replace('exposure:', 'exposures:'));
    const { exitCode, stdout } = await runAsUser(fleet, 'npm', 'run', 'synth');
    writeFileSync(file, before);
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain("Did you mean to write 'exposure'?");
    expect(filesBelow(join(fleet, 'dist'))).toEqual(dist);
  });

  test('has every command', async () => {
    expect(await inFleet('npx', 'berth', 'apply-order', 'test')).toBe(
      ['00-namespace', 'queue', 'api', 'worker'].map((unit) => `dist/test/hello/${unit}.k8s.yaml\n`).join(''),
    );
    expect(await inFleet('npx', 'berth', 'synth', '--environment', 'test')).toMatch(/^4 files, /);
    expect(await inFleet('npx', 'berth', 'debug', '-e', 'test', 'hello/api')).toContain('kind: Pod');
    expect(await inFleet('npx', 'berth', 'secrets', 'test')).toBe('');
    expect(await inFleet('npx', 'berth', 'explain', 'hello/api')).toMatch(/^hello[/]api in local, production, test\n/);
    expect(await inFleet('npx', 'berth', 'keys', 'hello', '-e', 'test')).toBe('');
    expect(await inFleet('npm', 'run', '--silent', 'diagram')).toMatch(/^docs[/]diagrams[/].*test.*[.]svg$/m);
  });

  test('has a workflow that runs scripts it has', () => {
    const { scripts } = JSON.parse(readFileSync(join(fleet, 'package.json'), 'utf8')) as { scripts: object };
    const workflow = readFileSync(join(fleet, '.github/workflows/ci.yaml'), 'utf8');
    const named = Array.from(workflow.matchAll(/run: npm (?:run )?([a-z]+)/g), ([, script]) => script);
    expect(named).toEqual(['ci', 'types', 'test', 'check']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named.slice(1)));
  });

  describeOnCluster('dist/test of it', '1.36', (cluster) => {
    test('is applied in one pass, and every Deployment becomes Available', async () => {
      const { kubectl } = cluster();
      const { stderr } = await kubectl(['apply', '--validate=strict', '-R', '-f', join(fleet, 'dist/test')]);
      await provideVolumes(cluster());
      expect(stderr).toBe('');
      await kubectl(['wait', '--for=condition=Available', 'deployment', '--all', '-n', 'hello', '--timeout=50s']);
      const names = (await list(cluster(), 'deployment')).map(({ metadata }) => metadata.name);
      expect(names.sort()).toEqual(['api', 'queue', 'worker']);
    });
  });
});

describe('berth init', () => {
  test('makes a fleet from this repository too, which it packs', async () => {
    const target = join(folderWith(), 'a/My Fleet');
    const { exitCode, stdout } = await berth('init', target);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`files in ${target}`);
    const files = filesBelow(target);
    const { name, dependencies } = JSON.parse(files['package.json'] ?? '') as {
      name: string;
      dependencies: Record<string, string>;
    };
    expect(name).toBe('my-fleet');
    expect(Object.keys(files)).toContain(dependencies['berth']?.slice('file:'.length));
    expect(Object.keys(files)).toContain('.gitignore');
    const unfilled = Object.entries(files).filter(([path, text]) => path.includes('dot-') || text.includes('{{'));
    expect(unfilled.map(([path]) => path).filter((path) => !path.endsWith('.tgz'))).toEqual([]);
  });

  test('takes the version where a registry has the package', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const lock = join(folder, 'node_modules/.package-lock.json');
    const before = readFileSync(lock, 'utf8');
    const parsed = JSON.parse(before) as { packages: Record<string, object> };
    const resolved = `https://registry.example.com/berth/-/berth-${version}.tgz`;
    writeFileSync(lock, JSON.stringify({ ...parsed, packages: { 'node_modules/berth': { version, resolved } } }));
    await succeedAsUser(folder, 'node', 'node_modules/berth/bin/berth.js', 'init', 'from-registry');
    writeFileSync(lock, before);
    const made = filesBelow(join(folder, 'from-registry'));
    expect(JSON.parse(made['package.json'] ?? '')).toMatchObject({ dependencies: { berth: version } });
    expect(Object.keys(made).filter((path) => path.endsWith('.tgz'))).toEqual([]);
  });

  test('takes a folder that has nothing but its repository', async () => {
    const target = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n' });
    await succeedAsUser(folder, 'npx', 'berth', 'init', target);
    expect(readdirSync(target)).toEqual(expect.arrayContaining(['.git', '.gitignore', 'fleet.ts']));
  });

  test.each([
    ['a folder that is not empty', { 'my-fleet/notes.txt': 'mine' }, 'my-fleet', 'a folder that holds notes.txt'],
    ['a file', { 'my-fleet': 'mine' }, 'my-fleet', 'a folder that holds my-fleet'],
    ['a folder in a file', { 'my-fleet': 'mine' }, 'my-fleet/there', 'ENOTDIR: not a directory, mkdir'],
  ])('fails when it is given %s, and leaves everything as it was', async (_, files, name, got) => {
    const parent = folderWith(files);
    const target = join(parent, name);
    const { exitCode, stdout, stderr } = await berth('init', target);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`berth init: ${target}: got "${got}`);
    expect(stderr).toMatch(/; expected an empty folder, .*; name another \[ERR_INIT_FOLDER\]\n$/);
    expect(filesBelow(parent)).toEqual(files);
  });

  test.each([[[]], [['one', 'two']], [['--force', 'one']]])('fails when it is called with %j', async (args) => {
    const parent = folderWith();
    mkdirSync(join(parent, 'empty'));
    const { exitCode, stderr } = await runProgram('node', [join(root, 'bin/berth.ts'), 'init', ...args], {
      cwd: parent,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/expected berth init FOLDER, such as berth init my-fleet; .* \[ERR_ARGUMENT\]\n$/);
    expect(readdirSync(parent)).toEqual(['empty']);
  });
});
