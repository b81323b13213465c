import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { connectKubernetes, isRetriable, KubernetesError } from '../../../runtime/shared/kubernetes.ts';
import type { Kubernetes, KubernetesOptions } from '../../../runtime/shared/kubernetes.ts';
import { protobuf } from '../../../runtime/shared/kubernetes-protobuf.ts';
import { CERTIFICATE_PROGRAMS, makeCertificates } from '../../support/certificates.ts';
import { until } from '../../support/control-plane/until.ts';
import { missingPrograms, remedyFor } from '../../support/debian-packages.ts';
import { describeWhere, type LookUp } from '../../support/describe-on.ts';
import { folderWith } from '../../support/folder.ts';
import { statusOf } from '../../support/reaper/protobuf.ts';

jest.setTimeout(30_000);

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

describe('an answer', () => {
  test('that asks for patience says for how long, in its header or its body', async () => {
    const answers: Answer[] = [
      [429, { 'retry-after': '3' }, 'Too many requests, please try again later.'],
      [
        503,
        {},
        JSON.stringify({
          kind: 'Status',
          reason: 'ServiceUnavailable',
          message: 'soon',
          details: { retryAfterSeconds: 7 },
        }),
      ],
      [503, {}, ''],
      [429, {}, statusOf({ reason: 'TooManyRequests', message: 'später', details: { retryAfterSeconds: 2 } })],
    ];
    const { kubernetes } = await serve((_, response) => respond(response, ...(answers.shift() ?? none)));
    expect(await failure(kubernetes.request('GET', '/x'))).toMatchObject({
      status: 429,
      retryAfterMs: 3_000,
      message: 'kubernetes: GET /x: got 429: Too many requests, please try again later.',
    });
    expect(await failure(kubernetes.request('GET', '/x'))).toMatchObject({
      reason: 'ServiceUnavailable',
      retryAfterMs: 7_000,
    });
    expect(await failure(kubernetes.request('GET', '/x'))).toMatchObject({ status: 503, retryAfterMs: undefined });
    expect(await failure(kubernetes.request('GET', '/x'))).toMatchObject({
      reason: 'TooManyRequests',
      retryAfterMs: 2_000,
      message: 'kubernetes: GET /x: got 429 TooManyRequests: später',
    });
  });

  test('is worth another try by its status', () => {
    const isWorth = (status: number, message = '', reason?: string) =>
      isRetriable(new KubernetesError(message, { status, reason }));
    expect([408, 429, 500, 502, 503, 504].filter((status) => !isWorth(status))).toEqual([]);
    expect([400, 401, 403, 404, 405, 409, 410, 413, 422].filter((status) => isWorth(status))).toEqual([]);
    expect(isWorth(403, 'jobs.batch "a" is forbidden: exceeded quota: q')).toBe(true);
    // What the API server says when two creates are counted against one quota at a time.
    const message = 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified';
    expect(isWorth(409, message, 'Conflict')).toBe(true);
    expect(isWorth(409, 'jobs.batch "resourcequotas" already exists', 'AlreadyExists')).toBe(false);
    expect(isRetriable(new Error('a fault of the program'))).toBe(false);
  });

  test('with a message as large as an object is repeated in part', async () => {
    const { kubernetes } = await serve((_, response) =>
      respond(response, 422, {}, JSON.stringify({ message: 'x'.repeat(100_000) })),
    );
    const { message } = (await failure(kubernetes.request('GET', '/x'))) as Error;
    expect(message).toMatch(/^kubernetes: GET \/x: got 422: x{2000}\.\.\.$/);
  });

  test('is read as the caller says, with a RetryError where that fails', async () => {
    const bodies = ['one', 'two'];
    const { kubernetes } = await serve((_, response) => respond(response, 200, {}, bodies.shift() ?? ''));
    const parse = (body: Buffer) => {
      if (body.equals(Buffer.from('one'))) return 1;
      throw new TypeError('neither');
    };
    expect(await kubernetes.request('GET', '/x', { parse })).toBe(1);
    const error = await failure(kubernetes.request('GET', '/x', { accept: protobuf, parse }));
    expect(error).toBeInstanceOf(RetryError);
    expect((error as Error).message).toBe('kubernetes: GET /x: got 3 bytes that are not protobuf; expected protobuf');
  });

  test('without a body is undefined; one that is not JSON fails and is not repeated', async () => {
    const bodies = ['', '<html>hello'];
    const { kubernetes } = await serve((_, response) => respond(response, 200, {}, bodies.shift() ?? ''));
    expect(await kubernetes.request('GET', '/x')).toBeUndefined();
    const error = await failure(kubernetes.request('GET', '/x'));
    expect(error).toBeInstanceOf(RetryError);
    expect((error as Error).message).toBe('kubernetes: GET /x: got 11 bytes that are not JSON; expected JSON');
  });
});

