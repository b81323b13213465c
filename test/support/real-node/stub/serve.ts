/**
 * Stands in for a program that listens: `node serve.ts`, with the ports in STUB_PORTS, such as `8080/tcp,53/udp`; with
 * none it just runs. Imports nothing but Node's own and its neighbour.
 *
 * On a TCP port it answers HTTP with 200 and its pod's name, whatever the path, after `?delay=MS` if that is there;
 * `/env` with its environment and `/dial?host=&port=&protocol=` with an `Outcome`, as JSON; and every line that is not
 * HTTP with its pod's name. On a UDP port it answers every datagram with its pod's name. SIGTERM has it finish the open
 * requests, then it ends with exit code 0.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { dial } from './dial.ts';

const HTTP = /^[A-Z]+ \S+ HTTP\/1/;
const name = hostname();
const http = createHttpServer((request, response) => void answer(request, response));
const servers: Server[] = [];
const lineSockets = new Set<Socket>();
let openRequests = 0;
let draining = false;

process.on('SIGTERM', drain);
for (const entry of (process.env['STUB_PORTS'] ?? '').split(',').filter(Boolean)) {
  const [port, protocol] = entry.split('/');
  await (protocol === 'udp' ? listenUdp : listenTcp)(Number(port));
  console.log(`${name} listens on ${entry}`);
}
console.log(`${name} runs`);
// Without a port nothing else keeps it.
setInterval(() => undefined, 60_000);

async function listenTcp(port: number): Promise<void> {
  const server = createServer((socket) => {
    socket.once('error', () => undefined);
    socket.once('data', (data) => accept(socket, data));
  });
  servers.push(server);
  server.listen(port, '0.0.0.0');
  await once(server, 'listening');
}

/** What is first sent decides what the connection is. */
function accept(socket: Socket, data: Buffer): void {
  socket.pause();
  if (HTTP.test(data.toString('latin1'))) {
    http.emit('connection', socket);
  } else {
    lineSockets.add(socket);
    socket.once('close', () => lineSockets.delete(socket));
    socket.on('data', (lines) => socket.write(`${name}\n`.repeat(lines.toString('latin1').split('\n').length - 1)));
  }
  socket.unshift(data);
  process.nextTick(() => socket.resume());
}

async function listenUdp(port: number): Promise<void> {
  const socket = createSocket('udp4', (_data, { address, port: back }) => socket.send(`${name}\n`, back, address));
  socket.bind(port, '0.0.0.0');
  await once(socket, 'listening');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  openRequests += 1;
  response.once('close', () => {
    openRequests -= 1;
    endIfDrained();
  });
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
  await setTimeout(Number(searchParams.get('delay') ?? 0));
  // A connection that stays open would get a further request while this ends.
  if (draining) response.setHeader('connection', 'close');
  const body = pathname === '/env' ? process.env : pathname === '/dial' ? await dialFor(searchParams) : undefined;
  response.end(body === undefined ? `${name}\n` : `${JSON.stringify(body)}\n`);
}

function dialFor(parameters: URLSearchParams) {
  const protocol = parameters.get('protocol') === 'udp' ? 'udp' : 'tcp';
  return dial({ host: parameters.get('host') ?? '', port: Number(parameters.get('port')), protocol });
}

function drain(): void {
  console.log(`${name} drains ${openRequests} requests`);
  draining = true;
  for (const server of servers) server.close();
  http.closeIdleConnections();
  for (const socket of lineSockets) socket.end();
  endIfDrained();
}

function endIfDrained(): void {
  if (!draining || openRequests > 0) return;
  console.log(`${name} has drained`);
  process.exit(0);
}
