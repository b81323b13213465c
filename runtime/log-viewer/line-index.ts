import type { LogFile } from './log-file.ts';
import { LogShrankError, type Scanner, type Scanners } from './scanner.ts';

/** One entry per so many bytes, at first. */
const firstStride = 64 * 1024;

/** The most entries of an index, 128 KiB; one more makes each stand for twice as many bytes. */
const mostEntries = 16 * 1024;

/** How many bytes are kept of the beginning and of the end of what was read, to tell whether it is still the same. */
const proofBytes = 64;

/**
 * How many newlines there are before every so many bytes of a file: from that the place of any line is found by reading one stride. It grows with its file, and
 * begins anew when the file holds something else. Of a file that was cut and has grown beyond where it was, that shows in its first bytes or in those before the
 * place where it was read to.
 */
export class LineIndex {
  #stride = firstStride;
  /** Newlines before byte `index * stride`. */
  #entries = new Float64Array(16);
  #count = 1;
  #end = 0;
  #lines = 0;
  #lastLineAt = 0;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);

  /** Bytes that were read. */
  get end(): number {
    return this.#end;
  }

  /** Newlines in them. */
  get newlines(): number {
    return this.#lines;
  }

  /** Where the last line begins: the byte behind the last newline. */
  get lastLineAt(): number {
    return this.#lastLineAt;
  }

  /** Lines in them; a last one without newline counts. */
  get lines(): number {
    return this.#lines + (this.#lastLineAt < this.#end ? 1 : 0);
  }

  /** Bytes of memory that the entries take. */
  get bytes(): number {
    return this.#entries.byteLength;
  }

