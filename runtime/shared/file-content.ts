import { readFileSync } from 'node:fs';

/**
 * How long what was read from a file is used. The kubelet replaces a token when a fifth of its life is left, which is two minutes at least.
 * @see kubernetes/kubernetes pkg/kubelet/token/token_manager.go, `requiresRefresh`
 */
const readAgainMs = 10_000;

/** What a small file on a local disk or in memory holds, read again once it was read more than 10 s ago. */
export class FileContent {
  readonly #path: string;
  readonly #monotonicMs: () => number;
  #text: string | undefined;
  #readAtMs = 0;

  /** @param monotonicMs milliseconds that never go back */
  constructor(path: string, monotonicMs: () => number) {
    this.#path = path;
    this.#monotonicMs = monotonicMs;
  }

  /** @throws what `readFileSync` throws, also when it could be read before */
  read(): string {
    if (this.#text === undefined || this.#monotonicMs() - this.#readAtMs > readAgainMs) this.readAgain();
    return this.#text ?? '';
  }

  /** Reads it now. @returns whether it holds something else than before @throws what `readFileSync` throws */
  readAgain(): boolean {
    const before = this.#text;
    this.#text = readFileSync(this.#path, 'utf8');
    this.#readAtMs = this.#monotonicMs();
    return this.#text !== before;
  }
}
