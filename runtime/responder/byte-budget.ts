/** Lets work that takes memory wait until there is enough: first come, first served. Work that is larger than all there is runs alone. */
export class ByteBudget {
  readonly #bytes: number;
  #taken = 0;
  readonly #waiting: { readonly bytes: number; readonly admit: () => void }[] = [];

  /** @param bytes that work in hand may take together. Integer, more than 0 */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /**
   * Runs an action once there is room for its bytes, and frees them when it has settled.
   * @throws the signal's reason when that is aborted before there is room; what the action throws
   */
  async run<T>(bytes: number, signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    const size = Math.min(bytes, this.#bytes);
    await this.#take(size, signal);
    try {
      return await action();
    } finally {
      this.#taken -= size;
      this.#admit();
    }
  }

  async #take(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#taken + bytes <= this.#bytes) {
      this.#taken += bytes;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const entry = {
        bytes,
        admit: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        // whoever waited behind may fit
        this.#admit();
        reject(signal.reason as Error);
      };
      this.#waiting.push(entry);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#taken + first.bytes > this.#bytes) return;
      this.#waiting.shift();
      this.#taken += first.bytes;
      first.admit();
    }
  }
}
