import { describe, expect, test } from '@jest/globals';
import { logViewerVariables } from '../../../lib/contract/env.ts';
import { readPage } from '../../../runtime/log-viewer/page-files.ts';
import { deploymentOf } from '../../../runtime/log-viewer/settings.ts';
import { readEnvironment } from '../../../runtime/shared/env.ts';
import { folderWith } from '../../support/folder.ts';

const read = (more: Readonly<Record<string, string>>) => {
  const env = { JWT_PUBLIC_CERT_PATH: '/key.pem', ...more };
  return deploymentOf(readEnvironment(logViewerVariables, env), (name) => Object.hasOwn(env, name));
};

describe('the variables together', () => {
  test.each([
    [undefined, ''],
    ['/', ''],
    ['/cds', '/cds'],
    ['/cds/logs/', '/cds/logs'],
  ])('DEPLOYMENT_ROOT %j puts the page under %j', (root, expected) => {
    expect(read(root === undefined ? {} : { DEPLOYMENT_ROOT: root }).root).toBe(expected);
  });

  test('name the login, or none', () => {
    expect(read({}).oidc).toBeNull();
    const login = { OIDC_ISSUER: 'https://login.example.com', OIDC_CLIENT_ID: 'page' };
    expect(read(login).oidc).toEqual({ issuer: 'https://login.example.com', clientId: 'page' });
  });

  test('fail with all contradictions at once', () => {
    const wrong = { DEPLOYMENT_ROOT: 'cds', OIDC_ISSUER: 'https://login.example.com', RABBITMQ_HOST: 'rabbitmq' };
    let error: unknown;
    try {
      read(wrong);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'ERR_LOG_VIEWER_SETTINGS', exitCode: 78 });
    expect((error as Error).message.split('\n')).toEqual([
      'log viewer:',
      'DEPLOYMENT_ROOT: got "cds"; expected a path, such as /cds',
      'OIDC_ISSUER and OIDC_CLIENT_ID: got one of the two; expected both or none',
      'RABBITMQ_USER: got nothing beside RABBITMQ_HOST; expected it',
      'RABBITMQ_PASSWD: got nothing beside RABBITMQ_HOST; expected it',
    ]);
  });
});

describe('the files of the page', () => {
  test('are read with their types, the index with the root in it', async () => {
    const folder = folderWith({
      'index.html': '<html><base href="/" /></html>',
      'assets/page-Ab3_x9Zq.js': '1',
      'page.svg': '<svg/>',
    });
    const { index, files } = await readPage(folder, '/cds');
    expect(index).toMatchObject({ type: 'text/html; charset=utf-8', isHashed: false });
    expect(index?.body.toString()).toBe('<html><base href="/cds/" /></html>');
    const seen = Object.fromEntries([...files].map(([name, { type, isHashed }]) => [name, [type, isHashed]]));
    expect(seen).toEqual({
      'assets/page-Ab3_x9Zq.js': ['text/javascript; charset=utf-8', true],
      'page.svg': ['image/svg+xml', false],
    });
  });

  test('are none where the page was not built', async () => {
    expect(await readPage('/nowhere', '')).toEqual({ index: undefined, files: new Map() });
  });
});
