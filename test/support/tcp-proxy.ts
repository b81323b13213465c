import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { reservePort } from './control-plane/ports.ts';

/** Where a proxy forwards to. */
export interface ProxyTarget {
  /** @default 127.0.0.1 */
  readonly host?: string;
  readonly port: number;
}

/** One of a connection's two streams, by where its bytes come from. */
export type Source = 'client' | 'target';

/**
 * A TCP proxy on a free port of 127.0.0.1 that is a bad network on request. What it is told holds for the connections there are and those to come; a cut is
 * for those there are. It changes no bytes and no order.
 */
export class TcpProxy {
  readonly port: number;
  readonly #links = new Set<Link>();
  readonly #conditions: Conditions;
  #server: Server | undefined;

  private constructor(port: number, target: ProxyTarget) {
    this.port = port;
    this.#conditions = { target, frozen: false, delayMs: 0, bytesLeft: { client: Infinity, target: Infinity } };
  }

  /** Starts one. @param target need not listen yet: a client is then cut off as soon as it has connected */
  static async start(target: ProxyTarget): Promise<TcpProxy> {
    const port = await reservePort();
    await port.release();
    const proxy = new TcpProxy(port.number, target);
    await proxy.accept();
    return proxy;
  }

  /** How many clients are connected. */
  get connections(): number {
    return this.#links.size;
  }

  /** Keeps and accepts connections, and passes nothing on, neither bytes nor their end, until `thaw`: as when a cable is pulled. */
  freeze(): void {
    this.#conditions.frozen = true;
  }

  /** Ends `freeze`; what was held back goes on its way. */
  thaw(): void {
    this.#conditions.frozen = false;
    this.#flush();
  }

  /** From now on every byte takes this long in either direction, in milliseconds; 0 ends it. */
  delay(ms: number): void {
    this.#conditions.delayMs = ms;
  }

  /** Breaks all connections, by a reset. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /**
   * Breaks a connection, by an end, once this many more bytes of all connections together have passed from there: in the middle of a chunk, most likely. Once.
   */
  cutAfter(bytes: number, from: Source): void {
    this.#conditions.bytesLeft[from] = bytes;
  }

  /** Breaks all connections, and refuses new ones until `accept`. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.cut();
    await closed;
  }

  /** Ends `refuse`. */
  async accept(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#link(client));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Forwards new connections elsewhere. */
  retarget(target: ProxyTarget): void {
    this.#conditions.target = target;
  }

  /** Breaks all connections and listens no longer. May be called again. */
  async stop(): Promise<void> {
    await this.refuse();
  }

  #link(client: Socket): void {
    const link = new Link(client, this.#conditions);
    this.#links.add(link);
    void link.ended().then(() => this.#links.delete(link));
  }

  #flush(): void {
    for (const link of this.#links) link.flush();
  }
}

/** The state of the network, which all connections of a proxy share. */
interface Conditions {
  target: ProxyTarget;
  frozen: boolean;
  delayMs: number;
  bytesLeft: Record<Source, number>;
}

/** One client's connection and the one to the target that belongs to it. */
class Link {
  readonly #sockets: readonly Socket[];
  readonly #streams: readonly Stream[];
  readonly #conditions: Conditions;
  #broken = false;

  constructor(client: Socket, conditions: Conditions) {
    const { host = '127.0.0.1', port } = conditions.target;
    const target = connect({ host, port, allowHalfOpen: true, noDelay: true });
    client.setNoDelay(true);
    this.#conditions = conditions;
    this.#sockets = [client, target];
    this.#streams = [
      new Stream('client', client, target, conditions),
      new Stream('target', target, client, conditions),
    ];
    for (const socket of this.#sockets) socket.on('error', () => this.#break());
  }

  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    for (const stream of this.#streams) stream.end();
  }

  flush(): void {
    if (this.#broken) this.cut();
    for (const stream of this.#streams) stream.flush();
  }

  /** Resolves once both connections are closed. */
  async ended(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  }

  /** One side is gone for good. The other learns of it, unless the network keeps even that. */
  #break(): void {
    this.#broken = true;
    if (!this.#conditions.frozen) this.cut();
  }
}

/** The bytes in one direction, with the time at which each chunk is due; undefined is their end. */
class Stream {
  readonly #source: Source;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: Conditions;
  readonly #held: { readonly chunk: Buffer | undefined; readonly dueMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Source, from: Socket, to: Socket, conditions: Conditions) {
    this.#source = source;
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on('data', (chunk) => this.#hold(chunk)).on('end', () => this.#hold(undefined));
    to.on('drain', () => from.resume());
  }

  /** Passes on what is due. */
  flush(): void {
    clearTimeout(this.#timer);
    for (let next = this.#held[0]; next !== undefined && !this.#conditions.frozen; next = this.#held[0]) {
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), waitMs);
        return;
      }
      this.#held.shift();
      this.#pass(next.chunk);
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }

  #hold(chunk: Buffer | undefined): void {
    this.#held.push({ chunk, dueMs: performance.now() + this.#conditions.delayMs });
    // behind a frozen network the kernel's buffers fill up, as they would behind a real one
    if (this.#conditions.frozen) this.#from.pause();
    this.flush();
  }

  #pass(chunk: Buffer | undefined): void {
    const { bytesLeft } = this.#conditions;
    this.#from.resume();
    if (chunk === undefined) {
      this.#to.end();
    } else if (chunk.length < bytesLeft[this.#source]) {
      bytesLeft[this.#source] -= chunk.length;
      if (!this.#to.write(chunk)) this.#from.pause();
    } else {
      this.#to.end(chunk.subarray(0, bytesLeft[this.#source]));
      bytesLeft[this.#source] = Infinity;
      this.#held.length = 0;
      this.#from.destroy();
    }
  }
}
