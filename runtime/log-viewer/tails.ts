import type { Log } from '../shared/log.ts';
import { Follower } from './follower.ts';
import type { LineIndexes } from './line-index.ts';
import type { LogName, LogStore } from './log-store.ts';
import { Tail } from './tail.ts';

/** How often a log is looked at where nothing says that it has changed, in milliseconds: network file systems do not. */
const lookMs = 250;

/** Every so many looks it is looked at whether the name still leads to the same file. */
const nameLooks = 4;

/** What following needs. */
export interface TailsOptions {
  readonly store: LogStore;
  readonly indexes: LineIndexes;
  readonly log: Log;
  /** Shows how many logs are followed. */
  readonly gauge: { set(value: number): void };
}

/** The logs that somebody follows: each is read once, however many follow it. */
export class Tails {
  readonly #options: TailsOptions;
  readonly #tails = new Map<string, Promise<Tail>>();
  readonly #timer: NodeJS.Timeout;
  #looks = 0;

  constructor(options: TailsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  /**
   * Follows a log.
   * @param fromLine the first line that is wanted. @default - the next one
   * @throws Problem 404
   */
  async follow(name: LogName, fromLine: number | undefined): Promise<Follower> {
    const tail = await this.#tailOf(name);
    const follower = new Follower(tail);
    tail.add(follower);
    try {
      await follower.seek(fromLine, this.#options.indexes);
      return follower;
    } catch (error) {
      tail.remove(follower);
      throw error;
    }
  }

  /** Follows nothing any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const tail of this.#tails.values()) await tail.then((each) => each.close()).catch(() => undefined);
  }

  async #tailOf(name: LogName): Promise<Tail> {
    const key = JSON.stringify('route' in name ? [name.route, name.log] : { job: name.job, pod: name.pod });
    const known = await this.#tails.get(key)?.catch(() => undefined);
    if (known !== undefined && !known.isClosed) return known;
    const forget = () => {
      if (this.#tails.get(key) === opening) this.#tails.delete(key);
      this.#options.gauge.set(this.#tails.size);
    };
    const opening = this.#tails.get(key) ?? Tail.open({ ...this.#options, name, onClose: () => forget() });
    this.#tails.set(key, opening);
    this.#options.gauge.set(this.#tails.size);
    try {
      return await opening;
    } catch (error) {
      forget();
      throw error;
    }
  }

  #look(): void {
    this.#looks += 1;
    for (const opening of this.#tails.values()) {
      // Who follows it is told of a failure to open it.
      opening.then((tail) => tail.look(this.#looks % nameLooks === 0)).catch(() => undefined);
    }
  }
}