  /** Reads on up to the size that the file has now. @throws LogShrankError when the file is cut meanwhile */
  async grow(file: LogFile, scanner: Scanner): Promise<void> {
    const { size } = await file.stateNow();
    if (size < this.#end || !(await this.#isSame(file))) this.#clear();
    if (size === this.#end) return;
    const next = scanner.reader(file.handle, this.#end, size);
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) this.#add(scanner, chunk.at, chunk.end);
    await this.#prove(file);
  }

  /** Where a line begins, or the end of what was read where there are fewer lines. @param line 0 or more */
  async offsetOf(line: number, file: LogFile): Promise<number> {
    if (line === 0) return 0;
    if (line > this.#lines) return this.#end;
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#entries[middle] ?? 0) < line) low = middle;
      else high = middle - 1;
    }
    let left = line - (this.#entries[low] ?? 0);
    const buffer = Buffer.allocUnsafe(firstStride);
    for (let position = low * this.#stride; position < this.#end;) {
      const length = await file.read(buffer.subarray(0, Math.min(buffer.length, this.#end - position)), position);
      if (length === 0) break;
      const part = buffer.subarray(0, length);
      for (let at = part.indexOf(newline); at !== -1; at = part.indexOf(newline, at + 1)) {
        left -= 1;
        if (left === 0) return position + at + 1;
      }
      position += length;
    }
    throw new LogShrankError(`got no line ${line}; expected ${this.#lines}`);
  }

  /** The number of the line that a byte is in. @param offset at most {@link end} */
  async lineAt(offset: number, file: LogFile): Promise<number> {
    const entry = Math.min(Math.floor(offset / this.#stride), this.#count - 1);
    let line = this.#entries[entry] ?? 0;
    const buffer = Buffer.allocUnsafe(firstStride);
    for (let position = entry * this.#stride; position < offset;) {
      const length = await file.read(buffer.subarray(0, Math.min(buffer.length, offset - position)), position);
      if (length === 0) throw new LogShrankError(`got ${position} bytes; expected ${offset}`);
      const part = buffer.subarray(0, length);
      for (let at = part.indexOf(newline); at !== -1; at = part.indexOf(newline, at + 1)) line += 1;
      position += length;
    }
    return line;
  }

  #add(scanner: Scanner, at: number, end: number): void {
    const last = scanner.bytes.subarray(at, end).lastIndexOf(newline);
    if (last !== -1) this.#lastLineAt = this.#end + last + 1;
    for (let from = at; from < end;) {
      const to = Math.min(end, from + this.#stride - (this.#end % this.#stride));
      this.#lines += scanner.count(from, to);
      this.#end += to - from;
      from = to;
      if (this.#end % this.#stride === 0) this.#enter();
    }
  }

  #enter(): void {
    if (this.#count === mostEntries) {
      for (let index = 0; index < mostEntries / 2; index += 1) this.#entries[index] = this.#entries[index * 2] ?? 0;
      this.#count = mostEntries / 2;
      // What the full table ended at is a multiple of the new stride too.
      this.#stride *= 2;
    }
    if (this.#count === this.#entries.length) {
      const larger = new Float64Array(this.#entries.length * 2);
      larger.set(this.#entries);
      this.#entries = larger;
    }
    this.#entries[this.#count] = this.#lines;
    this.#count += 1;
  }

  #clear(): void {
    this.#stride = firstStride;
    this.#entries = new Float64Array(16);
    this.#count = 1;
    this.#end = 0;
    this.#lines = 0;
    this.#lastLineAt = 0;
    this.#head = Buffer.alloc(0);
    this.#tail = Buffer.alloc(0);
  }

  async #prove(file: LogFile): Promise<void> {
    this.#head = await bytesOf(file, 0, Math.min(proofBytes, this.#end));
    this.#tail = await bytesOf(file, Math.max(0, this.#end - proofBytes), this.#end);
  }

  async #isSame(file: LogFile): Promise<boolean> {
    const head = await bytesOf(file, 0, this.#head.length);
    const tail = await bytesOf(file, this.#end - this.#tail.length, this.#end);
    return head.equals(this.#head) && tail.equals(this.#tail);
  }
}

const newline = 10;

async function bytesOf(file: LogFile, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  return buffer.subarray(0, await file.read(buffer, from));
}

/** How many indexes are kept: 16 MiB of the largest. */
const mostIndexes = 128;

/** How many are made at a time. More would only share the disk. */
const mostAtWork = 2;

/** The indexes of the files that were read last, each made and grown by one reader at a time. */
export class LineIndexes {
  readonly #scanners: Scanners;
  readonly #indexes = new Map<string, LineIndex>();
  readonly #growing = new Map<string, Promise<LineIndex>>();
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;

  constructor(scanners: Scanners) {
    this.#scanners = scanners;
  }

  /** The index of a file, as far as it is there: maybe of less than the file holds, or of something else. */
  peek(file: LogFile): LineIndex | undefined {
    return this.#indexes.get(file.state.identity);
  }

  /** The index of a file, which covers at least what the file held when it was opened. @throws LogShrankError when the file was cut since */
  async of(file: LogFile): Promise<LineIndex> {
    const { identity, size } = file.state;
    const earlier = this.#growing.get(identity);
    if (earlier !== undefined) {
      const index = await earlier;
      if (index.end >= size) return index;
    }
    const growing = this.#growing.get(identity) ?? this.#grow(file);
    this.#growing.set(identity, growing);
    try {
      const index = await growing;
      if (index.end < size) throw new LogShrankError(`got ${index.end} bytes; expected ${size}`);
      return index;
    } finally {
      if (this.#growing.get(identity) === growing) this.#growing.delete(identity);
    }
  }

  async #grow(file: LogFile): Promise<LineIndex> {
    const { identity } = file.state;
    const index = this.#indexes.get(identity) ?? new LineIndex();
    // Whoever asked may be gone before the index is there; it is of use to the next one.
    file.retain();
    try {
      await this.#turn();
      await this.#scanners.use((scanner) => index.grow(file, scanner));
      this.#indexes.delete(identity);
      this.#indexes.set(identity, index);
      const [oldest] = this.#indexes.keys();
      if (this.#indexes.size > mostIndexes && oldest !== undefined) this.#indexes.delete(oldest);
      return index;
    } catch (error) {
      this.#indexes.delete(identity);
      throw error;
    } finally {
      this.#atWork -= 1;
      this.#waiting.shift()?.();
      await file.close();
    }
  }

  async #turn(): Promise<void> {
    this.#atWork += 1;
    if (this.#atWork > mostAtWork) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
