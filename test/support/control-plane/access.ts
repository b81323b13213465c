import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Files } from './parts.ts';

/**
 * Writes what gives access to an API server: the kubeconfig of its administrator and the tokens it knows, and the key
 * that it signs service accounts' tokens with.
 * @param server URL of the API
 * @param token the administrator's
 */
export async function writeAccess(files: Files, server: string, token: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': files.certificate } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  };
  await Promise.all([
    writeFile(files.serviceAccountKey, privateKey.export({ type: 'pkcs1', format: 'pem' })),
    // token, user, uid, group: the group that may do everything
    writeFile(files.tokens, `${token},admin,admin,system:masters\n`),
    writeFile(files.kubeconfig, JSON.stringify(kubeconfig)),
  ]);
}
