import { afterEach, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import {
  constants,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { connectKubernetes, KubernetesError, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { CERTIFICATE_PROGRAMS, makeCertificates, type Certificates } from '../../support/certificates.ts';
import { until } from '../../support/control-plane/until.ts';
import { missingPrograms, remedyFor } from '../../support/debian-packages.ts';
import { describeWhere, type LookUp } from '../../support/describe-on.ts';
import { folderWith } from '../../support/folder.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

jest.setTimeout(30_000);

type Answer = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

const closes: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const missing = missingPrograms(CERTIFICATE_PROGRAMS);
const openssl: LookUp = missing.length === 0 ? { found: true } : { found: false, reason: remedyFor(missing) };

describeWhere('requests over HTTP/2', 'openssl', openssl, () => {
  let made: Certificates | undefined;
  const certificates = (): Certificates => (made ??= makeCertificates(folderWith()));

  test('go side by side over one connection, and streams over others', async () => {
    const held: (() => void)[] = [];
    const seen: string[] = [];
    const { kubernetes, sockets } = await serve(({ httpVersion, method, url, headers }, response) => {
      seen.push(`${httpVersion} ${method} ${url} ${headers.authorization} ${headers['content-type']}`);
      if (httpVersion === '1.1') response.end('streamed');
      else held.push(() => response.end('{}'));
    });
    const options = { query: { a: 'b c' }, body: { a: 'ü' } };
    const answers = Array.from({ length: 50 }, () => kubernetes.request('POST', '/x', options));
    await until('all to arrive', 5_000, () => held.length === 50);
    expect(sockets()).toBe(1);
    for (const end of held) end();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 50 }, () => ({})));
    expect(await text(await kubernetes.stream('/x'))).toBe('streamed');
    expect(sockets()).toBe(2);
    expect([...new Set(seen)]).toEqual([
      '2.0 POST /prefix/x?a=b%20c Bearer one application/json',
      '1.1 GET /prefix/x Bearer one undefined',
    ]);
  });

  test('bring bodies of any size whole, both ways', async () => {
    const { kubernetes } = await serve((request, response) => void request.pipe(response));
    const body = { text: 'ü'.repeat(1_000_000) };
    expect(await kubernetes.request('POST', '/x', { body })).toEqual(body);
    expect(await kubernetes.request('GET', '/x')).toBeUndefined();
  });

  test('fail by the status of the answer, and after a 401 use the token and the files of now', async () => {
    const seen: (string | undefined)[] = [];
    const { kubernetes, folder, sockets, open } = await serve(({ url, headers }, response) => {
      seen.push(headers.authorization);
      const status = url.endsWith('/busy') ? 429 : headers.authorization === 'Bearer two' ? 200 : 401;
      response.writeHead(status, { 'retry-after': '3' }).end('{"reason":"SomeReason"}');
    });
    const busy = await failure(kubernetes.request('GET', '/busy'));
    expect(busy).toBeInstanceOf(KubernetesError);
    expect(busy).toMatchObject({ status: 429, reason: 'SomeReason', retryAfterMs: 3_000 });
    expect(await failure(kubernetes.request('GET', '/x'))).toMatchObject({ status: 401 });
    writeFileSync(join(folder, 'token'), 'two');
    await kubernetes.request('GET', '/x');
    expect(seen).toEqual(['Bearer one', 'Bearer one', 'Bearer one', 'Bearer two']);
    expect(sockets()).toBe(3);
    await until('those that were refused to be closed', 5_000, () => open() === 1);
  });

  test('that end early leave the others on their connection alone, and the next ones go over a new one', async () => {
    const held = new Map<string, Http2ServerResponse>();
    const { kubernetes, sockets, open } = await serve(({ url }, response) => {
      if (url.endsWith('/next')) response.end('"next"');
      else held.set(url, response);
    });
    const abort = new AbortController();
    const [aborted, late, slow] = [
      failure(kubernetes.request('GET', '/aborted', { signal: abort.signal })),
      failure(kubernetes.request('GET', '/late', { timeoutMs: 300 })),
      kubernetes.request('GET', '/slow'),
    ];
    await until('all to arrive', 5_000, () => held.size === 3);
    abort.abort(new Error('stop'));
    expect(await aborted).toMatchObject({
      message: 'kubernetes: GET /aborted: it was aborted',
      cause: new Error('stop'),
    });
    expect(await late).toMatchObject({ message: 'kubernetes: GET /late: got no answer in 300 ms' });
    expect(await kubernetes.request('GET', '/next')).toBe('next');
    expect(sockets()).toBe(2);
    held.get('/prefix/slow')?.end('"slow"');
    expect(await slow).toBe('slow');
    await until('the connection that is not used any more to be closed', 5_000, () => open() === 1);
  });

  test('end on a frozen network, and go over a new connection once it thaws', async () => {
    const { kubernetes, proxy, sockets, open } = await serve((_, response) => void response.end('{}'));
    await kubernetes.request('GET', '/x');
    proxy.freeze();
    const errors = [1, 2, 3].map(() => failure(kubernetes.request('GET', '/x', { timeoutMs: 200 })));
    expect(await Promise.all(errors)).toEqual([1, 2, 3].map(() => expect.any(RetryError)));
    // It waits for the connection to be opened, which is given up with it.
    expect(await failure(kubernetes.request('GET', '/x', { timeoutMs: 200 }))).toBeInstanceOf(RetryError);
    proxy.thaw();
    await kubernetes.request('GET', '/x');
    expect(sockets()).toBeGreaterThan(1);
    await until('the others to be closed', 5_000, () => open() === 1);
  });

  test.each([
    ['cut', ({ proxy }: Served) => proxy.cut()],
    [
      'left alone by a server that closes',
      ({ connections }: Served) => connections.forEach((socket) => socket.destroy()),
    ],
    [
      'ended by the server with an error',
      ({ sessions }: Served) => sessions[0]?.goaway(constants.NGHTTP2_INTERNAL_ERROR),
    ],
    ['reset one by one', ({ streams }: Served) => streams.forEach((stream) => stream.destroy(new Error('reset')))],
  ])('before their answer or in its middle fail with a RetryError when they are %s', async (_, end) => {
    let isOver = false;
    const served = await serve(({ url }, response) => {
      served.streams.push(response.stream);
      if (isOver) response.end('{}');
      else if (url.endsWith('/begun')) response.writeHead(200).write('{}');
      else if (url.endsWith('/empty')) response.stream.respond({ ':status': 200 });
    });
    const paths = ['/begun', '/empty', '/waiting'];
    const errors = paths.map((path) => failure(served.kubernetes.request('GET', path)));
    await until('all to arrive', 5_000, () => served.streams.length === 3);
    end(served);
    expect(await Promise.all(errors)).toEqual(paths.map(() => expect.any(RetryError)));
    isOver = true;
    await served.kubernetes.request('GET', '/x');
  });

  test('go over a new connection once the server wants no more on the old one, which ends those it has', async () => {
    const held: Http2ServerResponse[] = [];
    const { kubernetes, sessions, sockets, open } = await serve(({ url }, response) => {
      if (url.endsWith('/slow')) held.push(response);
      else response.end('"next"');
    });
    const slow = kubernetes.request('GET', '/slow');
    await until('it to arrive', 5_000, () => held.length === 1);
    sessions[0]?.close();
    await until('the next to go over a new connection', 5_000, async () => {
      // Those that were sent before the client heard of it are refused.
      return (await failure(kubernetes.request('GET', '/next'))) === undefined && sockets() === 2;
    });
    held[0]?.end('"slow"');
    expect(await slow).toBe('slow');
    await until('the old connection to be closed', 5_000, () => open() === 1);
  });

  test('fail when all is closed, also while the connection is being opened', async () => {
    const { kubernetes, proxy, streams, open } = await serve((_, response) => void streams.push(response.stream));
    const pending = failure(kubernetes.request('GET', '/x'));
    await until('it to arrive', 5_000, () => streams.length === 1);
    await kubernetes.close();
    expect(await pending).toBeInstanceOf(RetryError);
    expect(await failure(kubernetes.request('GET', '/x'))).toBeInstanceOf(RetryError);
    await until('the connection to be closed', 5_000, () => open() === 0);

    const other = await serve(() => undefined);
    other.proxy.freeze();
    const opening = failure(other.kubernetes.request('GET', '/x'));
    await until('it to connect', 5_000, () => other.proxy.connections === 1);
    await other.kubernetes.close();
    expect(await opening).toBeInstanceOf(RetryError);
    expect(proxy.connections).toBe(0);
  });

  test('read the files of the credentials for each connection, and fail while one cannot be read', async () => {
    let nowMs = 0;
    const { kubernetes, folder, sessions, sockets } = await serve((_, response) => void response.end('{}'), {
      monotonicMs: () => nowMs,
    });
    await kubernetes.request('GET', '/x');
    rmSync(join(folder, 'ca.crt'));
    nowMs += 10_001;
    await kubernetes.request('GET', '/x');
    sessions[0]?.destroy();
    let error: unknown;
    await until('a new connection to be needed', 5_000, async () => {
      error = await failure(kubernetes.request('GET', '/x'));
      return (error as Error | undefined)?.message.includes('ENOENT') ?? false;
    });
    expect(error).toBeInstanceOf(RetryError);
    writeFileSync(join(folder, 'ca.crt'), certificates().ca.pem);
    await kubernetes.request('GET', '/x');
    expect(sockets()).toBe(2);
  });

  test('go over HTTP/1.1 where the server speaks nothing else, on the connection that was opened to ask', async () => {
    const versions: string[] = [];
    const { cert, key } = certificates().server;
    const server = createTlsServer({ cert: cert.pem, key: key.pem }, ({ httpVersion }, response) => {
      versions.push(httpVersion);
      response.end('{}');
    });
    const { kubernetes, sockets } = await connectTo(server);
    await Promise.all(Array.from({ length: 10 }, () => kubernetes.request('GET', '/x')));
    expect(versions).toEqual(Array.from({ length: 10 }, () => '1.1'));
    expect(sockets()).toBe(10);
  });

  test('fail at their deadline where a connection is accepted and nothing follows, and the next ones try another', async () => {
    const { kubernetes, sockets, open } = await connectTo(createTcpServer((socket) => void socket.resume()));
    for (let i = 1; i <= 2; i++) {
      const error = await failure(kubernetes.request('GET', '/x', { timeoutMs: 200 }));
      expect(error).toMatchObject({ message: 'kubernetes: GET /x: got no answer in 200 ms' });
      expect(sockets()).toBe(i);
    }
    await until('both to be given up', 5_000, () => open() === 0);
  });

  interface Served extends Awaited<ReturnType<typeof serve>> {}

  /** A server of both versions, with a bad network on request before it. */
  async function serve(answer: Answer, options: { readonly monotonicMs?: () => number } = {}) {
    const { cert, key } = certificates().server;
    const server = createSecureServer({ cert: cert.pem, key: key.pem, allowHTTP1: true }, answer);
    const sessions: ServerHttp2Session[] = [];
    server.on('session', (session) => {
      session.on('error', () => undefined);
      sessions.push(session);
    });
    server.on('stream', (stream) => stream.on('error', () => undefined));
    const streams: Http2ServerResponse['stream'][] = [];
    return { sessions, streams, ...(await connectTo(server, options)) };
  }

  async function connectTo(server: Server, options: { readonly monotonicMs?: () => number } = {}) {
    let [sockets, open] = [0, 0];
    const connections: Socket[] = [];
    server.on('connection', (socket) => {
      connections.push(socket);
      sockets += 1;
      open += 1;
      socket.on('error', () => undefined).on('close', () => (open -= 1));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = await TcpProxy.start({ port: (server.address() as AddressInfo).port });
    const folder = folderWith({ token: 'one', 'ca.crt': certificates().ca.pem });
    const config = {
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      clusters: [
        {
          name: 'test',
          cluster: {
            server: `https://127.0.0.1:${proxy.port}/prefix`,
            'certificate-authority': join(folder, 'ca.crt'),
          },
        },
      ],
      users: [{ name: 'test', user: { tokenFile: join(folder, 'token') } }],
    };
    writeFileSync(join(folder, 'config'), JSON.stringify(config));
    const kubernetes: Kubernetes = connectKubernetes({ kubeConfig: join(folder, 'config'), ...options });
    closes.push(async () => {
      await kubernetes.close();
      await proxy.stop();
      await new Promise((resolve) => server.close(resolve));
    });
    return { kubernetes, proxy, folder, connections, sockets: () => sockets, open: () => open };
  }
});

/** What a promise was rejected with; `undefined` if it was not. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
