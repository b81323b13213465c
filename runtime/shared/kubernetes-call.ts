import type { ClientRequest, IncomingMessage } from 'node:http';
import { RetryError } from './errors.ts';

/** One request on its way and its answer. It ends early at its deadline or when its caller aborts, whichever comes first. */
export class KubernetesCall {
  /** Method and path. */
  readonly what: string;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  /** Why it was ended early. */
  #failure: RetryError | undefined;

  constructor(what: string, timeoutMs: number, signal: AbortSignal | undefined) {
    this.what = what;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#fail(`got no answer in ${timeoutMs} ms`), timeoutMs);
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort);
  }

  /** Sends it. @param start makes the request and ends it @returns the answer once its headers are there, whatever its status */
  send(start: () => ClientRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown) => reject(this.#failure ?? networkError(this.what, error));
      if (this.#failure !== undefined) return refuse(this.#failure);
      try {
        this.#request = start();
      } catch (error) {
        return refuse(error);
      }
      this.#request.on('response', resolve);
      // Stays for good: a request may fail once more after its answer has begun.
      this.#request.on('error', refuse);
    });
  }

  /** The whole body of an answer. */
  read(response: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const refuse = (error: unknown) => reject(this.#failure ?? networkError(this.what, error));
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
      );
      response.on('error', refuse);
      response.on('close', () => {
        if (!response.readableEnded) refuse(new Error('the connection was closed'));
      });
    });
  }

  /**
   * Gives the answer to whoever reads it as it comes: the deadline is off, the abort holds until the stream is closed.
   * @param idleTimeoutMs silence after which it is destroyed. @default - none
   */
  handOver(response: IncomingMessage, idleTimeoutMs: number | undefined): IncomingMessage {
    clearTimeout(this.#timer);
    this.#response = response;
    const destroy = response.destroy.bind(response);
    // Node destroys it with a plain error when the connection is cut; by then its reader has nobody else to ask what to do.
    response.destroy = (error) => destroy(error && networkError(this.what, error));
    response.once('close', () => this.end());
    if (idleTimeoutMs !== undefined) this.#endWhenIdle(response, idleTimeoutMs);
    return response;
  }

  /** Lets go of timer and signal. */
  end(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #endWhenIdle(response: IncomingMessage, idleTimeoutMs: number): void {
    const { socket } = response;
    const onTimeout = () => this.#fail(`got nothing for ${idleTimeoutMs} ms`);
    socket.setTimeout(idleTimeoutMs);
    socket.on('timeout', onTimeout);
    // The connection goes back to the pool, which sets a time-out of its own.
    response.once('close', () => socket.off('timeout', onTimeout));
  }

  readonly #onAbort = (): void => this.#fail('it was aborted', this.#signal?.reason);

  #fail(problem: string, cause?: unknown): void {
    this.#failure = new RetryError(`kubernetes: ${this.what}: ${problem}`, cause === undefined ? {} : { cause });
    if (this.#response === undefined) this.#request?.destroy();
    else this.#response.destroy(this.#failure);
  }
}

/** What failed below HTTP, as what to do about it. @param what method and path */
export function networkError(what: string, error: unknown): RetryError {
  if (error instanceof RetryError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  // Where several addresses were tried in vain the message is empty.
  return new RetryError(`kubernetes: ${what}: got ${message || code}; expected an answer`, { cause: error });
}
