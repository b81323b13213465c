import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { writtenSecrets } from '../../lib/config/written-secrets.ts';
import { runProgram, type Ended } from '../support/programs.ts';
import { buildSystems, copyProject, loadAll, type ProjectCopy } from '../support/systems.ts';

jest.setTimeout(60_000);

/** The variables of FxA, which has many: any value will do. */
async function fxaValues(): Promise<Record<string, string>> {
  const names: string[] = [];
  const env = new Proxy({}, { get: (_values, name) => (names.push(String(name)), 'a-value') });
  const { local } = await loadAll();
  writtenSecrets(buildSystems(local, 'fxa'), { env, file: {}, fileName: 'secrets/local.env' });
  return Object.fromEntries(names.map((name) => [name, 'a-value']));
}

const values = {
  ...(await fxaValues()),
  BUFFER_WORKERS_AWS_ACCESS_KEY_ID: 'key id',
  BUFFER_WORKERS_AWS_SECRET_ACCESS_KEY: 'key',
  CDS_DEX_PASSWORD_HASH: '$2y$10$abc',
  CDS_JOURNAL_PASSWORD: 'journal',
  CDS_RABBITMQ_PASSWORD: 'pässword: "1"',
  CDS_RABBITMQ_USERNAME: 'cds',
};

/** A copy of the project, so that nobody's own secrets/ are read. */
let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  mkdirSync(join(copy.folder, 'secrets'));
});

const secrets = (environment: string, env: Readonly<Record<string, string>> = values): Promise<Ended> =>
  runProgram('node', ['bin/berth.ts', 'secrets', environment], { cwd: copy.folder, env });

const objectsIn = (yaml: string): ISecret[] => parseAllDocuments(yaml).map((each) => each.toJS() as ISecret);

describe('berth secrets', () => {
  test('prints the Secrets we write, for kubectl apply', async () => {
    const { exitCode, stdout, stderr } = await secrets('local');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(
      objectsIn(stdout)
        .filter(({ metadata }) => metadata?.namespace !== 'fxa')
        .map(({ kind, immutable, metadata }) => ({
          kind,
          immutable,
          name: `${metadata?.namespace}/${metadata?.name}`,
        })),
    ).toEqual(
      ['cds/rabbitmq-1', 'cds/journal-1', 'cds/dex-1', 'workers/aws-1'].map((name) =>
        expect.objectContaining({ kind: 'Secret', immutable: true, name }),
      ),
    );
  });

  test('prints values in base64, whatever they hold', async () => {
    const { stdout } = await secrets('local');
    const { data = {} } = objectsIn(stdout).find(({ metadata }) => metadata?.name === 'rabbitmq-1') ?? {};
    expect(Buffer.from(data['password'] ?? '', 'base64').toString()).toBe('pässword: "1"');
  });

  test('takes values from secrets/<environment>.env, unless the environment has them', async () => {
    const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
    writeFileSync(join(copy.folder, 'secrets/local.env'), lines.join('\n'));
    const { exitCode, stdout } = await secrets('local', { CDS_RABBITMQ_USERNAME: 'other' });
    writeFileSync(join(copy.folder, 'secrets/local.env'), '');
    const { data } = objectsIn(stdout).find(({ metadata }) => metadata?.name === 'rabbitmq-1') ?? {};
    expect(exitCode).toBe(0);
    expect(data?.['username']).toBe(Buffer.from('other').toString('base64'));
    expect(data?.['password']).toBe(Buffer.from(values.CDS_RABBITMQ_PASSWORD).toString('base64'));
  });

  test('fails when values are missing, with all of them, and prints no Secret', async () => {
    const { CDS_JOURNAL_PASSWORD: _one, CDS_RABBITMQ_USERNAME: _other, ...rest } = values;
    const { exitCode, stdout, stderr } = await secrets('local', rest);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'local/cds: CDS_JOURNAL_PASSWORD: got nothing; expected the value of key "password" of Secret "journal-1"; ' +
        'set it in secrets/local.env or in the environment [ERR_SECRET_MISSING]',
      'local/cds: CDS_RABBITMQ_USERNAME: got nothing; expected the value of key "username" of Secret "rabbitmq-1"; ' +
        'set it in secrets/local.env or in the environment [ERR_SECRET_MISSING]',
    ]);
  });

  test.each(['test', 'production'])('prints nothing for %s, and says why', async (environment) => {
    expect(await secrets(environment, {})).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `${environment}: no Secret is written; all exist or come from a store\n`,
    });
  });
});

describe('npm run secrets', () => {
  const npm = (...args: readonly string[]): Promise<Ended> =>
    runProgram('npm', ['run', ...args, 'secrets', '--', 'local'], { cwd: copy.folder, env: values });

  test('prints nothing but YAML where it is silent', async () => {
    const { exitCode, stdout } = await npm('--silent');
    expect(exitCode).toBe(0);
    expect(new Set(objectsIn(stdout).map(({ kind }) => kind))).toEqual(new Set(['Secret']));
    expect(stdout).toMatch(/^apiVersion: v1\n/);
  });

  test('says how to make it silent where it is not', async () => {
    const { exitCode, stderr } = await npm();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('use npm run --silent secrets -- local');
  });
});
