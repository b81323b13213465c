import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { connectKubernetes, isRetriable, KubernetesError } from '../../../runtime/shared/kubernetes.ts';
import type { Kubernetes, KubernetesOptions } from '../../../runtime/shared/kubernetes.ts';
import { describeOnCluster } from '../../support/control-plane/suite.ts';
import { until } from '../../support/control-plane/until.ts';
import { folderWith } from '../../support/folder.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

interface Stored {
  readonly metadata: { readonly uid: string; readonly creationTimestamp: string; readonly labels?: object };
  readonly data?: Readonly<Record<string, string>>;
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const jobs = '/apis/batch/v1/namespaces/default/jobs';

describeOnCluster(
  'requests to the API server',
  '1.36',
  (cluster) => {
    const closes: (() => Promise<void>)[] = [];
    let kubernetes: Kubernetes;
    const connect = (options: KubernetesOptions): Kubernetes => {
      const connected = connectKubernetes(options);
      closes.push(() => connected.close());
      return connected;
    };
    /** A bad network on request before the API server, and a connection through it. */
    const connectThrough = async (options: { readonly maxSockets?: number } = {}) => {
      const proxy = await TcpProxy.start({ port: Number(new URL(cluster().server).port) });
      closes.push(() => proxy.stop());
      const text = (await readFile(cluster().kubeconfig, 'utf8')).replace(
        cluster().server,
        `https://127.0.0.1:${proxy.port}`,
      );
      return { proxy, kubernetes: connect({ kubeConfig: join(folderWith({ config: text }), 'config'), ...options }) };
    };
    /** A service account's folder as in a pod. */
    const serviceAccount = async (token: string) => {
      const folder = folderWith({ token, namespace: 'default\n' });
      await writeFile(join(folder, 'ca.crt'), await readFile(join(cluster().folder, 'certificates/apiserver.crt')));
      const { hostname, port } = new URL(cluster().server);
      return { serviceAccount: folder, env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port } };
    };

    beforeEach(() => {
      kubernetes = connect({ kubeConfig: cluster().kubeconfig });
    });
    afterEach(async () => {
      for (const close of closes.splice(0).toReversed()) await close();
    });

    test('give back what was stored as raw JSON, times as text', async () => {
      const created = await kubernetes.request<Stored>('POST', configMaps, { body: configMap('raw', { key: 'é ✓' }) });
      expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:]{8}Z$/);
      const read = await kubernetes.request<Stored>('GET', `${configMaps}/raw`);
      expect(read).toEqual(created);
      expect(read.data).toEqual({ key: 'é ✓' });
    });

    test('send fields that no model of ours knows', async () => {
      const body = { ...configMap('strict', {}), fieldOfTomorrow: { anything: [1, null] } };
      const refused = kubernetes.request('POST', configMaps, { body, query: { fieldValidation: 'Strict' } });
      await expect(refused).rejects.toThrow('unknown field "fieldOfTomorrow"');
    });

    test('fail by the status of the answer, with method, path and what the API server said', async () => {
      const missing = await failure(kubernetes.request('GET', `${configMaps}/none`));
      expect(missing).toBeInstanceOf(KubernetesError);
      expect(missing).toMatchObject({
        status: 404,
        reason: 'NotFound',
        message: `kubernetes: GET ${configMaps}/none: got 404 NotFound: configmaps "none" not found`,
      });

      await kubernetes.request('POST', configMaps, { body: configMap('twice', {}) });
      const again = await failure(kubernetes.request('POST', configMaps, { body: configMap('twice', {}) }));
      expect(again).toMatchObject({ status: 409, reason: 'AlreadyExists' });

      const invalid = await failure(kubernetes.request('POST', configMaps, { body: configMap('No Name', {}) }));
      expect(invalid).toMatchObject({ status: 422, reason: 'Invalid' });
      expect([missing, again, invalid].filter(isRetriable)).toEqual([]);
    });

    test('encode the query and leave out what is undefined', async () => {
      for (const [name, team] of [
        ['one', 'a'],
        ['two', 'b'],
      ] as const) {
        const { metadata, ...rest } = configMap(name, {});
        await kubernetes.request('POST', configMaps, {
          body: { ...rest, metadata: { ...metadata, labels: { team } } },
        });
      }
      const query = { labelSelector: 'team in (a, b)', limit: 1, continue: undefined };
      type List = {
        readonly items: readonly { metadata: { name: string } }[];
        readonly metadata: { continue: string };
      };
      const first = await kubernetes.request<List>('GET', configMaps, { query });
      const second = await kubernetes.request<List>('GET', configMaps, {
        query: { ...query, continue: first.metadata.continue },
      });
      expect([first, second].map(({ items }) => items.map(({ metadata }) => metadata.name))).toEqual([
        ['one'],
        ['two'],
      ]);
    });

    test('patch by merge, and delete only the object of the uid', async () => {
      const { metadata } = await kubernetes.request<Stored>('POST', configMaps, {
        body: configMap('changing', { a: '1' }),
      });
      const patched = await kubernetes.request<Stored>('PATCH', `${configMaps}/changing`, {
        body: { data: { b: '2' } },
      });
      expect(patched.data).toEqual({ a: '1', b: '2' });
      const remove = (uid: string) =>
        kubernetes.request('DELETE', `${configMaps}/changing`, { body: { preconditions: { uid } } });
      expect(await failure(remove('00000000-0000-0000-0000-000000000000'))).toMatchObject({ status: 409 });
      await remove(metadata.uid);
      expect(await failure(remove(metadata.uid))).toMatchObject({ status: 404 });
    });

    test('are to be tried again while a quota is full, and not when they are forbidden', async () => {
      const { kubectl } = cluster();
      await kubectl(['create', 'namespace', 'full']);
      await kubectl(['create', 'quota', 'none', '--hard=count/configmaps=0', '--namespace=full']);
      const path = '/api/v1/namespaces/full/configmaps';
      const create = () =>
        failure(kubernetes.request('POST', path, { body: { ...configMap('x', {}), metadata: { generateName: 'x' } } }));
      let error: unknown;
      await until('the quota to hold', 30_000, async () => (error = await create()) !== undefined);
      expect(error).toMatchObject({ status: 403, message: expect.stringContaining('exceeded quota') });
      expect(isRetriable(error)).toBe(true);

      await kubectl(['create', 'serviceaccount', 'nobody']);
      const token = (await kubectl(['create', 'token', 'nobody'])).stdout;
      const nobody = connect(await serviceAccount(token));
      const forbidden = await failure(nobody.request('GET', jobs));
      expect(forbidden).toMatchObject({ status: 403, reason: 'Forbidden' });
      expect(isRetriable(forbidden)).toBe(false);
    });

    test('share one connection, and streams at most as many as the pool has', async () => {
      const { proxy, kubernetes } = await connectThrough({ maxSockets: 3 });
      for (let i = 0; i < 10; i++) await kubernetes.request('GET', configMaps);
      expect(proxy.connections).toBe(1);
      await Promise.all(Array.from({ length: 50 }, () => kubernetes.request('GET', configMaps)));
      expect(proxy.connections).toBe(1);
      const readToEnd = async () => void (await text(await kubernetes.stream(configMaps)));
      for (let i = 0; i < 10; i++) await readToEnd();
      expect(proxy.connections).toBe(2);
      await Promise.all(Array.from({ length: 50 }, readToEnd));
      expect(proxy.connections).toBe(4);
      await kubernetes.close();
      await until('the connections to be closed', 5_000, () => proxy.connections === 0);
    });

    test('come to an end on a frozen network, and work again once it thaws', async () => {
      const { proxy, kubernetes } = await connectThrough({ maxSockets: 2 });
      await kubernetes.request('GET', configMaps);
      proxy.freeze();
      // Six for two connections: those that wait for one have the same time.
      const errors = await Promise.all(
        Array.from({ length: 6 }, () => failure(kubernetes.request('GET', configMaps, { timeoutMs: 200 }))),
      );
      expect(errors).toEqual(Array.from({ length: 6 }, () => expect.any(RetryError)));
      expect((errors[0] as Error).message).toBe(`kubernetes: GET ${configMaps}: got no answer in 200 ms`);
      proxy.thaw();
      await kubernetes.request('GET', configMaps);
    });

    test('fail with a RetryError when the connection is cut in the middle of an answer', async () => {
      await kubernetes.request('POST', configMaps, { body: configMap('large', { text: 'x'.repeat(500_000) }) });
      const { proxy, kubernetes: client } = await connectThrough();
      await client.request('GET', '/version');
      proxy.cutAfter(100_000, 'target');
      const error = await failure(client.request('GET', `${configMaps}/large`));
      expect(error).toBeInstanceOf(RetryError);
      expect(isRetriable(error)).toBe(true);
      await client.request('GET', `${configMaps}/large`);
    });

    test('fail with a RetryError where nobody listens', async () => {
      const { proxy, kubernetes: client } = await connectThrough();
      await proxy.stop();
      const error = await failure(client.request('GET', '/version'));
      expect(error).toBeInstanceOf(RetryError);
      expect((error as Error).message).toContain('ECONNREFUSED');
    });

    test('use the token that has replaced one which is refused, without failing', async () => {
      const { kubectl } = cluster();
      await kubectl(['create', 'serviceaccount', 'reader']);
      await kubectl([
        'create',
        'clusterrolebinding',
        'reader',
        '--clusterrole=view',
        '--serviceaccount=default:reader',
      ]);
      const options = await serviceAccount('expired');
      const client = connect(options);
      expect(await failure(client.request('GET', configMaps))).toMatchObject({ status: 401 });
      await writeFile(join(options.serviceAccount, 'token'), (await kubectl(['create', 'token', 'reader'])).stdout);
      await expect(client.request('GET', configMaps)).resolves.toMatchObject({ kind: 'ConfigMapList' });
      expect(client.namespace).toBe('default');
    });

    test('stream a watch event by event until it is aborted', async () => {
      const abort = new AbortController();
      const query = { watch: true, labelSelector: 'watched=yes' };
      const stream = await kubernetes.stream(configMaps, { query, signal: abort.signal, timeoutMs: 5_000 });
      const { metadata, ...rest } = configMap('watched', {});
      await kubernetes.request('POST', configMaps, {
        body: { ...rest, metadata: { ...metadata, labels: { watched: 'yes' } } },
      });
      const chunks = stream[Symbol.asyncIterator]();
      let event = '';
      while (!event.includes('\n')) event += String((await chunks.next()).value);
      expect(JSON.parse(event)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } });
      const ended = failure(chunks.next());
      abort.abort(new Error('enough'));
      const error = await ended;
      expect(error).toBeInstanceOf(RetryError);
      expect(error).toMatchObject({ cause: new Error('enough') });
    });

    test('end a stream that was cut, or was silent for too long, with a RetryError', async () => {
      const { proxy, kubernetes: client } = await connectThrough();
      const watch = (idleTimeoutMs?: number) =>
        client.stream(configMaps, { query: { watch: true, resourceVersion: '' }, idleTimeoutMs });
      const readToEnd = async (stream: AsyncIterable<unknown>) => {
        for await (const chunk of stream) expect(chunk).toBeDefined();
      };
      const cut = readToEnd(await watch());
      proxy.cut();
      expect(await failure(cut)).toBeInstanceOf(RetryError);
      const silent = await failure(readToEnd(await watch(200)));
      expect(silent).toBeInstanceOf(RetryError);
      expect((silent as Error).message).toBe(`kubernetes: GET ${configMaps}: got nothing for 200 ms`);
    });

    test('refuse a stream by the status of the answer', async () => {
      const stream = kubernetes.stream('/api/v1/namespaces/default/pods/none/log', { query: { container: 'main' } });
      expect(await failure(stream)).toMatchObject({ status: 404, reason: 'NotFound' });
    });
  },
  { nodes: 0 },
);

function configMap(name: string, data: Readonly<Record<string, string>>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** What a promise was rejected with; `undefined` if it was not. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
