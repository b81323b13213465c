import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { answersOk, until } from '../support/control-plane/until.ts';
import { folderWith } from '../support/folder.ts';
import { EventReader } from '../support/log-viewer/events.ts';
import { testKey, tokenOf } from '../support/log-viewer/keys.ts';
import { RuntimeProcesses } from '../support/runtime-process.ts';

const WAIT_MS = 30_000;
const TEST_TIMEOUT_MS = 60_000;
const main = 'runtime/log-viewer/main.ts';
const processes = new RuntimeProcesses();
let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = folderWith({ 'key.pem': testKey.pem, 'logs/test/a.log': 'zero\none\n' });
  env = { JWT_PUBLIC_CERT_PATH: join(folder, 'key.pem'), LOG_BASE_PATH: join(folder, 'logs'), LOG_LEVEL: 'debug' };
});

afterAll(() => processes.end());

describe('the log viewer', () => {
  test(
    'serves logs and a health check, and ends in good order while a log is followed',
    async () => {
      const viewer = await processes.start(main, env);
      await viewer.untilReady();
      const address = `http://127.0.0.1:${viewer.port}`;
      const token = await tokenOf();
      const authorization = `Bearer ${token}`;
      const answer = await fetch(`${address}/api/test/a.log?fromLine=1`, { headers: { authorization } });
      expect([answer.status, await answer.text()]).toEqual([200, 'one\n']);
      const reader = await EventReader.open(`${address}/api/test/a.log?follow=true`, token);
      appendFileSync(join(folder, 'logs/test/a.log'), 'two\n');
      await until('the line', WAIT_MS, () => reader.lines(2).length === 1);
      expect(await viewer.metric('cds_log_viewer_followers')).toBe(1);
      expect(await viewer.stop()).toBe('ended with exit code 0');
      await until('the end of the stream', WAIT_MS, () => reader.isEnded);
      expect(viewer.lines.map(({ msg }) => msg)).toEqual(
        expect.arrayContaining(['log viewer listens', 'shutdown is done']),
      );
      expect(viewer.text).not.toContain(token.slice(0, 30));
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'is not ready while the folder of logs is away, or without a key',
    async () => {
      const logs = join(folder, 'later');
      const viewer = await processes.start(main, { ...env, LOG_BASE_PATH: logs });
      await viewer.untilLogged('log viewer listens');
      const ready = () => fetch(`http://127.0.0.1:${viewer.port}/readyz`);
      expect(await (await ready()).text()).toMatch(/^logs: ENOENT/);
      expect(await answersOk(`http://127.0.0.1:${viewer.port}/livez`)).toBe(true);
      mkdirSync(`${logs}.new`);
      renameSync(`${logs}.new`, logs);
      await viewer.untilReady();
      const keyless = await processes.start(main, { ...env, JWT_PUBLIC_CERT_PATH: 'http://127.0.0.1:1/keys' });
      await keyless.untilLogged('no keys to check tokens with yet');
      await keyless.untilLogged('log viewer listens');
      expect(await (await fetch(`http://127.0.0.1:${keyless.port}/readyz`)).text()).toMatch(/^keys: no keys from /);
    },
    TEST_TIMEOUT_MS,
  );

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['ERR_LOG_VIEWER_CERTIFICATE', 'there is no certificate', { JWT_PUBLIC_CERT_PATH: '/nowhere/key.pem' }],
    ['ERR_LOG_VIEWER_SETTINGS', 'half a login is set', { OIDC_CLIENT_ID: 'page' }],
    ['ERR_ENVIRONMENT', 'variables are wrong', { KEY_TIME_OUT: 'soon' }],
  ])(
    'exits with 78 and %s when %s',
    async (code, _, more) => {
      const viewer = await processes.start(main, { ...env, ...more });
      expect(await viewer.ended()).toBe('ended with exit code 78');
      expect(viewer.lines.at(-1)).toMatchObject({ level: 'fatal', err: { code } });
    },
    TEST_TIMEOUT_MS,
  );
});