describe('a request', () => {
  test('carries the path of the server, the content type and the length in bytes', async () => {
    const seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
    const { kubernetes } = await serve(
      (request, response) => {
        seen.push(request);
        respond(response, 200, {}, '{}');
      },
      { path: '/k8s/clusters/c1/' },
    );
    await kubernetes.request('PATCH', '/api', { body: { ü: 1 }, query: { a: 'b c&d', e: undefined, f: false } });
    await kubernetes.request('PUT', '/api', { body: [], contentType: 'application/apply-patch+yaml' });
    await kubernetes.request('GET', '/api');
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PATCH /k8s/clusters/c1/api?a=b%20c%26d&f=false',
      'PUT /k8s/clusters/c1/api',
      'GET /k8s/clusters/c1/api',
    ]);
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/merge-patch+json', 'content-length': '8' });
    expect(seen[1]?.headers).toMatchObject({ 'content-type': 'application/apply-patch+yaml' });
    expect(seen[2]?.headers).not.toHaveProperty('content-type');
    expect(seen[2]?.headers).toMatchObject({ authorization: 'Bearer abc' });
  });

  test('ends when its caller aborts, and leaves nothing on the signal', async () => {
    const { kubernetes, requests } = await serve(() => undefined);
    const abort = new AbortController();
    const { signal } = abort;
    const pending = failure(kubernetes.request('GET', '/x', { signal }));
    await until('the request to arrive', 5_000, () => requests() === 1);
    abort.abort(new Error('stop'));
    const error = await pending;
    expect(error).toBeInstanceOf(RetryError);
    expect(error).toMatchObject({ message: 'kubernetes: GET /x: it was aborted', cause: new Error('stop') });
    expect(getEventListeners(signal, 'abort')).toEqual([]);

    expect(await failure(kubernetes.request('GET', '/x', { signal }))).toBeInstanceOf(RetryError);
    expect(await failure(kubernetes.stream('/x', { signal }))).toBeInstanceOf(RetryError);
    expect(requests()).toBe(1);
  });

  test('leaves nothing on a signal when it succeeds, and many may share one', async () => {
    const { kubernetes } = await serve((_, response) => respond(response, 200, {}, '{}'));
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 100 }, () => kubernetes.request('GET', '/x', { signal })));
    await text(await kubernetes.stream('/x', { signal }));
    process.off('warning', onWarning);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('has one deadline for headers and body together', async () => {
    const { kubernetes } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{');
    });
    const error = await failure(kubernetes.request('GET', '/x', { timeoutMs: 200 }));
    expect(error).toBeInstanceOf(RetryError);
    expect((error as Error).message).toBe('kubernetes: GET /x: got no answer in 200 ms');
  });

  test('that waits for a connection fails when all are closed', async () => {
    const { kubernetes, requests } = await serve(() => undefined, { maxSockets: 1 });
    const pending = Promise.all([1, 2, 3].map(() => failure(kubernetes.request('GET', '/x'))));
    await until('the first to arrive', 5_000, () => requests() === 1);
    await kubernetes.close();
    expect(await pending).toEqual([1, 2, 3].map(() => expect.any(RetryError)));
    expect(await failure(kubernetes.request('GET', '/x'))).toBeInstanceOf(RetryError);
    expect(requests()).toBe(1);
  });

  test('uses a connection again, and opens as many as the pool may have when there is more to do', async () => {
    const { kubernetes, sockets } = await serve((_, response) => respond(response, 200, {}, '{}'), { maxSockets: 3 });
    for (let i = 0; i < 10; i++) await kubernetes.request('GET', '/x');
    expect(sockets()).toBe(1);
    await Promise.all(Array.from({ length: 50 }, () => kubernetes.request('GET', '/x')));
    expect(sockets()).toBe(3);
  });

  test('goes out again on a new connection after the server closed the idle one', async () => {
    const { kubernetes, sockets } = await serve((_, response) => respond(response, 200, { connection: 'close' }, '{}'));
    await kubernetes.request('GET', '/x');
    await kubernetes.request('GET', '/x');
    expect(sockets()).toBe(2);
  });
});

