import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation } from '../../lib/synth/explain/explanation.ts';
import { readServer } from '../../lib/systems/fxa/catalogue/data.ts';
import { berth, runProgram, type Ended } from '../support/programs.ts';
import { copyProject, environmentNames } from '../support/systems.ts';

jest.setTimeout(60_000);

/** The lines of a variable in a table: the one that begins with its name, and those below it without a name. */
function rowsOf(text: string, variable: string): string[] {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`  ${variable} `));
  const rest = lines.slice(first + 1).findIndex((line) => !line.startsWith('      '));
  return lines.slice(first, first + 1 + rest).map((line) => line.trim().split(/ {2,}/).join(' | '));
}

describe('berth explain SYSTEM/DEPLOYMENT-KEY', () => {
  let auth: Ended;
  beforeAll(async () => {
    auth = await berth('explain', 'fxa/fxa-auth-server');
  });

  test('lists every variable that the server reads, once', () => {
    expect({ exitCode: auth.exitCode, stderr: auth.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const listed = auth.stdout.split('\n').flatMap((line) => /^ {2}([A-Z][A-Z0-9_]+) /.exec(line)?.[1] ?? []);
    expect(listed.toSorted()).toEqual(Object.keys(readServer('fxa-auth-server').variables).toSorted());
  });

  test('groups them, those that nobody gives at the end', () => {
    expect(auth.stdout.split('\n').filter((line) => /^[A-Z]/.test(line))).toEqual([
      expect.stringMatching(/^Variables that are given: \d+; that are not: \d+[.]$/),
      'Public addresses',
      'Addresses that it dials',
      'Secrets',
      'Settings',
      'Not given: what the program takes then',
      'All of one variable: berth explain fxa/fxa-auth-server VARIABLE',
    ]);
  });

  test.each([
    [
      'a value that is one everywhere in one line, with the unit whose address it is',
      'HTTPDB_URL',
      ['all | http://fxa-auth-db-mysql.fxa.svc.cluster.local:8000 | address of fxa-auth-db-mysql, port http'],
    ],
    [
      'a line for each environment where values differ, with the unit whose public address it is',
      'CONTENT_SERVER_URL',
      [
        'local | http://accounts.fxa.localhost | public address of fxa-content-server',
        'production | https://accounts.example.com | public address of fxa-content-server',
        'test | https://accounts.test.example.com | public address of fxa-content-server',
      ],
    ],
    [
      'what is in the cluster in one environment and outside in others',
      'SMTP_HOST',
      [
        'local | smtp.fxa.svc.cluster.local | address of smtp, port smtp',
        'production | smtp.example.com | address of Mail relay, outside the cluster',
        'test | smtp.test.example.com | address of Mail relay, outside the cluster',
      ],
    ],
    [
      'Secret and key of a secret, and who puts the value there',
      'FLOW_ID_KEY',
      [
        'local | Secret keys-1, key flow-id-key | FXA_KEYS_FLOW_ID_KEY in secrets/local.env',
        'production | Secret fxa-auth-server-keys, key flow-id-key | ClusterSecretStore vault, fxa/keys, flow-id-key',
        'test | Secret keys, key flow-id-key | a Secret that exists in the cluster',
      ],
    ],
    [
      'the line of the environment file',
      'SMTP_SENDER',
      [
        'local, production | Accounts <accounts@example.com> | environments/*.ts, fxa.smtp.sender',
        'test | Accounts <accounts@test.example.com> | environments/test.ts, fxa.smtp.sender',
      ],
    ],
    [
      'the word for the mode',
      'NODE_ENV',
      [
        'local | dev | its word for the mode development',
        'production | prod | its word for the mode production',
        'test | stage | its word for the mode stage',
      ],
    ],
    [
      'the file that a path leads to',
      'VAPID_KEYS_FILE',
      [
        'local | /etc/fxa/keys/vapid-keys.json | a file: Secret fxa-auth-server-1, key vapid-keys',
        'production | /etc/fxa/keys/vapid-keys.json | a file: Secret fxa-auth-server-fxa-auth-server, key vapid-keys',
        'test | /etc/fxa/keys/vapid-keys.json | a file: Secret fxa-auth-server, key vapid-keys',
      ],
    ],
    ['what the system decides', 'SMS_ENABLED', ['all | false | set by the system fxa']],
    [
      'the default, which hangs on the mode',
      'CAD_REMINDERS_FIRST_INTERVAL',
      ["local | 1 | the program's default", "production, test | 8 hours | the program's default"],
    ],
    ['that there is no value', 'ZENDESK_TOKEN', ['all | - | not set']],
  ])('prints %s', (_what, variable, [first, ...others]) => {
    expect(rowsOf(auth.stdout, variable)).toEqual([`${variable} | ${first}`, ...others]);
  });

  test('explains a unit by its deployment key where its objects have another name', async () => {
    const byKey = await berth('explain', 'fxa/123done');
    expect(byKey.stdout).toContain('COOKIE_SECRET');
    expect(await berth('explain', 'fxa/fxa-123done')).toEqual(byKey);
  });

  test('explains units of other systems, by what their contract says', async () => {
    const { stdout } = await berth('explain', 'cds/responder');
    expect(stdout).toMatch(/^cds\/responder in local, production, test\n/);
    expect(rowsOf(stdout, 'PREFETCH')).toEqual(["PREFETCH | all | 64 | the program's default"]);
    expect(rowsOf(stdout, 'RABBITMQ_VHOST')).toEqual([
      'RABBITMQ_VHOST | local | / | set by the system cds',
      'production, test | cds | environments/*.ts, cds.rabbitmq.vhost',
    ]);
  });

  test('explains a unit whose variables nobody has described, and that not all environments have', async () => {
    const { stdout } = await berth('explain', 'cds/dex');
    expect(stdout).toMatch(/^cds\/dex in local\n/);
    expect(rowsOf(stdout, 'DEX_PASSWORD_HASH')).toEqual([
      'DEX_PASSWORD_HASH | all | Secret dex-1, key password-hash | CDS_DEX_PASSWORD_HASH in secrets/local.env',
    ]);
  });

  test('prints with --output json all of each variable', async () => {
    const { exitCode, stdout } = await berth('explain', 'fxa/fxa-graphql-api', '--output', 'json');
    const { unit, environments, variables } = JSON.parse(stdout) as Explanation;
    expect({ exitCode, unit, environments }).toEqual({
      exitCode: 0,
      unit: 'fxa/fxa-graphql-api',
      environments: environmentNames,
    });
    expect(variables.map(({ name }) => name)).toEqual(Object.keys(readServer('fxa-graphql-api').variables).toSorted());
    expect(variables.find(({ name }) => name === 'CUSTOMS_SERVER_URL')).toMatchObject({
      group: 'dialled',
      type: 'url',
      meaning: expect.any(String),
      values: environmentNames.map((environment) => ({
        environment,
        value: 'http://fxa-customs-server.fxa.svc.cluster.local:7000',
        from: { kind: 'address', text: 'address of fxa-customs-server, port http' },
      })),
      source: expect.stringContaining('packages/fxa-graphql-api/src/config.ts'),
    });
  });
});

describe('berth explain SYSTEM/DEPLOYMENT-KEY VARIABLE', () => {
  test('prints all that is known of the variable', async () => {
    const { exitCode, stdout, stderr } = await berth('explain', 'fxa/fxa-content-server', 'FLOW_ID_KEY');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`fxa/fxa-content-server FLOW_ID_KEY
  HMAC key for flow ids; this server does not refuse the placeholder

  type           text
  takes          a key of a Secret
  default        YOU MUST CHANGE ME
  in local       Secret keys-1, key flow-id-key
                 FXA_KEYS_FLOW_ID_KEY in secrets/local.env
  in production  Secret fxa-content-server-keys, key flow-id-key
                 ClusterSecretStore vault, fxa/keys, flow-id-key
  in test        Secret keys, key flow-id-key
                 a Secret that exists in the cluster
  notes          Needed in production and stage.
                 Secret, from key flow-id-key of Secret keys.
                 The default is a placeholder that everybody knows.
  read at        mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, flow_id_key

  Has to agree, equal:
    fxa-auth-server FLOW_ID_KEY  local       Secret keys-1, key flow-id-key
                                 production  Secret fxa-auth-server-keys, key flow-id-key
                                 test        Secret keys, key flow-id-key
`);
  });

  test('names the variables of other servers that have to agree, and how', async () => {
    const { stdout } = await berth('explain', 'fxa/mozilla-sync', 'SYNCSERVER_PUBLIC_URL');
    expect(stdout).toContain('the first is the second with /token at its end:');
    expect(stdout).toMatch(/fxa-content-server SYNC_TOKENSERVER_URL +local +http:\/\/sync[.]fxa[.]localhost\/token\n/);
  });

  test('names those that read the same key of a Secret, wherever it is kept', async () => {
    const { stdout } = await berth('explain', 'fxa/fxa-graphql-api', 'AUTH_MYSQL_PASSWORD', '--output', 'json');
    const [variable] = (JSON.parse(stdout) as Explanation).variables;
    expect(variable?.agreements).toEqual([
      {
        rule: 'read from the same key',
        with: [
          'fxa-auth-db-mysql MYSQL_PASSWORD',
          'fxa-auth-db-mysql MYSQL_SLAVE_PASSWORD',
          'fxa-auth-server AUTH_MYSQL_PASSWORD',
          'mysql FXA_PASSWORD',
        ].map((name) => expect.objectContaining({ variable: name })),
      },
    ]);
  });

  test('says in which line the environment file gives it to the unit', async () => {
    const { stdout } = await berth('explain', 'fxa/fxa-payments-server', 'STRIPE_API_KEY');
    expect(stdout).toMatch(
      / in production {2}pk_live_berth\n +environments\/production[.]ts, fxa[.]servers[.]fxa-payments-server[.]variables[.]STRIPE_API_KEY\n/,
    );
  });
});

describe('berth explain fails', () => {
  test.each([
    ['fxa/fxa-auth-servr', 'one such as fxa/fxa-auth-server'],
    ['fxx/fxa-customs-server', 'one such as fxa/fxa-customs-server'],
    ['fxa-customs-server', 'one such as fxa/fxa-customs-server'],
    ['cds/zzz', 'one of cds/dex, cds/job, '],
    ['jobs-api', 'one of jobs-api/api, jobs-api/db, jobs-api/worker'],
    ['zzz', 'a system: cds, buffer-workers, fxa, jobs-api'],
  ])('for the unit %s, with what may be meant', async (path, expected) => {
    const { exitCode, stdout, stderr } = await berth('explain', path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(
      `berth: arguments: got "${path}"; expected berth explain SYSTEM/DEPLOYMENT-KEY [VARIABLE] [--output text|json], ${expected}`,
    );
    expect(stderr).toMatch(/; correct it \[ERR_ARGUMENT\]\n$/);
  });

  test('when the system of the unit has faults, with all of them, and not for those of others', async () => {
    const copy = copyProject();
    const file = join(copy.folder, 'environments/test.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace("namespace: 'jobs-api'", "namespace: 'Jobs_API'"));
    const explain = (path: string): Promise<Ended> =>
      runProgram('node', ['bin/berth.ts', 'explain', path], { cwd: copy.folder });
    const { exitCode, stdout, stderr } = await explain('jobs-api/worker');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^test\/jobs-api\/.*"Jobs_API".*\n$/);
    expect(await explain('cds/dex')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each([
    ['SMTP_HOTS', 'SMTP_HOST'],
    ['vapid', 'VAPID_KEYS_FILE'],
    ['STATSD_ENABLED', 'STATSD_ENABLE'],
  ])('for the variable %s, with those that may be meant', async (variable, meant) => {
    expect(await berth('explain', 'fxa/fxa-auth-server', variable)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `berth: arguments: got "${variable}"; expected a variable of fxa/fxa-auth-server: ${meant}; correct it [ERR_ARGUMENT]\n`,
    });
  });

  test.each([
    ['no unit', []],
    ['extra', ['cds/responder', 'PREFETCH', 'extra']],
    ['the output yaml', ['cds/responder', '--output', 'yaml']],
    ["Unknown option '--all'", ['cds/responder', '--all']],
  ])('when it is given %s', async (got, args) => {
    const { exitCode, stdout, stderr } = await berth('explain', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`berth: arguments: got "${got}"; expected berth explain `);
  });
});

test('berth explain ends quietly when its output is not read to the end', async () => {
  const script = 'set -o pipefail; node bin/berth.ts explain fxa/fxa-auth-server --output json | head -1';
  expect(await runProgram('bash', ['-c', script])).toEqual({ exitCode: 0, stdout: '{\n', stderr: '' });
});

test('synth does without what only explain and keys read', async () => {
  const copy = copyProject();
  const fxa = join(copy.folder, 'lib/systems/fxa');
  for (const path of ['catalogue/data', 'catalogue/descriptions.ts', 'catalogue/docstrings.ts', 'key-formats.ts'])
    rmSync(join(fxa, path), { recursive: true });
  for (const path of ['config/key-material.ts', 'config/new-keys.ts', 'config/secrets-file.ts', 'synth/explain'])
    rmSync(join(copy.folder, 'lib', path), { recursive: true });
  expect(await copy.synth()).toMatchObject({ exitCode: 0, stderr: '' });
});
