/** An event of a stream, as it was sent. */
export interface SentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
  /** When it was here, in milliseconds that never go back. */
  readonly atMs: number;
}

/** A stream of events that is read as it comes. */
export class EventReader {
  readonly events: SentEvent[] = [];
  readonly #controller: AbortController;
  #isEnded = false;

  private constructor(response: Response, controller: AbortController) {
    this.#controller = controller;
    void this.#read(response)
      .catch(() => undefined)
      .finally(() => {
        this.#isEnded = true;
      });
  }

  /** Asks for a stream. @throws Error with the status when there is none */
  static async open(url: string, token: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
    const controller = new AbortController();
    const authorization = `Bearer ${token}`;
    const response = await fetch(url, { headers: { authorization, ...headers }, signal: controller.signal });
    if (!response.ok) throw new Error(`got ${response.status}: ${await response.text()}`);
    return new EventReader(response, controller);
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Data of the events of one kind. */
  dataOf<T>(event: string): readonly T[] {
    return this.events.filter((each) => each.event === event).map(({ data }) => data as T);
  }

  /** All lines so far, which follow one another. @throws when one is missing or there twice */
  lines(first = 0): readonly string[] {
    const lines: string[] = [];
    for (const { from, lines: more } of this.dataOf<{ readonly from: number; readonly lines: readonly string[] }>(
      'lines',
    )) {
      if (from !== first + lines.length) throw new Error(`got line ${from}; expected ${first + lines.length}`);
      lines.push(...more);
    }
    return lines;
  }

  close(): void {
    this.#controller.abort();
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const [event, data] = [field('event'), field('data')];
    if (event === undefined || data === undefined) return;
    this.events.push({ event, id: field('id'), data: JSON.parse(data) as unknown, atMs: performance.now() });
  }
}
