import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ApiServer } from './api-server.ts';

/** What a container's log is: text, or what writes the response, badly if need be. @param query of the request, such as `tailLines=1` */
export type LogSource = string | ((response: ServerResponse, query: URLSearchParams) => void);

/** A node whose kubelet serves the logs that a test says and nothing else. No container runs on it. */
export class StandInKubelet {
  /** Of the Node. */
  readonly name: string;
  /** Key: `<pod>/<container>`. What is not here is answered as by a kubelet whose container has not started. */
  readonly logs = new Map<string, LogSource>();
  /** What was asked for, in order: `<pod>/<container>`. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(name: string, server: Server) {
    this.name = name;
    this.#server = server;
  }

  /** Starts one and creates its Node. */
  static async create(cluster: ApiServer, name = 'node-1'): Promise<StandInKubelet> {
    const server = createServer({
      cert: readFileSync(cluster.certificate),
      key: readFileSync(cluster.certificateKey),
    });
    const kubelet = new StandInKubelet(name, server);
    server.on('request', ({ url = '' }, response) => kubelet.#answer(url, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name } };
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(node) });
    const status = {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    };
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    await cluster.kubectl(['patch', 'node', name, ...patch]);
    return kubelet;
  }

  /** Ends all connections too. May be called again. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** `/containerLogs/<namespace>/<pod>/<container>?...` @see kubernetes/kubernetes pkg/kubelet/server/server.go */
  #answer(url: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'https://kubelet');
    const [, , , pod, container] = pathname.split('/');
    const key = `${pod}/${container}`;
    this.asked.push(key);
    const log = this.logs.get(key);
    if (log === undefined) {
      response.statusCode = 400;
      response.end(`container "${container}" in pod "${pod}" is waiting to start: ContainerCreating`);
    } else if (typeof log === 'function') log(response, searchParams);
    else response.end(searchParams.get('tailLines') === '1' ? lastLine(log) : log);
  }
}

/** With its newline, if it has one. */
const lastLine = (log: string): string => log.slice(log.lastIndexOf('\n', log.length - 2) + 1);
