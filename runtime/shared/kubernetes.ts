import type { Agent as HttpAgent, ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { RequestOptions as HttpsRequestOptions } from 'node:https';
import { RetryError } from './errors.ts';
import { KubernetesCall, networkError } from './kubernetes-call.ts';
import { findCredentials } from './kubernetes-credentials.ts';
import type { CredentialsOptions } from './kubernetes-credentials.ts';
import { answerError } from './kubernetes-error.ts';
import type { Credentials, TlsOptions } from './kubeconfig.ts';
import { http } from './node-http.ts';

export { isRetriable, KubernetesError } from './kubernetes-error.ts';

/** The part of a URL behind `?`. Values are encoded; one that is `undefined` is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a request says beside method and path. */
export interface RequestOptions {
  readonly query?: Query;
  /** Any value of JSON; it is written as it is. @default - no body */
  readonly body?: unknown;
  /** @default application/json; application/merge-patch+json for PATCH, which refuses the former */
  readonly contentType?: string;
  /** @default application/json, or else whatever the API server has */
  readonly accept?: string;
  /** Once it is aborted the request is over, with a RetryError whose cause is the signal's reason. */
  readonly signal?: AbortSignal;
  /** From the call to the end of the answer, waiting for a free connection included. @default 30_000 */
  readonly timeoutMs?: number;
  /** Reads the body of a 2xx answer that has one; what it throws says that it is none, and becomes a RetryError. @default - as JSON */
  readonly parse?: (body: Buffer) => unknown;
}

/** What a request for a stream says beside its path. */
export interface StreamOptions {
  readonly query?: Query;
  /** Once it is aborted the stream is destroyed, with a RetryError whose cause is the signal's reason. */
  readonly signal?: AbortSignal;
  /** From the call to the headers of the answer. @default 30_000 */
  readonly timeoutMs?: number;
  /** Silence after which the stream is destroyed with a RetryError; bytes that nobody reads count as silence too. @default - it may be silent for ever */
  readonly idleTimeoutMs?: number;
}

/**
 * The API server, over one pool of keep-alive connections. Nothing is tried twice but a request whose token was refused while its file held a new one, so a
 * RetryError leaves open whether the API server did what it was asked.
 */
export interface Kubernetes {
  /** The namespace to work in: what was asked for, else that of the service account or kubeconfig, else `default`. */
  readonly namespace: string;
  /**
   * One request; JSON both ways, exactly as it is: no field is dropped, and dates are text.
   * @param path from `/api` or `/apis` on, its parts encoded
   * @returns the answer's body; `undefined` where it has none. `T` is the caller's word for it
   * @throws KubernetesError for an answer that is not 2xx; RetryError where no whole answer came
   */
  request<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: RequestOptions): Promise<T>;
  /**
   * The body of a GET as it comes. It holds a connection of the pool until it is read to its end or destroyed. Every error of the stream is a RetryError.
   * @throws as `request`
   */
  stream(path: string, options?: StreamOptions): Promise<IncomingMessage>;
  /** Ends all connections; requests in flight and later ones fail with a RetryError. May be called again. */
  close(): Promise<void>;
}

/** Which API server to connect to, and how. */
export type KubernetesOptions = CredentialsOptions & {
  /** @default - that of the service account or kubeconfig, else `default` */
  readonly namespace?: string;
  /** The most connections at a time; further requests wait for one. Integer from 1. @default 32 */
  readonly maxSockets?: number;
};

/**
 * Connects to the API server: inside a cluster as the pod's service account, else by a kubeconfig. Nothing is sent yet.
 * @throws ERR_KUBERNETES_CONFIG when there are no usable credentials
 */
export function connectKubernetes(options: KubernetesOptions): Kubernetes {
  const credentials = findCredentials(options);
  return new Client(credentials, options.namespace ?? credentials.namespace ?? 'default', options.maxSockets ?? 32);
}

const defaultTimeoutMs = 30_000;

/** Shorter than the 90 s after which kube-apiserver ends an idle connection: a request is not sent into a connection that is about to go. */
const idleSocketMs = 60_000;

type Method = Parameters<Kubernetes['request']>[0];

class Client implements Kubernetes {
  readonly namespace: string;
  readonly #credentials: Credentials;
  readonly #agent: HttpAgent;
  readonly #target: HttpsRequestOptions;
  readonly #host: string;
  readonly #pathPrefix: string;
  #isClosed = false;

