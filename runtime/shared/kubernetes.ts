import type { IncomingMessage } from 'node:http';
import { RetryError } from './errors.ts';
import { KubernetesCall, networkError, type Answer, type Outgoing } from './kubernetes-call.ts';
import { findCredentials } from './kubernetes-credentials.ts';
import type { CredentialsOptions } from './kubernetes-credentials.ts';
import { answerError } from './kubernetes-error.ts';
import { Http1 } from './kubernetes-http1.ts';
import { Http2, type Http2Connection } from './kubernetes-http2.ts';
import { protobuf } from './kubernetes-protobuf.ts';
import type { Credentials } from './kubeconfig.ts';

export { isRetriable, KubernetesError } from './kubernetes-error.ts';

/**
 * As `accept`: asks for an answer that leaves out spec and status, which the API server then need not write. What does not know the word answers with the whole.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables, of which `PartialObjectMetadata` is the sibling
 */
export const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json';

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
  /** @default application/json, or else whatever the API server has */
  readonly accept?: string;
  /** Once it is aborted the stream is destroyed, with a RetryError whose cause is the signal's reason. */
  readonly signal?: AbortSignal;
  /** From the call to the headers of the answer. @default 30_000 */
  readonly timeoutMs?: number;
  /** Silence after which the stream is destroyed with a RetryError; bytes that nobody reads count as silence too. @default - it may be silent for ever */
  readonly idleTimeoutMs?: number;
}

/**
 * The API server: streams over a pool of keep-alive connections, requests over one connection of HTTP/2, or over the pool too
 * where the server does not speak that. Nothing is tried twice but a request whose token was refused while its file held a new
 * one, so a RetryError leaves open whether the API server did what it was asked.
 */
export interface Kubernetes {
  /** The namespace to work in: what was asked for, else that of the service account or kubeconfig, else `default`. */
  readonly namespace: string;
  /**
   * One request; JSON both ways, exactly as it is, unless `accept` and `parse` say otherwise: no field is dropped, and dates are text.
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
  /** The most connections of the pool at a time; whatever else goes over it waits for one. Integer from 1. @default 32 */
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

type Method = Parameters<Kubernetes['request']>[0];

class Client implements Kubernetes {
  readonly namespace: string;
  readonly #credentials: Credentials;
  readonly #http1: Http1;
  /** Until the server has shown that it does not speak it. */
  #http2: Http2 | undefined;
  readonly #pathPrefix: string;
  #isClosed = false;

  constructor(credentials: Credentials, namespace: string, maxSockets: number) {
    const { server } = credentials;
    this.namespace = namespace;
    this.#credentials = credentials;
    this.#http1 = new Http1(credentials, maxSockets);
    this.#http2 = server.protocol === 'http:' ? undefined : new Http2(credentials);
    this.#pathPrefix = server.pathname.replace(/\/$/, '');
  }

  async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    const call = new KubernetesCall(`${method} ${path}`, options.timeoutMs ?? defaultTimeoutMs, options.signal);
    try {
      const body = options.body === undefined ? undefined : JSON.stringify(options.body);
      const send = () => this.#send(call, this.#outgoing(call, method, path, options, body));
      let answer = await send();
      if (answer.status === 401 && this.#renew(call)) answer = await send();
      if (!isGood(answer)) throw answerError(call.what, answer, answer.body);
      return parseBody<T>(call.what, answer.body, options);
    } finally {
      call.end();
    }
  }

  async stream(path: string, options: StreamOptions = {}): Promise<IncomingMessage> {
    const call = new KubernetesCall(`GET ${path}`, options.timeoutMs ?? defaultTimeoutMs, options.signal);
    try {
      const open = () => {
        const outgoing = this.#outgoing(call, 'GET', path, options, undefined);
        return call.open((onAnswer) => this.#http1.send(outgoing, onAnswer));
      };
      let answer = await open();
      if (answer.status === 401) {
        const body = await call.read(answer);
        if (!this.#renew(call)) throw answerError(call.what, answer, body);
        answer = await open();
      }
      if (!isGood(answer)) throw answerError(call.what, answer, await call.read(answer));
      return call.handOver(answer.body, options.idleTimeoutMs);
    } catch (error) {
      call.end();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#http1.close();
    this.#http2?.close();
  }

  async #send(call: KubernetesCall, outgoing: Outgoing): Promise<Answer<Buffer>> {
    const connection = this.#http2?.connection();
    if (connection?.isOpen === false) await this.#untilOpen(call, connection);
    // What was opened may be a connection that speaks HTTP/1.1 only.
    if (connection === undefined || this.#http2 === undefined) {
      return call.send((onAnswer) => this.#http1.send(outgoing, onAnswer));
    }
    const answer = await call.send((onAnswer) => connection.send(outgoing, onAnswer));
    // Who it was may be the connection's certificate, which has been replaced since.
    if (answer.status === 401) connection.retire();
    return answer;
  }

  async #untilOpen(call: KubernetesCall, connection: Http2Connection): Promise<void> {
    connection.hold();
    try {
      if ((await call.wait(connection.opened)) || this.#http2 === undefined) return;
      this.#http2 = undefined;
      this.#http1.adopt(connection.take());
    } catch (error) {
      connection.retire();
      throw error;
    } finally {
      connection.release();
    }
  }

  #outgoing(
    call: KubernetesCall,
    method: Method,
    path: string,
    { query, contentType, accept = 'application/json, */*' }: RequestOptions,
    body: string | undefined,
  ): Outgoing {
    const headers = ['accept', accept, 'user-agent', 'berth'];
    try {
      if (this.#isClosed) throw new Error('the connection was closed');
      const authorization = this.#credentials.authorization();
      if (authorization !== undefined) headers.push('authorization', authorization);
    } catch (error) {
      throw networkError(call.what, error);
    }
    if (body !== undefined) {
      const type = contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
      headers.push('content-type', type);
    }
    return { method, path: this.#pathPrefix + path + textOf(query), headers, body };
  }

  #renew({ what }: KubernetesCall): boolean {
    try {
      return this.#credentials.renew();
    } catch (error) {
      throw networkError(what, error);
    }
  }
}

const isGood = ({ status }: Answer<unknown>): boolean => status >= 200 && status < 300;

function textOf(query: Query | undefined): string {
  if (query === undefined) return '';
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  }
  return text;
}

function parseBody<T>(what: string, body: Buffer, { accept, parse = parseJson }: RequestOptions): T {
  if (body.length === 0) return undefined as T;
  try {
    return parse(body) as T;
  } catch {
    // The parser's message quotes the body.
    const expected = accept === protobuf ? 'protobuf' : 'JSON';
    throw new RetryError(
      `kubernetes: ${what}: got ${body.length} bytes that are not ${expected}; expected ${expected}`,
    );
  }
}

const parseJson = (body: Buffer): unknown => JSON.parse(body.toString());
