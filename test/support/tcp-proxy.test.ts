import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from './control-plane/until.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** A server that sends back what it gets, after a greeting. */
async function startEcho(greeting: string): Promise<Server & { readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(greeting);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

/** What a client has seen so far. */
interface Client {
  readonly socket: Socket;
  received: string;
  ended: boolean;
  error: string | undefined;
}

let echo: Awaited<ReturnType<typeof startEcho>>;
let proxy: TcpProxy;
const clients: Client[] = [];

async function dial(): Promise<Client> {
  const client: Client = { socket: connect(proxy.port, '127.0.0.1'), received: '', ended: false, error: undefined };
  clients.push(client);
  client.socket
    .setEncoding('utf8')
    .on('data', (text: string) => (client.received += text))
    .on('end', () => (client.ended = true))
    .on('error', (error: NodeJS.ErrnoException) => (client.error = error.code));
  await once(client.socket, 'connect').catch(() => undefined);
  return client;
}

const sees = (client: Client, text: string) => until(text, 5_000, () => client.received === text);
const turnOfEvents = () => new Promise((resolve) => setTimeout(resolve, 60));

beforeEach(async () => {
  echo = await startEcho('hello ');
  proxy = await TcpProxy.start({ port: echo.port });
});

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  await proxy.stop();
  echo.close();
});

describe('a TCP proxy', () => {
  test('passes bytes in both directions, and their end', async () => {
    const client = await dial();
    client.socket.end('world');
    await sees(client, 'hello world');
    await until('the end', 5_000, () => client.ended && proxy.connections === 0);
  });

  test('passes megabytes unchanged', async () => {
    const client = await dial();
    const text = 'x'.repeat(5_000_000);
    client.socket.write(text);
    await sees(client, `hello ${text}`);
  });

  test('passes nothing while frozen, to old and new connections alike, and everything once thawed', async () => {
    const old = await dial();
    await sees(old, 'hello ');
    proxy.freeze();
    old.socket.end('world');
    const young = await dial();
    await turnOfEvents();
    expect([old.received, old.ended, young.received]).toEqual(['hello ', false, '']);
    proxy.thaw();
    await Promise.all([sees(old, 'hello world'), sees(young, 'hello ')]);
  });

  test('does not tell the target that a client was reset, while frozen', async () => {
    const client = await dial();
    await sees(client, 'hello ');
    const closed = new Promise((resolve) => echo.once('connection', (socket) => socket.once('close', resolve)));
    const other = await dial();
    await sees(other, 'hello ');
    proxy.freeze();
    other.socket.resetAndDestroy();
    expect(await Promise.race([closed.then(() => 'closed'), turnOfEvents().then(() => 'open')])).toBe('open');
    proxy.thaw();
    await closed;
  });

  test('delays each byte', async () => {
    proxy.delay(80);
    const client = await dial();
    const startMs = performance.now();
    await sees(client, 'hello ');
    expect(performance.now() - startMs).toBeGreaterThan(70);
  });

  test('keeps the order of bytes when a delay ends', async () => {
    proxy.delay(80);
    const client = await dial();
    client.socket.write('1');
    await turnOfEvents();
    proxy.delay(0);
    client.socket.write('2');
    await sees(client, 'hello 12');
  });

  test('cuts all connections by a reset, and accepts new ones', async () => {
    const client = await dial();
    await sees(client, 'hello ');
    proxy.cut();
    await until('a reset', 5_000, () => client.error === 'ECONNRESET');
    await sees(await dial(), 'hello ');
  });

  test('cuts in the middle of a chunk, once', async () => {
    proxy.cutAfter(4, 'target');
    const client = await dial();
    await until('the end', 5_000, () => client.ended);
    expect(client.received).toBe('hell');
    await sees(await dial(), 'hello ');
  });

  test('refuses connections until it accepts again, on the same port', async () => {
    const old = await dial();
    await sees(old, 'hello ');
    await proxy.refuse();
    const refused = await dial();
    await until('two errors', 5_000, () => old.error === 'ECONNRESET' && refused.error === 'ECONNREFUSED');
    await proxy.accept();
    await sees(await dial(), 'hello ');
  });

  test('forwards new connections to a new target', async () => {
    const other = await startEcho('good day ');
    proxy.retarget({ port: other.port });
    const client = await dial();
    await sees(client, 'good day ');
    client.socket.destroy();
    other.close();
  });

  test('cuts a client off whose target does not listen', async () => {
    echo.close();
    const client = await dial();
    await until('a reset', 5_000, () => client.error === 'ECONNRESET');
  });
});
