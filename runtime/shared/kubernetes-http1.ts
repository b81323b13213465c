import type { Agent as HttpAgent, ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { RequestOptions as HttpsRequestOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Answer, Outgoing } from './kubernetes-call.ts';
import type { Credentials, TlsOptions } from './kubeconfig.ts';
import { http } from './node-http.ts';

/**
 * Shorter than the 90 s after which kube-apiserver ends an idle connection: a request is not sent into a connection
 * that is about to go.
 */
export const idleSocketMs = 60_000;

/** HTTP/1.1: one request at a time on each of a pool of keep-alive connections. */
export class Http1 {
  readonly #agent: HttpAgent;
  readonly #target: HttpsRequestOptions;
  readonly #host: string;

  /** @param maxSockets the most connections at a time; further requests wait for one */
  constructor(credentials: Credentials, maxSockets: number) {
    const { server } = credentials;
    const pool = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, timeout: idleSocketMs };
    this.#agent = server.protocol === 'http:' ? new http.Agent(pool) : new TlsAgent(credentials, pool);
    this.#target = {
      protocol: server.protocol,
      host: hostOf(server),
      port: server.port || undefined,
      agent: this.#agent,
    };
    this.#host = server.host;
  }

  /** Sends a request. */
  send({ method, path, headers, body }: Outgoing, onAnswer: (answer: Answer<IncomingMessage>) => void): ClientRequest {
    const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
    const target = { ...this.#target, method, path, headers: ['host', this.#host, ...headers, ...length] };
    const request = target.protocol === 'http:' ? http.request(target) : requestHttps(target);
    request.on('response', (response) =>
      onAnswer({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: response,
        isWhole: () => response.complete,
      }),
    );
    request.end(body);
    return request;
  }

  /** Takes over a connection that was opened to find out what the server speaks. */
  adopt(socket: TLSSocket | undefined): void {
    if (this.#agent instanceof TlsAgent) this.#agent.adopt(socket?.ref().setTimeout(idleSocketMs));
  }

  /** Ends all connections, and what waits for one. */
  close(): void {
    // Those that wait for a connection first: each that goes makes room for one of them.
    for (const waiting of Object.values(this.#agent.requests)) {
      for (const request of [...(waiting ?? [])] as ClientRequest[]) request.destroy();
    }
    this.#agent.destroy();
  }
}

/** The server's name or address, without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * Opens each connection with what the files hold by then. All of them lead to one server, so requests need no name made
 * of all options to find their pool.
 */
class TlsAgent extends HttpsAgent {
  readonly #credentials: Credentials;
  #adopted: TLSSocket | undefined;

  constructor(credentials: Credentials, options: ConstructorParameters<typeof HttpsAgent>[0]) {
    // A resumed session would keep the identity of a certificate that may have been replaced since.
    super({ ...options, maxCachedSessions: 0 });
    this.#credentials = credentials;
  }

  adopt(socket: TLSSocket | undefined): void {
    this.#adopted = socket;
  }

  override getName(): string {
    return 'api server';
  }

  override createConnection(...[options, callback]: Parameters<HttpsAgent['createConnection']>) {
    const adopted = this.#adopted;
    this.#adopted = undefined;
    if (adopted !== undefined && !adopted.destroyed) return adopted;
    let tls: TlsOptions;
    try {
      tls = this.#credentials.tls();
    } catch (error) {
      // Thrown, it would end the process: a connection is also opened when another one closes.
      callback?.(error as Error, undefined as never);
      return undefined;
    }
    return super.createConnection({ ...options, ...tls }, callback);
  }

  override destroy(): void {
    this.#adopted?.destroy();
    super.destroy();
  }
}
