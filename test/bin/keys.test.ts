import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { readVariables } from '../../lib/contract/variables.ts';
import { servers } from '../../lib/systems/fxa/catalogue/generated/index.ts';
import type { CatalogueVariable } from '../../lib/systems/fxa/catalogue/variable.ts';
import { expectFile } from '../support/fxa/key-files.ts';
import { runProgram, type Ended } from '../support/programs.ts';
import { copyProject } from '../support/systems.ts';

jest.setTimeout(60_000);

/** What other systems want in `local`, so that `berth secrets` has all. */
const others = {
  BUFFER_WORKERS_AWS_ACCESS_KEY_ID: 'an-id',
  BUFFER_WORKERS_AWS_SECRET_ACCESS_KEY: 'a-key',
  CDS_DEX_PASSWORD_HASH: 'a-hash',
  CDS_JOURNAL_PASSWORD: 'a-password',
  CDS_RABBITMQ_PASSWORD: 'a-password',
  CDS_RABBITMQ_USERNAME: 'a-user',
};

const { folder } = copyProject();
/** Each test has secrets of its own. */
let file: string;
let count = 0;
beforeEach(() => {
  const own = join(folder, `fleet-${++count}`);
  mkdirSync(own);
  for (const name of ['fleet.ts', 'lib', 'environments', 'config', 'imports', 'node_modules', 'package.json'])
    symlinkSync(join(folder, name), join(own, name));
  file = join(own, 'secrets/local.env');
});
const fleetFolder = (): string => join(file, '../..');
const secretsFolder = (): string => join(file, '..');

const berth = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runProgram('node', [join(folder, 'bin/berth.ts'), ...args], { cwd: fleetFolder(), env });
const keys = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  berth(['keys', 'fxa', '--environment', 'local'], env);

/** Puts a file of secrets there. */
function keep(text: string): void {
  mkdirSync(secretsFolder());
  writeFileSync(file, text);
}
const written = (): Record<string, string | undefined> => parseEnv(readFileSync(file, 'utf8'));

/** The variables of all servers that are read from a key of a Secret, or name a file with it. */
const readers = Object.values(servers).flatMap(({ name, variables }) =>
  Object.entries<CatalogueVariable>(variables).flatMap(([variable, spec]) => {
    const path = spec.secretKey ?? spec.file?.secret;
    return path === undefined ? [] : [{ reader: `${name} ${variable}`, variable, spec, path }];
  }),
);

/** The keys of the Secrets of FxA, such as `keys/flow-id-key`, that `berth secrets` prints. */
async function secretKeys(): Promise<ReadonlyMap<string, string>> {
  const { exitCode, stdout, stderr } = await berth(['secrets', 'local'], others);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const secrets = parseAllDocuments(stdout).map((each) => each.toJS() as ISecret);
  return new Map(
    secrets
      .filter(({ metadata }) => metadata?.namespace === 'fxa')
      .flatMap(({ metadata, data = {} }) =>
        Object.entries(data).map(([key, value]): [string, string] => [
          `${metadata?.name?.replace(/-1$/, '')}/${key}`,
          Buffer.from(value, 'base64').toString(),
        ]),
      ),
  );
}

