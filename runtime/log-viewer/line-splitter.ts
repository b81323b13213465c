import { textOf } from './utf8.ts';

/** The most bytes of a line that an event or a match holds; the rest of it is left out. */
const mostLineBytes = 64 * 1024;

const newline = 10;
const carriageReturn = 13;

/** One for all: a follower has a new splitter for each event. */
const nothing: Buffer = Buffer.alloc(0);

/** Lines that are complete, without what ends them. */
export interface Lines {
  /** The number of the first. */
  readonly from: number;
  readonly lines: readonly string[];
}

/** Makes lines of the bytes of a log, part by part. */
export class LineSplitter {
  #offset: number;
  #line: number;
  #begun = nothing;
  #begunBytes = 0;

  /** @param offset the byte that line `line` begins at */
  constructor(offset: number, line: number) {
    this.#offset = offset;
    this.#line = line;
  }

  /** The line that is not complete yet. */
  get line(): number {
    return this.#line;
  }

  /** Where that line begins. */
  get offset(): number {
    return this.#offset;
  }

  /** Where the next part begins. */
  get end(): number {
    return this.#offset + this.#begunBytes;
  }

  /** What there is of the line that is not complete yet. */
  get begun(): string {
    return textOf(this.#begun);
  }

  /** Takes the next part. @returns the lines that it completes */
  push(part: Buffer): Lines {
    const from = this.#line;
    const lines: string[] = [];
    let at = 0;
    for (let end = part.indexOf(newline); end !== -1; end = part.indexOf(newline, at)) {
      const text = this.#begunBytes === 0 ? part.subarray(at, end) : this.#withBegun(part.subarray(at, end));
      lines.push(textOf(withoutReturn(text.subarray(0, mostLineBytes))));
      this.#offset += this.#begunBytes + end + 1 - at;
      this.#begunBytes = 0;
      this.#begun = nothing;
      at = end + 1;
    }
    if (at < part.length) {
      // A copy: the part is the caller's.
      this.#begun = Buffer.from(this.#withBegun(part.subarray(at)));
      this.#begunBytes += part.length - at;
    }
    this.#line += lines.length;
    return { from, lines };
  }

  #withBegun(more: Buffer): Buffer {
    const room = mostLineBytes - this.#begun.length;
    return Buffer.concat([this.#begun, more.subarray(0, room)]);
  }
}

/** A line of a file from Windows ends with one. */
function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
}