  constructor(credentials: Credentials, namespace: string, maxSockets: number) {
    const { server } = credentials;
    this.namespace = namespace;
    this.#credentials = credentials;
    const pool = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, timeout: idleSocketMs };
    this.#agent = server.protocol === 'http:' ? new http.Agent(pool) : new TlsAgent(credentials, pool);
    this.#target = {
      protocol: server.protocol,
      host: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port || undefined,
      agent: this.#agent,
    };
    this.#host = server.host;
    this.#pathPrefix = server.pathname.replace(/\/$/, '');
  }

  async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    const call = new KubernetesCall(`${method} ${path}`, options.timeoutMs ?? defaultTimeoutMs, options.signal);
    try {
      const response = await this.#open(call, method, path, options);
      const body = await call.read(response);
      return parseBody<T>(call.what, body, options.parse);
    } finally {
      call.end();
    }
  }

  async stream(path: string, options: StreamOptions = {}): Promise<IncomingMessage> {
    const call = new KubernetesCall(`GET ${path}`, options.timeoutMs ?? defaultTimeoutMs, options.signal);
    try {
      const response = await this.#open(call, 'GET', path, options);
      return call.handOver(response, options.idleTimeoutMs);
    } catch (error) {
      call.end();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // Those that wait for a connection first: each that goes makes room for one of them.
    for (const waiting of Object.values(this.#agent.requests)) {
      for (const request of [...(waiting ?? [])] as ClientRequest[]) request.destroy();
    }
    this.#agent.destroy();
  }

  /** The answer of a request once it is known to be 2xx. */
  async #open(call: KubernetesCall, method: Method, path: string, options: RequestOptions): Promise<IncomingMessage> {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const send = () => this.#send(method, path, options, body);
    let response = await call.send(send);
    if (response.statusCode === 401) {
      const body = await call.read(response);
      if (!this.#renew(call.what)) throw answerError(call.what, response, body.toString());
      response = await call.send(send);
    }
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode < 300) return response;
    throw answerError(call.what, response, (await call.read(response)).toString());
  }

  #send(method: Method, path: string, options: RequestOptions, body: string | undefined): ClientRequest {
    if (this.#isClosed) throw new Error('the connection was closed');
    const { query, contentType, accept = 'application/json, */*' } = options;
    // As a list, which Node writes as it is; of an object it makes another one first.
    const headers = ['Host', this.#host, 'Accept', accept, 'User-Agent', 'berth'];
    const authorization = this.#credentials.authorization();
    if (authorization !== undefined) headers.push('Authorization', authorization);
    if (body !== undefined) {
      const type = contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
      headers.push('Content-Type', type, 'Content-Length', String(Buffer.byteLength(body)));
    }
    const target = { ...this.#target, method, path: this.#pathPrefix + path + textOf(query), headers };
    const request = target.protocol === 'http:' ? http.request(target) : requestHttps(target);
    request.end(body);
    return request;
  }

  #renew(what: string): boolean {
    try {
      return this.#credentials.renew();
    } catch (error) {
      throw networkError(what, error);
    }
  }
}

/** Opens each connection with what the files hold by then. All of them lead to one server, so requests need no name made of all options to find their pool. */
class TlsAgent extends HttpsAgent {
  readonly #credentials: Credentials;

  constructor(credentials: Credentials, options: ConstructorParameters<typeof HttpsAgent>[0]) {
    // A resumed session would keep the identity of a certificate that may have been replaced since.
    super({ ...options, maxCachedSessions: 0 });
    this.#credentials = credentials;
  }

  override getName(): string {
    return 'api server';
  }

  override createConnection(...[options, callback]: Parameters<HttpsAgent['createConnection']>) {
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
}

function textOf(query: Query | undefined): string {
  if (query === undefined) return '';
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  }
  return text;
}

function parseBody<T>(what: string, body: Buffer, parse: (body: Buffer) => unknown = parseJson): T {
  if (body.length === 0) return undefined as T;
  try {
    return parse(body) as T;
  } catch {
    // The parser's message quotes the body.
    throw new RetryError(`kubernetes: ${what}: got ${body.length} bytes that are not JSON; expected JSON`);
  }
}

const parseJson = (body: Buffer): unknown => JSON.parse(body.toString());