describe('berth keys', () => {
  test('makes all that the Secrets of a fresh deployment hold, each as the servers that read it parse it', async () => {
    const { exitCode, stderr } = await keys();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const values = await secretKeys();
    expect(values.size).toBeGreaterThan(25);
    const held = readers.filter(({ path }) => values.has(path));
    expect(new Set(held.map(({ path }) => path))).toEqual(new Set(values.keys()));
    for (const { reader, variable, spec, path } of held) {
      const value = values.get(path) ?? '';
      if (spec.file) expectFile(path, value);
      else
        expect([reader, readVariables({ [variable]: spec }, { [variable]: value }).faults]).toEqual([
          reader,
          undefined,
        ]);
      expect([reader, value]).not.toEqual([reader, spec.default]);
    }
  });

  test('makes another value for each key, but for those that have to be equal', async () => {
    await keys();
    const values = Object.entries(written()).map(([name, value]) => `${value} ${name}`);
    const once = new Set(Object.values(written()));
    expect(values.length - once.size).toBe(1);
    expect(written()['FXA_FXA_EVENT_BROKER_OPENID_KEY']).toBe(written()['FXA_FXA_AUTH_SERVER_OPENID_KEY']);
  });

  test('makes other values in another deployment', async () => {
    await keys();
    const first = written();
    writeFileSync(file, '');
    await keys();
    const same = Object.entries(written()).filter(([name, value]) => first[name] === value);
    expect(same.map(([name]) => name).toSorted()).toEqual(
      ['FXA', 'OAUTH', 'PROFILE'].map((schema) => `FXA_MYSQL_${schema}_USERNAME`),
    );
  });

  test('names what it made, prints no value, and lets nobody else read the file', async () => {
    const { stdout } = await keys();
    const values = written();
    expect(stdout.split('\n').filter((line) => line.startsWith('made '))).toHaveLength(Object.keys(values).length);
    expect(stdout).toContain('made   FXA_KEYS_FLOW_ID_KEY\n');
    for (const [name, value = ''] of Object.entries(values)) {
      if (name.endsWith('_USERNAME')) continue;
      const parts = value.match(/[A-Za-z0-9+_-]{20,}/g) ?? [value];
      for (const part of parts) expect(stdout).not.toContain(part);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(secretsFolder())).toEqual(['local.env']);
  });

  test('says what the OAuth clients of the demonstrations are registered with', async () => {
    const { stdout } = await keys({
      FXA_123DONE_CLIENT_SECRET: 'b93ef8a8f3e553a430d7e5b904c6132b2722633af9f03128029201d24a97f2a8',
    });
    // as the auth server's own clients for development have it
    expect(stdout).toContain(
      'hash   FXA_123DONE_CLIENT_SECRET: 289a885946ee316844d9ffd0d725ee714901548a1e6507f1a40fb3c2ae0c99f1, the hashedSecret of its OAuth client\n',
    );
    expect(stdout).toMatch(/hash {3}FXA_FORTRESS_CONFIG: [0-9a-f]{64}, /);
  });
});