describe('a stream', () => {
  test('fails when no headers come in time, and may be silent after them', async () => {
    const { kubernetes } = await serve((request, response) => {
      if (request.url === '/never') return;
      response.writeHead(200).flushHeaders();
      setTimeout(() => response.end('late'), 300);
    });
    expect(await failure(kubernetes.stream('/never', { timeoutMs: 100 }))).toBeInstanceOf(RetryError);
    expect(await text(await kubernetes.stream('/late', { timeoutMs: 100 }))).toBe('late');
  });

  test('gives its connection back once it was read, also where silence was bounded', async () => {
    const { kubernetes, sockets } = await serve((_, response) => respond(response, 200, {}, 'all of it'));
    for (let i = 0; i < 3; i++)
      expect(await text(await kubernetes.stream('/x', { idleTimeoutMs: 10_000 }))).toBe('all of it');
    expect(sockets()).toBe(1);
  });

  test('that nobody reads to its end is over once it is destroyed', async () => {
    const { kubernetes } = await serve((_, response) => response.writeHead(200).write('endless'), { maxSockets: 1 });
    for (let i = 0; i < 3; i++) {
      const stream = await kubernetes.stream('/x', { timeoutMs: 5_000 });
      stream.destroy();
      expect(await once(stream, 'close')).toEqual([]);
    }
  });
});

describe('a token file', () => {
  test('is read again after 10 s', async () => {
    const seen: (string | undefined)[] = [];
    const folder = folderWith({ token: 'one\n' });
    let nowMs = 5_000;
    const { kubernetes } = await serve(
      (request, response) => {
        seen.push(request.headers.authorization);
        respond(response, 200, {}, '{}');
      },
      { user: { tokenFile: join(folder, 'token') }, monotonicMs: () => nowMs },
    );
    await kubernetes.request('GET', '/x');
    writeFileSync(join(folder, 'token'), 'two');
    await kubernetes.request('GET', '/x');
    nowMs += 10_001;
    await kubernetes.request('GET', '/x');
    expect(seen).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);

    rmSync(join(folder, 'token'));
    nowMs += 10_001;
    const error = await failure(kubernetes.request('GET', '/x'));
    expect(error).toBeInstanceOf(RetryError);
    expect((error as Error).message).toContain('ENOENT');
  });

  test('that holds the refused token still is not tried again', async () => {
    const folder = folderWith({ token: 'one' });
    const { kubernetes, requests } = await serve(
      (_, response) => respond(response, 401, {}, '{"reason":"Unauthorized"}'),
      {
        user: { tokenFile: join(folder, 'token') },
      },
    );
    expect(await failure(kubernetes.request('GET', '/x'))).toMatchObject({ status: 401, reason: 'Unauthorized' });
    expect(requests()).toBe(1);
  });
});

const missing = missingPrograms(CERTIFICATE_PROGRAMS);
const openssl: LookUp = missing.length === 0 ? { found: true } : { found: false, reason: remedyFor(missing) };

