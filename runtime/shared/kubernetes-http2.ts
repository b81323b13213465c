import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Answer, Outgoing } from './kubernetes-call.ts';
import { hostOf, idleSocketMs } from './kubernetes-http1.ts';
import type { Credentials } from './kubeconfig.ts';
import { serverNameOf } from './server-name.ts';

/**
 * HTTP/2: all requests side by side on one connection, for half of what they cost over HTTP/1.1, since one system
 * call and one TLS record carry many. How many the server works on at a time is its own decision; the others wait in
 * the connection.
 */
export class Http2 {
  readonly #credentials: Credentials;
  readonly #connections = new Set<Http2Connection>();
  #current: Http2Connection | undefined;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /**
   * The connection for the next request. It is opened, with what the files hold by then, where there is none that can
   * be used.
   */
  connection(): Http2Connection {
    if (this.#current?.isUsable) return this.#current;
    const connection = new Http2Connection(this.#credentials, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    this.#current = connection;
    return connection;
  }

  /** Ends all connections. */
  close(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}

/** One connection. Whoever uses it keeps it until it lets go. */
export class Http2Connection {
  /** Resolves once it is open: to whether the server speaks HTTP/2. */
  readonly opened: Promise<boolean>;
  readonly #onClose: () => void;
  #socket: TLSSocket | undefined;
  #session: ClientHttp2Session | undefined;
  #users = 0;
  #isRetired = false;

  constructor(credentials: Credentials, onClose: () => void) {
    this.#onClose = onClose;
    this.opened = this.#open(credentials);
    // Those who wait hear of it, and by now there may be nobody.
    this.opened.catch(() => this.destroy());
  }

  /** Whether requests may be sent. */
  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  /** Whether it is for further requests: it is neither given up nor about to be closed, by whichever side. */
  get isUsable(): boolean {
    return !this.#isRetired && !this.#session?.closed;
  }

  /** Gives away a connection that speaks HTTP/1.1; what is not taken by the last who holds it is closed. */
  take(): TLSSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    return socket;
  }

  /** Sends a request. */
  send({ method, path, headers, body }: Outgoing, onAnswer: (answer: Answer<ClientHttp2Stream>) => void) {
    if (this.#session === undefined) throw new Error('the connection is not open');
    const stream = this.#session.request([':method', method, ':path', path, ...headers], {
      endStream: body === undefined,
    });
    this.hold();
    let isAnswered = false;
    stream.on('response', (headers) => {
      isAnswered = true;
      // Node ends the body of a stream that it cancels itself, as its connection is gone.
      onAnswer({ status: headers[':status'] ?? 0, headers, body: stream, isWhole: () => stream.rstCode === 0 });
    });
    stream.on('close', () => {
      // Nobody can tell a slow server from a connection that leads nowhere any more, and on that all further requests
      // would fail too.
      if (!isAnswered) this.retire();
      this.release();
    });
    if (body !== undefined) stream.end(body);
    return stream;
  }

  /** Keeps it until `release`. */
  hold(): void {
    this.#users += 1;
  }

  /** Ends what `hold` began. */
  release(): void {
    this.#users -= 1;
    if (this.#users === 0 && this.#isRetired) this.destroy();
  }

  /** It takes no further requests, and ends with the last of those that are on their way. */
  retire(): void {
    this.#isRetired = true;
    if (this.#users === 0) this.destroy();
  }

  /** Ends it at once, with all that is on its way. */
  destroy(): void {
    this.#isRetired = true;
    // Not by HTTP/2, which would wait until what it has to say is written.
    this.#socket?.destroy();
    this.#onClose();
  }

  async #open(credentials: Credentials): Promise<boolean> {
    const { server } = credentials;
    const host = hostOf(server);
    const socket = connectTls({
      host,
      port: Number(server.port || 443),
      ...serverNameOf(host),
      ...credentials.tls(),
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    this.#socket = socket;
    // It keeps no process: whoever waits for an answer has a timer that does.
    socket.setNoDelay(true).unref();
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve).once('error', reject);
      socket.once('close', () => reject(new Error('the connection was closed')));
    });
    socket.removeAllListeners('error').removeAllListeners('close');
    if (socket.alpnProtocol !== 'h2') {
      this.retire();
      return false;
    }
    // Not imported, as it costs each start some milliseconds.
    const { connect } = process.getBuiltinModule('node:http2');
    const session = connect(server, { createConnection: () => socket, settings: { enablePush: false } });
    // The requests on their way are told.
    session.on('error', () => undefined);
    session.on('close', () => this.destroy());
    session.setTimeout(idleSocketMs, () => {
      if (this.#users === 0) this.retire();
    });
    this.#session = session;
    return true;
  }
}
