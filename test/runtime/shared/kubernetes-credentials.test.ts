import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { ExitError } from '../../../runtime/shared/errors.ts';
import { findCredentials } from '../../../runtime/shared/kubernetes-credentials.ts';
import type { CredentialsOptions } from '../../../runtime/shared/kubernetes-credentials.ts';
import { folderWith } from '../../support/folder.ts';

const env = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
const inCluster = { token: 'of-the-pod\n', 'ca.crt': 'PEM', namespace: 'cds\n' };

describe('inside a cluster', () => {
  test('the service account is used, whatever kubeconfig there is', () => {
    const kubeConfig = kubeconfigWith({});
    const credentials = findCredentials({ env, serviceAccount: folderWith(inCluster), kubeConfig });
    expect(credentials.server.href).toBe('https://10.96.0.1/');
    expect(credentials.namespace).toBe('cds');
    expect(credentials.tls()).toEqual({ ca: 'PEM' });
    expect(credentials.authorization()).toBe('Bearer of-the-pod');
  });

  test('the API server may have an IPv6 address', () => {
    const options = { env: { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' } };
    const { server } = findCredentials({ ...options, serviceAccount: folderWith(inCluster) });
    expect(server.href).toBe('https://[fd00::1]:6443/');
  });

  test('a pod without a token uses the kubeconfig', () => {
    const credentials = findCredentials({ env, serviceAccount: folderWith(), kubeConfig: kubeconfigWith({}) });
    expect(credentials.authorization()).toBe('Bearer abc');
  });
});

describe('outside a cluster', () => {
  test('the kubeconfig of the home folder is used where none is named', () => {
    const home = folderWith({ '.kube/config': JSON.stringify(configWith({})) });
    const credentials = findCredentials({ env: { HOME: home }, serviceAccount: folderWith(inCluster) });
    expect(credentials.server.href).toBe('https://127.0.0.1:6443/');
    expect(credentials.authorization()).toBe('Bearer abc');
    expect(credentials.namespace).toBeUndefined();
  });

  test('the current context says which cluster, user and namespace', () => {
    const yaml = `
apiVersion: v1
kind: Config
current-context: two
contexts:
  - { name: one, context: { cluster: a, user: a } }
  - { name: two, context: { cluster: b, user: b, namespace: jobs } }
clusters:
  - { name: a, cluster: { server: 'https://a.example.test' } }
  - { name: b, cluster: { server: 'https://b.example.test/prefix', certificate-authority: ca.pem } }
users:
  - { name: a, user: { token: of-a } }
  - { name: b, user: { token: of-b, tokenFile: tokens/b } }
`;
    const folder = folderWith({ config: yaml, 'ca.pem': 'PEM', 'tokens/b': 'of-b-s-file\n' });
    const credentials = findCredentials({ kubeConfig: join(folder, 'config') });
    expect(credentials.server.href).toBe('https://b.example.test/prefix');
    expect(credentials.namespace).toBe('jobs');
    expect(credentials.tls()).toMatchObject({ ca: 'PEM', rejectUnauthorized: true });
    expect(credentials.authorization()).toBe('Bearer of-b-s-file');
  });

  test('certificates may stand in the kubeconfig itself', () => {
    const data = Buffer.from('PEM').toString('base64');
    const credentials = findCredentials({
      kubeConfig: kubeconfigWith({
        cluster: { 'certificate-authority-data': data, 'certificate-authority': 'not-there', 'tls-server-name': 'api' },
        user: { 'client-certificate-data': data, 'client-key-data': data },
      }),
    });
    expect(credentials.tls()).toEqual({
      ca: 'PEM',
      cert: 'PEM',
      key: 'PEM',
      rejectUnauthorized: true,
      servername: 'api',
    });
    expect(credentials.authorization()).toBeUndefined();
  });

  test('a context may have no user', () => {
    const config = { ...configWith({}), contexts: [{ name: 'test', context: { cluster: 'test' } }] };
    expect(findCredentials({ kubeConfig: fileWith(JSON.stringify(config)) }).authorization()).toBeUndefined();
  });
});

describe('fails when', () => {
  test.each([
    [
      'the file is missing',
      { kubeConfig: '/nowhere/config' },
      /no such file or directory, open '\/nowhere\/config'; expected a kubeconfig, .*; set KUBE_CONFIG/,
    ],
    ['it is empty', { kubeConfig: fileWith('') }, /got no object; expected a kubeconfig/],
    [
      'it has no current context',
      { kubeConfig: fileWith('{}') },
      /context: got nothing; expected one of those it has, none; /,
    ],
    [
      'its user is not in it',
      { kubeConfig: fileWith(JSON.stringify({ ...configWith({}), users: [null, { name: 'other', user: {} }] })) },
      /user: got "test"; expected one of those it has, "other"; correct the name/,
    ],
    [
      'its server is no URL',
      { kubeConfig: kubeconfigWith({ cluster: { server: '127.0.0.1:6443' } }) },
      /server: got "127.0.0.1:6443"; expected a URL, such as https:\/\/127.0.0.1:6443; /,
    ],
    [
      'its token is no text',
      { kubeConfig: kubeconfigWith({ user: { token: 12 } }) },
      /token: got a number; expected text; put it between quotes/,
    ],
    [
      'a file that it names is missing',
      { kubeConfig: kubeconfigWith({ user: { tokenFile: 'not-there' } }) },
      /ENOENT: .*not-there'; expected a file; correct the path in it/,
    ],
    [
      'it wants a program to be run',
      { kubeConfig: kubeconfigWith({ user: { exec: { command: 'aws' } } }) },
      /got exec; expected token, tokenFile or client-certificate, and no proxy; use a kubeconfig with the token/,
    ],
    [
      'it wants to be somebody else',
      { kubeConfig: kubeconfigWith({ user: { token: 'abc', as: 'admin', username: 'a', password: 'b' } }) },
      /got username, password, as; /,
    ],
    [
      'it wants a proxy',
      { kubeConfig: kubeconfigWith({ cluster: { 'proxy-url': 'http://proxy' } }) },
      /got proxy-url; /,
    ],
  ] satisfies [string, CredentialsOptions, RegExp][])('%s', (_, options, message) => {
    const error = thrownBy(() => findCredentials(options));
    expect(error).toBeInstanceOf(ExitError);
    expect(error).toMatchObject({ code: 'ERR_KUBERNETES_CONFIG', exitCode: 78 });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^kubernetes: \//);
  });

  test('it is not YAML, without repeating what may be a token', () => {
    const error = thrownBy(() => findCredentials({ kubeConfig: fileWith('token: "hunter2') }));
    expect(error.message).toMatch(/got 15 characters that are not YAML; expected a kubeconfig/);
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('hunter2');
  });
});

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
}

function configWith({ cluster, user = { token: 'abc' } }: Parts) {
  return {
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'test', user }],
  };
}

function kubeconfigWith(parts: Parts): string {
  return fileWith(JSON.stringify(configWith(parts)));
}

function fileWith(content: string): string {
  return join(folderWith({ config: content }), 'config');
}

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}
