import { afterEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Jobs } from '../../../runtime/responder/jobs.ts';
import { connectKubernetes } from '../../../runtime/shared/kubernetes.ts';
import { folderWith } from '../../support/folder.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
});

const uid = '3e1b6d2c-0b7f-4b5e-8f0e-6a5d2f1c9b7a';
const metadata = { name: 'cds-a', namespace: 'cds', uid, resourceVersion: '7' };

test.each([
  ['leaves out spec and status', { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }],
  ['has all of it', { kind: 'Job', apiVersion: 'batch/v1', metadata, spec: { suspend: true }, status: {} }],
  ['is in another order', { metadata: { uid, name: 'cds-a' }, kind: 'Job', apiVersion: 'batch/v1' }],
  [
    'has a uid in a label before its own',
    { kind: 'Job', apiVersion: 'batch/v1', metadata: { name: 'cds-a', labels: { uid: 'other' }, uid } },
  ],
])('a Job that was created has its name and uid of an answer that %s', async (_, answer) => {
  const accepted: unknown[] = [];
  const jobs = await jobsOf(JSON.stringify(answer), (accept) => accepted.push(accept));
  expect((await jobs.create({})).metadata).toMatchObject({ name: 'cds-a', uid });
  expect(accepted).toEqual([expect.stringContaining('as=PartialObjectMetadata')]);
});

test('an answer to a create that is no JSON leaves open whether the Job was created', async () => {
  const jobs = await jobsOf('<html>');
  await expect(jobs.create({})).rejects.toThrow(/got 6 bytes that are not JSON/);
});

async function jobsOf(answer: string, onAccept: (accept: unknown) => void = () => undefined): Promise<Jobs> {
  server = createServer((request, response) => {
    onAccept(request.headers.accept);
    request.resume().on('end', () => response.writeHead(201).end(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'a', user: {} }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', namespace: 'cds' } }],
    'current-context': 'a',
  };
  const folder = folderWith({ kubeconfig: JSON.stringify(config) });
  return new Jobs(connectKubernetes({ kubeConfig: join(folder, 'kubeconfig'), env: {} }));
}