describeWhere('TLS to the API server', 'openssl', openssl, () => {
  test('shows the client certificate', async () => {
    const { ca, server, client } = makeCertificates(folderWith());
    const tls = { ca: ca.pem, cert: server.cert.pem, key: server.key.pem, requestCert: true, rejectUnauthorized: true };
    const answer: RequestListener = (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      respond(response, 200, {}, JSON.stringify({ subject: subject.CN, authorization: request.headers.authorization }));
    };
    const certificate = Buffer.from(client.cert.pem).toString('base64');
    const { kubernetes } = await serve(answer, {
      tls,
      cluster: { 'certificate-authority': ca.path },
      user: { 'client-certificate-data': certificate, 'client-key': client.key.path },
    });
    expect(await kubernetes.request('GET', '/x')).toEqual({ subject: 'client' });
  });

  test('trusts nobody but the authority of the kubeconfig, and by the name that it asks for', async () => {
    const { ca, server } = makeCertificates(folderWith());
    const other = makeCertificates(folderWith());
    const tls = { cert: server.cert.pem, key: server.key.pem };
    const answer: RequestListener = (_, response) => respond(response, 200, {}, '{}');
    const ask = async (cluster: object) => {
      const { kubernetes } = await serve(answer, { tls, cluster });
      return failure(kubernetes.request('GET', '/x'));
    };
    expect(await ask({ 'certificate-authority': ca.path })).toBeUndefined();
    expect(await ask({ 'certificate-authority': ca.path, 'tls-server-name': 'localhost' })).toBeUndefined();
    expect(await ask({ 'insecure-skip-tls-verify': true })).toBeUndefined();
    expect(await ask({ 'certificate-authority': other.ca.path })).toBeInstanceOf(RetryError);
    expect(await ask({ 'certificate-authority': ca.path, 'tls-server-name': 'example.test' })).toBeInstanceOf(
      RetryError,
    );
    expect(await ask({})).toBeInstanceOf(RetryError);
  });

  test('takes an authority that was replaced on disk for the next connection', async () => {
    const [before, after] = [makeCertificates(folderWith()), makeCertificates(folderWith())];
    const folder = folderWith({ 'ca.crt': before.ca.pem });
    let nowMs = 0;
    const answer: RequestListener = (_, response) => respond(response, 200, { connection: 'close' }, '{}');
    const tls = { cert: before.server.cert.pem, key: before.server.key.pem };
    const { kubernetes, server } = await serve(answer, {
      tls,
      cluster: { 'certificate-authority': join(folder, 'ca.crt') },
      monotonicMs: () => nowMs,
    });
    await kubernetes.request('GET', '/x');
    (server as ReturnType<typeof createTlsServer>).setSecureContext({
      cert: after.server.cert.pem,
      key: after.server.key.pem,
    });
    expect(await failure(kubernetes.request('GET', '/x'))).toBeInstanceOf(RetryError);
    writeFileSync(join(folder, 'ca.crt'), readFileSync(after.ca.path));
    nowMs += 10_001;
    await kubernetes.request('GET', '/x');
  });

  test('shows a client certificate that was replaced on disk on the next connection', async () => {
    const [before, after] = [makeCertificates(folderWith()), makeCertificates(folderWith())];
    const folder = folderWith({ cert: before.client.cert.pem, key: before.client.key.pem });
    let nowMs = 0;
    const { cert, key } = before.server;
    const { kubernetes } = await serve(
      (request, response) => {
        const { serialNumber } = (request.socket as TLSSocket).getPeerCertificate();
        respond(response, 200, { connection: 'close' }, JSON.stringify(serialNumber));
      },
      {
        tls: { ca: [before.ca.pem, after.ca.pem], cert: cert.pem, key: key.pem, requestCert: true },
        cluster: { 'certificate-authority': before.ca.path },
        user: { 'client-certificate': join(folder, 'cert'), 'client-key': join(folder, 'key') },
        monotonicMs: () => nowMs,
      },
    );
    const first = await kubernetes.request('GET', '/x');
    writeFileSync(join(folder, 'cert'), after.client.cert.pem);
    writeFileSync(join(folder, 'key'), after.client.key.pem);
    nowMs += 10_001;
    const second = await kubernetes.request('GET', '/x');
    const serials = [before, after].map(({ client }) => new X509Certificate(client.cert.pem).serialNumber);
    expect([first, second]).toEqual(serials);
  });

  test('fails, and goes on later, while the authority cannot be read', async () => {
    const { ca, server } = makeCertificates(folderWith());
    const folder = folderWith({ 'ca.crt': ca.pem });
    let nowMs = 0;
    const held: ServerResponse[] = [];
    const { kubernetes } = await serve((_, response) => void held.push(response), {
      tls: { cert: server.cert.pem, key: server.key.pem },
      cluster: { 'certificate-authority': join(folder, 'ca.crt') },
      monotonicMs: () => nowMs,
      maxSockets: 1,
    });
    const answerNext = async () => {
      await until('a request to arrive', 5_000, () => held.length > 0);
      respond(held.pop()!, 200, { connection: 'close' }, '{}');
    };
    // The second waits for the connection of the first, and finds no authority once that is closed.
    const answers = ['/first', '/second'].map((path) => failure(kubernetes.request('GET', path)));
    rmSync(join(folder, 'ca.crt'));
    nowMs += 10_001;
    await answerNext();
    expect(await Promise.all(answers)).toEqual([undefined, expect.any(RetryError)]);
    expect(await failure(kubernetes.request('GET', '/third'))).toBeInstanceOf(RetryError);
    writeFileSync(join(folder, 'ca.crt'), ca.pem);
    const last = kubernetes.request('GET', '/last');
    await answerNext();
    expect(await last).toEqual({});
  });
});

interface ServeOptions extends Pick<KubernetesOptions, 'maxSockets' | 'monotonicMs'> {
  /** Of the server's URL. */
  readonly path?: string;
  readonly tls?: ServerOptions;
  readonly cluster?: object;
  readonly user?: object;
}

/** A server of the test's own and a connection to it. */
async function serve(answer: RequestListener, options: ServeOptions = {}) {
  const { path = '', tls, cluster, user = { token: 'abc' }, ...rest } = options;
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  let [requests, sockets] = [0, 0];
  server.on('request', () => (requests += 1));
  server.on('connection', () => (sockets += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const config = {
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: url, ...cluster } }],
    users: [{ name: 'test', user }],
  };
  const kubeConfig = join(folderWith({ config: JSON.stringify(config) }), 'config');
  const kubernetes: Kubernetes = connectKubernetes({ kubeConfig, ...rest });
  closes.push(async () => {
    await kubernetes.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { kubernetes, server, requests: () => requests, sockets: () => sockets };
}

/** What `respond` answers with. */
type Answer = [status: number, headers: Record<string, string>, body: string | Buffer];
const none: Answer = [500, {}, ''];

function respond(response: ServerResponse, ...[status, headers, body]: Answer): void {
  response.writeHead(status, headers).end(body);
}

/** What a promise was rejected with; `undefined` if it was not. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
