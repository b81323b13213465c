import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';

/** How often a stream without news says that it is there, in milliseconds. Proxies cut what is silent for a minute. */
const heartbeatMs = 15_000;

/** What may wait for a client before nothing is sent to it until it has read, in bytes. */
const mostWaiting = 256 * 1024;

/** The longest that a timer takes, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/** One event as it is sent. @param id what a client says to go on behind it @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function eventOf(event: string, data: unknown, id?: number): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** A stream of events to one client. */
export class EventStream {
  readonly #response: ServerResponse;
  #drained: (() => void) | undefined;
  #isClosed = false;
  /** Called once it is closed, whoever did it. */
  onClose: () => void = () => undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    // Its client went while the stream was prepared.
    this.#isClosed = response.destroyed;
    response.once('close', () => {
      this.#isClosed = true;
      this.#drained?.();
      this.onClose();
    });
    response.on('drain', () => this.#drained?.());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the client reads too slowly for more. */
  get isFull(): boolean {
    return this.#response.writableLength > mostWaiting;
  }

  /** Sends an event, see {@link eventOf}. */
  send(event: Buffer | string): void {
    if (!this.#isClosed) this.#response.write(event);
  }

  /** Resolves once the client has read, or is gone. */
  async drained(): Promise<void> {
    while (this.isFull && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
  }

  /** Sends what waits and ends the stream. */
  end(): void {
    this.#response.end();
  }
}

/** All streams that are open. */
export class Streams {
  readonly #open = new Set<EventStream>();
  readonly #wallMs: () => number;
  readonly #gauge: { set(value: number): void };
  readonly #heartbeat: NodeJS.Timeout;

  /** @param wallMs milliseconds since 1970 @param gauge shows how many are open */
  constructor(wallMs: () => number, gauge: { set(value: number): void }) {
    this.#wallMs = wallMs;
    this.#gauge = gauge;
    this.#heartbeat = setInterval(() => {
      for (const stream of this.#open) if (!stream.isFull) stream.send(': \n\n');
    }, heartbeatMs);
    this.#heartbeat.unref();
  }

  /** Answers with a stream, which ends with the token that it was asked for with: `event: expired` says so. */
  open(request: FastifyRequest, reply: FastifyReply): EventStream {
    reply.hijack();
    const { raw } = reply;
    const stream = new EventStream(raw);
    if (stream.isClosed) return stream;
    const leftMs = (request.reader?.expiresAtMs ?? 0) - this.#wallMs();
    const expiry = setTimeout(
      () => {
        stream.send(eventOf('expired', {}));
        stream.end();
      },
      Math.max(0, Math.min(leftMs, longestTimerMs)),
    );
    this.#open.add(stream);
    this.#gauge.set(this.#open.size);
    raw.once('close', () => {
      clearTimeout(expiry);
      this.#open.delete(stream);
      this.#gauge.set(this.#open.size);
    });
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // else it stays open when the stream ends, and a shutdown would wait for it
      connection: 'close',
      // nginx would keep what comes until it has a buffer full of it
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    return stream;
  }

  /** Ends all of them. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const stream of this.#open) stream.end();
  }
}
