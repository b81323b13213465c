import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { crons, workers } from '../../lib/systems/buffer-workers/workers.ts';
import { readServers } from '../../lib/systems/fxa/catalogue/data.ts';
import { defaultUser } from '../../lib/core/pod-defaults.ts';
import { containerOf, renderFxa, variablesOf } from '../support/fxa/rendered.ts';
import { folderWithPrograms } from '../support/folder.ts';
import { loadAll } from '../support/systems.ts';

const imagePath = (path: string): string => fileURLToPath(new URL(`../../images/${path}`, import.meta.url));
const dockerfile = (image: string): string => readFileSync(imagePath(`${image}/Dockerfile`), 'utf8');

/** What a program that was started in place of the real one says of itself, and ends with. */
const stub = `#!/bin/sh
trap 'exit 7' TERM
echo "$(pwd)|$(basename "$0") $*|$$|\${CONFIG_123DONE-}|\${PORT-}"
case "\${FATE-}" in
  waits) while :; do sleep 0.05; done ;;
  *) exit "\${FATE:-0}" ;;
esac
`;

/** An image's folder with its launcher and stand-ins for the programs. */
function installation(image: string, folders: readonly string[] = []) {
  const folder = folderWithPrograms({ node: stub, php: stub });
  copyFileSync(imagePath(`${image}/launch.sh`), join(folder, 'launch.sh'));
  for (const each of folders) mkdirSync(join(folder, each), { recursive: true });
  return folder;
}