describe('berth keys where there are values', () => {
  test('keeps the file as it was when nothing is missing, and names what it kept', async () => {
    await keys();
    const before = readFileSync(file, 'utf8');
    const { exitCode, stdout } = await keys();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kept   FXA_KEYS_FLOW_ID_KEY\n');
    expect(stdout).toMatch(/secrets\/local[.]env: 0 made, 28 kept\n$/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('adds what is missing behind what there is, comments and other systems included', async () => {
    const before = `# by hand\nCDS_RABBITMQ_USERNAME=cds\n\nFXA_KEYS_FLOW_ID_KEY="mine, for long"`;
    keep(before);
    const { stdout } = await keys();
    expect(stdout).toContain('kept   FXA_KEYS_FLOW_ID_KEY\n');
    expect(stdout).toMatch(/: 27 made, 1 kept\n$/);
    expect(readFileSync(file, 'utf8').startsWith(`${before}\n`)).toBe(true);
    expect(written()).toMatchObject({ FXA_KEYS_FLOW_ID_KEY: 'mine, for long', CDS_RABBITMQ_USERNAME: 'cds' });
  });

  test('keeps what the environment has, which berth secrets prefers', async () => {
    const { stdout } = await keys({ FXA_KEYS_FLOW_ID_KEY: 'from the environment' });
    expect(stdout).toContain('kept   FXA_KEYS_FLOW_ID_KEY\n');
    expect(written()).not.toHaveProperty('FXA_KEYS_FLOW_ID_KEY');
  });

  test('makes what is there without a value', async () => {
    keep('FXA_KEYS_FLOW_ID_KEY=\n');
    await keys();
    expect(written()['FXA_KEYS_FLOW_ID_KEY']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('makes the public half of the private key that there is', async () => {
    await keys();
    const { FXA_FXA_AUTH_SERVER_BROWSERID_PUBLIC_KEY: half = '', ...rest } = written();
    writeFileSync(
      file,
      Object.entries(rest)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
    await keys();
    expect(written()['FXA_FXA_AUTH_SERVER_BROWSERID_PUBLIC_KEY']).toBe(half);
  });

  test('keeps the mode of the file, and a link where the file is one', async () => {
    keep('');
    const safe = join(fleetFolder(), 'safe.env');
    writeFileSync(safe, 'CDS_RABBITMQ_USERNAME=cds\n');
    chmodSync(safe, 0o640);
    await runProgram('ln', ['-sf', safe, file]);
    await keys();
    expect(parseEnv(readFileSync(safe, 'utf8'))).toHaveProperty('FXA_KEYS_FLOW_ID_KEY');
    expect(statSync(safe).mode & 0o777).toBe(0o640);
  });
});

describe('berth keys fails', () => {
  /** That it ends with one line and changes nothing. */
  async function expectRefusal(run: Promise<Ended>, line: string | RegExp): Promise<void> {
    const before = existsSync(secretsFolder()) ? readdirSync(secretsFolder()) : [];
    const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const { exitCode, stdout, stderr } = await run;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(line);
    expect(existsSync(secretsFolder()) ? readdirSync(secretsFolder()) : []).toEqual(before);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(text);
  }

  test('when the folder cannot be made, and leaves nothing', async () => {
    writeFileSync(secretsFolder(), 'a file');
    const { exitCode, stdout, stderr } = await keys();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(
      /^secrets\/local[.]env: file: got "E(EXIST|NOTDIR).*nothing was changed \[ERR_SECRETS_FILE\]\n$/,
    );
    expect(readFileSync(secretsFolder(), 'utf8')).toBe('a file');
  });

  test('when the disk is full half-way, and leaves the file as it was', async () => {
    keep('CDS_RABBITMQ_USERNAME=cds\n');
    // a limit on the size of files is met as a full disk is: after some bytes
    const limited = ['-c', 'trap "" XFSZ; ulimit -f 4; exec node "$0" keys fxa -e local', join(folder, 'bin/berth.ts')];
    await expectRefusal(
      runProgram('bash', limited, { cwd: fleetFolder(), env: { NODE_DISABLE_COMPILE_CACHE: '1' } }),
      /^secrets\/local[.]env: file: got "EFBIG.*nothing was changed \[ERR_SECRETS_FILE\]\n$/,
    );
  });

  test('when another command is writing the file', async () => {
    keep('');
    writeFileSync(join(secretsFolder(), '.new.local.env'), '');
    await expectRefusal(
      keys(),
      /got "the file .*[.]new[.]local[.]env"; expected no such file; .*\[ERR_SECRETS_FILE\]\n$/,
    );
  });

  test('when a quote in the file is never closed', async () => {
    keep("CDS_RABBITMQ_USERNAME='cds\n");
    await expectRefusal(keys(), /close each quote; nothing was changed \[ERR_SECRETS_FILE\]\n$/);
  });

  test('when only the public half of a pair is there', async () => {
    keep(`FXA_FXA_AUTH_SERVER_BROWSERID_PUBLIC_KEY='{}'\n`);
    await expectRefusal(
      keys(),
      /^secrets\/local[.]env: FXA_FXA_AUTH_SERVER_BROWSERID_SECRET_KEY: got nothing; expected the key that FXA_FXA_AUTH_SERVER_BROWSERID_PUBLIC_KEY was made of/,
    );
  });

  test('when a private key is none, whose value it does not print', async () => {
    keep(`FXA_FXA_AUTH_SERVER_BROWSERID_SECRET_KEY='{"kty":"sword fish"}'\n`);
    await expectRefusal(
      keys(),
      /^secrets\/local[.]env: FXA_FXA_AUTH_SERVER_BROWSERID_SECRET_KEY: got "a value that is not shown"; expected a private RSA key as JWK; (?!.*sword)/,
    );
  });

  test.each([
    ['fxa alone', ['fxa'], 'berth keys SYSTEM --environment ENVIRONMENT'],
    ['no environment', [], 'berth keys SYSTEM --environment ENVIRONMENT'],
    ['fxx', ['fxx', '--environment', 'local'], 'a system: cds, buffer-workers, fxa, jobs-api'],
    ['staging', ['fxa', '--environment', 'staging'], 'an environment: local, production, test'],
  ])('for %s, with what it takes', async (got, args, expected) => {
    expect(await berth(['keys', ...args])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `berth: arguments: got "${got}"; expected ${expected}; correct it [ERR_ARGUMENT]\n`,
    });
  });
});

test.each(['test', 'production'])('berth keys makes nothing for %s, and says why', async (environment) => {
  expect(await berth(['keys', 'fxa', '--environment', environment])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: `${environment}/fxa: no Secret is written; all exist or come from a store\n`,
  });
  expect(existsSync(secretsFolder())).toBe(false);
});
