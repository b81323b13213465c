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
    expect(read(login).loginOrigins).toEqual(['https://login.example.com']);
    expect(read({}).loginOrigins).toEqual([]);
  });

  test('name the origins that the page may ask to log in, without their paths', () => {
    const login = { OIDC_ISSUER: 'https://login.example.com/realm', OIDC_CLIENT_ID: 'page' };
    const OIDC_ORIGINS = 'https://token.example.com/oauth2,https://login.example.com';
    const origins = ['https://login.example.com', 'https://token.example.com'];
    expect(read({ ...login, OIDC_ORIGINS }).loginOrigins).toEqual(origins);
  });

  test('fail with all contradictions at once', () => {
    const wrong = {
      DEPLOYMENT_ROOT: 'cds',
      OIDC_CLIENT_ID: 'page',
      OIDC_ORIGINS: 'https://token.example.com',
      RABBITMQ_HOST: 'rabbitmq',
    };
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
      'OIDC_ORIGINS: got it without OIDC_ISSUER; expected both or none',
      'RABBITMQ_USER: got nothing beside RABBITMQ_HOST; expected it',
      'RABBITMQ_PASSWD: got nothing beside RABBITMQ_HOST; expected it',
    ]);
  });
});

describe('the files of the page', () => {
  const settings = { oidc: null, tokenKey: 'key' };

  test('are read with their types, the index with the root in it', async () => {
    const folder = folderWith({
      'index.html': '<html><base href="/" /></html>',
      'assets/page-Ab3_x9Zq.js': '1',
      'assets/page-Ab3_x9Zq.js.br': '2',
      'assets/page-Ab3_x9Zq.js.gz': '3',
      'page.svg': '<svg/>',
    });
    const { index, files } = await readPage(folder, '/cds', settings);
    expect(index).toMatchObject({ type: 'text/html; charset=utf-8', isHashed: false });
    expect(index?.body.toString()).toBe('<html><base href="/cds/" /></html>');
    const seen = Object.fromEntries([...files].map(([name, { type, isHashed }]) => [name, [type, isHashed]]));
    expect(seen).toEqual({
      'assets/page-Ab3_x9Zq.js': ['text/javascript; charset=utf-8', true],
      'page.svg': ['image/svg+xml', false],
    });
    expect([...(files.get('assets/page-Ab3_x9Zq.js')?.encoded ?? [])].map(String)).toEqual(['br,2', 'gzip,3']);
  });

  test('have the settings in the index, whatever is in those', async () => {
    const folder = folderWith({
      'index.html': '<script type="application/json" id="settings"></script><p>',
    });
    const odd = { oidc: { issuer: 'https://login.example.com', clientId: '$&</script><!--' }, tokenKey: "$'" };
    const { index } = await readPage(folder, '', odd);
    const [, json = ''] = /^<script[^>]*>([^<]*)<\/script><p>$/.exec(index?.body.toString() ?? '') ?? [];
    expect(JSON.parse(json)).toEqual(odd);
  });

  test('are none where the page was not built', async () => {
    expect(await readPage('/nowhere', '', settings)).toEqual({ index: undefined, files: new Map() });
  });
});
