import { ApiFault, type Api } from './api.ts';

/** How many lines are asked for at once. */
const BLOCK = 400;
/** Lines kept at most; those farthest from the screen go first. */
const MAX_LINES = 40_000;
/** Time for a scroll bar that is being dragged to pass, in milliseconds. */
const SETTLE_MS = 40;

/** Asks for the end of a log before there is a store for it: the first one that loads the end gets that. */
export function expectEnd(api: Api, path: string): void {
  api.expectEnd(path, BLOCK);
}

/** The lines of one log that are here, and the asking for others. It calls `onChange` whenever anything of it is another. */
export class LineStore {
  /** Lines of the log as far as known; undefined before the first answer. */
  total: number | undefined;
  modified: Date | undefined;
  /** Whether the numbers of the lines are known; until then the lines at hand count as the first. */
  isNumbered = false;
  /** The number that the first of the lines without numbers turned out to have. */
  shift = 0;
  /** Why lines are missing, until a call succeeds again. */
  fault: ApiFault | undefined;
  /** UTF-16 code units of the longest line that was seen. */
  longest = 0;
  onChange: () => void = () => undefined;
  readonly path: string;
  readonly #api: Api;
  readonly #lines = new Map<number, string>();
  readonly #pending = new Map<number, AbortController>();
  #wanted: readonly [first: number, end: number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;

  constructor(api: Api, path: string) {
    this.#api = api;
    this.path = path;
  }

  /** A line by its number, from 0; undefined while it is not here. */
  get(line: number): string | undefined {
    return this.#lines.get(line);
  }

  /** The lines that are here, in no order. */
  get known(): ReadonlyMap<number, string> {
    return this.#lines;
  }

  /**
   * Gets the last lines, and from them how many there are. Lines without numbers come first where the server has not counted them yet.
   * @param shown resolves once those are on the screen: to count takes the server's time, and maybe that of the machine that shows them
   */
  async loadEnd(shown: () => Promise<void>): Promise<void> {
    if (this.total === undefined) {
      await this.#load(() => this.#api.end(this.path, BLOCK, false));
      if (this.fault !== undefined || this.isNumbered) return;
      await shown();
    }
    await this.#load(() => this.#api.end(this.path, BLOCK, true));
  }

  /** Gets the lines around one, and how many there are. */
  async loadAround(line: number): Promise<void> {
    await this.#load(() => this.#api.window(this.path, Math.max(line - BLOCK / 2, 0), BLOCK));
  }

  /** Gets what is missing of the lines that are on the screen; lines that left it are not waited for any more. */
  want(first: number, end: number): void {
    if (!this.isNumbered) return;
    this.#wanted = [Math.max(first - 50, 0), Math.min(end + 50, this.total ?? 0)];
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#ask();
    }, SETTLE_MS);
  }

  /** Takes lines that were written since; one that is here already is replaced, as it may have grown. */
  add(first: number, lines: readonly string[]): void {
    lines.forEach((line, index) => this.#set(first + index, line));
    this.total = Math.max(this.total ?? 0, first + lines.length);
    this.modified = new Date();
    this.fault = undefined;
    this.#dropFarthest();
    this.onChange();
  }

  /** The log starts anew, with no lines. */
  reset(): void {
    this.forget();
    this.total = 0;
    this.isNumbered = true;
    this.onChange();
  }

  /** As if nothing had been asked yet. */
  forget(): void {
    this.#generation += 1;
    this.close();
    this.#lines.clear();
    this.total = undefined;
    this.isNumbered = false;
    this.shift = 0;
    this.fault = undefined;
    this.longest = 0;
  }

  /** Ends what goes on. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const controller of this.#pending.values()) controller.abort();
    this.#pending.clear();
  }

  #ask(): void {
    const [first, end] = this.#wanted;
    for (const [block, controller] of this.#pending) {
      if (block * BLOCK < end && (block + 1) * BLOCK > first) continue;
      controller.abort();
      this.#pending.delete(block);
    }
    for (let block = Math.floor(first / BLOCK); block * BLOCK < end; block += 1) {
      if (!this.#pending.has(block) && this.#misses(block, first, end)) void this.#loadBlock(block);
    }
  }

  #misses(block: number, first: number, end: number): boolean {
    for (let line = Math.max(block * BLOCK, first); line < Math.min((block + 1) * BLOCK, end); line += 1) {
      if (!this.#lines.has(line)) return true;
    }
    return false;
  }

  async #loadBlock(block: number): Promise<void> {
    const controller = new AbortController();
    this.#pending.set(block, controller);
    await this.#load(() => this.#api.window(this.path, block * BLOCK, BLOCK, controller.signal), controller.signal);
    if (this.#pending.get(block) === controller) this.#pending.delete(block);
  }

  async #load(window: () => ReturnType<Api['window']>, signal?: AbortSignal): Promise<void> {
    const generation = this.#generation;
    try {
      const { first, lines, total, modified } = await window();
      if (generation !== this.#generation) return;
      if (!this.isNumbered) {
        if (total !== undefined && this.total !== undefined) this.shift = total - this.total;
        this.#lines.clear();
      }
      lines.forEach((line, index) => this.#set(first + index, line));
      this.total = this.isNumbered ? Math.max(this.total ?? 0, total ?? 0) : (total ?? lines.length);
      this.isNumbered = total !== undefined;
      this.modified = modified ?? this.modified;
      this.fault = undefined;
      this.#dropFarthest();
    } catch (error) {
      if (signal?.aborted) return;
      this.fault = error instanceof ApiFault ? error : new ApiFault('other', String(error), { cause: error });
    }
    this.onChange();
  }

  #set(line: number, text: string): void {
    const shown = text.endsWith('\r') ? text.slice(0, -1) : text;
    this.#lines.set(line, shown);
    if (shown.length > this.longest) this.longest = shown.length;
  }

  #dropFarthest(): void {
    if (this.#lines.size <= MAX_LINES) return;
    const [first, end] = this.#wanted;
    const distance = (line: number): number => Math.max(first - line, line - end, 0);
    const farthest = [...this.#lines.keys()].sort((one, other) => distance(other) - distance(one));
    for (const line of farthest.slice(0, MAX_LINES / 4)) this.#lines.delete(line);
  }
}
