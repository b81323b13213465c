import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import { RetryError } from './errors.ts';

/** A request as it goes out, over any version of HTTP. */
export interface Outgoing {
  readonly method: string;
  /** As the server has it, with its query. */
  readonly path: string;
  /** Names in lower case, each followed by its value, as a list, which Node writes as it is; of an object it makes another one first. */
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

/** An answer whose headers are there, whatever its status. */
export interface Answer<Body = Readable> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** Whether the body is all of it; to be asked at its end, which is that of a connection that was closed in the middle too. */
  readonly isWhole: () => boolean;
}

/** Makes a request and ends it; the answer is told in the moment in which its headers are there. */
export type Start<Body extends Readable = Readable> = (onAnswer: (answer: Answer<Body>) => void) => Writable;

/** One request on its way and its answer. It ends early at its deadline or when its caller aborts, whichever comes first. */
export class KubernetesCall {
  /** Method and path. */
  readonly what: string;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #request: Writable | undefined;
  #response: IncomingMessage | undefined;
  /** Ends what it waits for before there is a request. */
  #refuse: ((failure: RetryError) => void) | undefined;
  /** Whether the headers of an answer are there: from then on its body tells how it ends. */
  #isAnswered = false;
  /** Why it was ended early. */
  #failure: RetryError | undefined;

  constructor(what: string, timeoutMs: number, signal: AbortSignal | undefined) {
    this.what = what;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#fail(`got no answer in ${timeoutMs} ms`), timeoutMs);
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort);
  }

  /** Waits for what other calls may wait for too. */
  wait<T>(shared: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#refuse = reject;
      shared.then(resolve, (error: unknown) => reject(networkError(this.what, error)));
    });
  }

  /** Sends it. @returns the answer once all of it is there */
  send(start: Start): Promise<Answer<Buffer>> {
    return new Promise((resolve, reject) => {
      const refuse = this.#refusal(reject);
      // Read in the same moment: of an answer without a body the end would be over by the next.
      this.#start(start, refuse, (answer) => collect(answer, (body) => resolve({ ...answer, body }), refuse));
    });
  }

  /** Sends it. @returns the answer once its headers are there */
  open(start: Start<IncomingMessage>): Promise<Answer<IncomingMessage>> {
    return new Promise((resolve, reject) => this.#start(start, this.#refusal(reject), resolve));
  }

  /** The whole body of an answer that was opened. */
  read(answer: Answer): Promise<Buffer> {
    return new Promise((resolve, reject) => collect(answer, resolve, this.#refusal(reject)));
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

  #start<Body extends Readable>(
    start: Start<Body>,
    refuse: (error: unknown) => void,
    onAnswer: (answer: Answer<Body>) => void,
  ): void {
    if (this.#failure !== undefined) return refuse(this.#failure);
    this.#isAnswered = false;
    try {
      this.#request = start((answer) => {
        this.#isAnswered = true;
        onAnswer(answer);
      });
    } catch (error) {
      return refuse(error);
    }
    // They stay for good: a request may fail once more after its answer has begun.
    this.#request.on('error', refuse);
    this.#request.on('close', () => {
      if (!this.#isAnswered) refuse(closed());
    });
  }

  #refusal(reject: (error: RetryError) => void): (error: unknown) => void {
    return (error) => reject(this.#failure ?? networkError(this.what, error));
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
    this.#refuse?.(this.#failure);
    if (this.#response === undefined) this.#request?.destroy();
    else this.#response.destroy(this.#failure);
  }
}

/** Gathers a body to its end. */
function collect({ body, isWhole }: Answer, resolve: (bytes: Buffer) => void, refuse: (error: unknown) => void): void {
  const chunks: Buffer[] = [];
  body.on('data', (chunk: Buffer) => chunks.push(chunk));
  body.on('end', () => {
    if (isWhole()) resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    else refuse(closed());
  });
  body.on('error', refuse);
  body.on('close', () => {
    if (!body.readableEnded) refuse(closed());
  });
}

const closed = (): Error => new Error('the connection was closed');

/** What failed below HTTP, as what to do about it. @param what method and path */
export function networkError(what: string, error: unknown): RetryError {
  if (error instanceof RetryError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  // Where several addresses were tried in vain the message is empty.
  return new RetryError(`kubernetes: ${what}: got ${message || code}; expected an answer`, { cause: error });
}