interface Started {
  readonly pid: number | undefined;
  /** The lines of standard output as they come. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<{ exitCode: number | null; signal: string | null; stderr: string }>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

const started: ChildProcess[] = [];

afterEach(() => {
  for (const { pid } of started.splice(0)) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
});

function start(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Started {
  const child = spawn(join(folder, 'launch.sh'), args, {
    env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // a group of its own, which is ended whatever a launcher has made of the program
    detached: true,
  });
  started.push(child);
  const errors = text(child.stderr);
  const ended = new Promise<readonly [number | null, string | null]>((resolve, reject) =>
    child.on('error', reject).on('close', (code, signal) => resolve([code, signal])),
  );
  return {
    pid: child.pid,
    firstLine: new Promise((resolve) => {
      let all = '';
      child.stdout.on('data', (chunk) => {
        all += String(chunk);
        if (all.includes('\n')) resolve(all.slice(0, all.indexOf('\n')));
      });
      child.stdout.on('end', () => resolve(all));
    }),
    ended: ended.then(async ([exitCode, signal]) => ({ exitCode, signal, stderr: await errors })),
    kill: (signal) => child.kill(signal),
  };
}

/** What the program says that a launcher has started, once it has ended. */
async function programOf(folder: string, env: Readonly<Record<string, string>>) {
  const { firstLine, ended } = start(folder, [], env);
  await ended;
  const [cwd = '', command, , config, port] = (await firstLine).split('|');
  return { cwd, command, config, port };
}

const shared = readServers().filter(({ image }) => image === 'fxa');

const launchers = [
  {
    image: 'fxa',
    // 321done too, whose name begins with a digit
    names: shared.map(({ name }) => name),
    folders: shared.map(({ folder = '' }) => folder),
    one: 'fxa-customs-server',
    call: (name: string) => ({ args: [], env: { server: name } }),
    what: 'server',
    remedy: 'set the variable server to one of them',
  },
  {
    image: 'buffer-workers',
    names: [...workers.map(({ name }) => name), ...crons.map(({ key }) => key)],
    folders: [],
    one: 'update',
    call: (name: string) => ({ args: name === '' ? [] : [name], env: { WORKER_PROGRAM: '/app/worker.php' } }),
    what: 'name',
    remedy: 'give one of them as the first argument',
  },
] as const;

describe.each(launchers)('the launcher of $image', ({ image, names, folders, one, call, what, remedy }) => {
  const folder = installation(image, folders);
  const launch = (name: string, variables: Readonly<Record<string, string>> = {}) => {
    const { args, env } = call(name);
    return start(folder, args, { ...env, ...variables });
  };

  test('becomes the program, whose process it is', async () => {
    const { pid, firstLine, ended } = launch(one);
    expect((await firstLine).split('|')[2]).toBe(String(pid));
    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
  });

  test.each([0, 1, 8])('ends with %i where the program does', async (exitCode) => {
    expect(await launch(one, { FATE: String(exitCode) }).ended).toMatchObject({ exitCode });
  });

  test('hands on SIGTERM, and the program decides how it ends', async () => {
    const { firstLine, ended, kill } = launch(one, { FATE: 'waits' });
    await firstLine;
    kill('SIGTERM');
    expect(await ended).toMatchObject({ exitCode: 7, signal: null });
  });

  test.each([['nobody'], [''], ['fxa'], ['.*'], ['update fxa-auth-server']])(
    'fails when the name is "%s", and lists the names there are',
    async (name) => {
      const { exitCode, stderr } = await launch(name).ended;
      expect(exitCode).toBe(78);
      const told = /^launch\.sh: (\w+): got "(.*)"; expected one of (.*); (.*)\n$/.exec(stderr)?.slice(1) ?? [];
      expect(told).toEqual([what, name, expect.any(String), remedy]);
      expect(told[2]?.split(', ').toSorted()).toEqual([...names].sort());
    },
  );
});

describe('the launcher of fxa', () => {
  const folder = installation(
    'fxa',
    shared.map(({ folder: each = '' }) => each),
  );

  test.each(shared.map((each) => [each.name, each] as const))(
    'starts %s as the catalogue says, in its folder',
    async (name, { folder: own, command = [] }) => {
      expect(await programOf(folder, { server: name })).toMatchObject({
        cwd: join(folder, own ?? ''),
        command: command.join(' '),
      });
    },
  );

  test('makes the untrusted client of 321done, unless the variables say otherwise', async () => {
    expect(await programOf(folder, { server: '321done' })).toMatchObject({
      config: './config-local-untrusted.json',
      port: '10139',
    });
    const own = { CONFIG_123DONE: './a.json', PORT: '1' };
    expect(await programOf(folder, { server: '321done', ...own })).toMatchObject({ config: './a.json', port: '1' });
    expect(await programOf(folder, { server: '123done' })).toMatchObject({ config: '', port: '' });
  });

  test('is told by the setting of the system which server it is, and each starts as it does without it', async () => {
    const { local } = await loadAll();
    const [direct, launched] = [renderFxa(local), renderFxa(local, { startedBy: 'launcher' })];
    for (const { name } of shared) {
      const path = `local/fxa/${name}`;
      const { command, workingDir } = containerOf(direct, path);
      expect(containerOf(launched, path)).not.toHaveProperty('command');
      const { server = '' } = variablesOf(launched, path);
      const program = await programOf(folder, { server });
      expect([`/fxa${program.cwd.slice(folder.length)}`, program.command]).toEqual([workingDir, command?.join(' ')]);
    }
  });
});

describe.each([
  ['fxa', '/fxa/launch.sh'],
  ['buffer-workers', '/usr/local/bin/launch.sh'],
  ['jobs-api', 'python'],
])('the Dockerfile of %s', (image, entry) => {
  const last = dockerfile(image).slice(dockerfile(image).lastIndexOf('\nFROM '));

  test('is the user of the constructs, and its entry point is no shell', () => {
    expect(last).toContain(`\nUSER ${defaultUser}:${defaultUser}\n`);
    expect(last).toContain(`\nENTRYPOINT ["${entry}"]\n`);
  });

  test('says the version of every base', () => {
    const bases = Array.from(dockerfile(image).matchAll(/^(?:FROM|ARG) (\S+)/gm), ([, base = '']) => base);
    expect(bases.filter((base) => /latest/.test(base))).toEqual([]);
  });
});

test('the Dockerfile of fxa has its programs where the system starts them', () => {
  expect(dockerfile('fxa')).toMatch(/\nFROM node:\$\{NODE\}-slim\nWORKDIR \/fxa\nCOPY --from=build \/fxa \.\/\n/);
});

test('the workers of Buffer know by ENV_KUBERNETES where they are', () => {
  expect(dockerfile('buffer-workers')).toMatch(/^ENV ENV_KUBERNETES=true /m);
});
