import type { FileHandle } from 'node:fs/promises';
import { scanWasm } from './scan-wasm.ts';

/** How many bytes are read at a time. Measured: less costs calls and waiting of threads for one another, more gains nothing. */
const chunkBytes = 1024 * 1024;

/** The most bytes of a chunk that can be kept to stand before the next one. */
export const keptBytes = 256 * 1024;

/** The longest needle, in bytes. */
const needleBytes = 16 * 1024;

/** Where things are in the memory of scan.wat: needle, mask, then the slots, each for a chunk with room for kept bytes before it. */
const needleAt = 0;
const maskAt = needleBytes;
const slotsAt = 64 * 1024;
const slotBytes = keptBytes + chunkBytes;

/** One chunk is looked at while the others are read, two so that the threads that read need not wait for the one that looks. */
const slots = 3;

interface Scan {
  readonly memory: { readonly buffer: ArrayBuffer };
  count(at: number, end: number): number;
  find(at: number, end: number, needle: number, mask: number, length: number, one: number, other: number): number;
}

/** What is used of it; the types of Node have none of that. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: unknown };
  };
};

const compiled = new wasm.Module(scanWasm);

/** Bytes of a log in the memory of a scanner, from `at` up to `end`; kept ones first. They stay until the next chunk is asked for. */
export interface Chunk {
  readonly at: number;
  readonly end: number;
  /** Nothing follows. */
  readonly isLast: boolean;
}

/** The log holds fewer bytes than it did when it was opened. */
export class LogShrankError extends Error {
  override readonly name = 'LogShrankError';
}

/**
 * Reads bytes of a file and looks for newlines and texts in them, 16 bytes at a time, while the next ones are read. For one reader at a time. It takes 3.9 MiB.
 * @see scan.wat
 */
export class Scanner {
  /** All of the memory. */
  readonly bytes: Buffer;
  readonly #scan: Scan;
  #reading: Promise<unknown> | undefined;
  #needleLength = 0;
  #one = 0;
  #other = 0;

  constructor() {
    this.#scan = new wasm.Instance(compiled).exports as Scan;
    this.bytes = Buffer.from(this.#scan.memory.buffer);
  }

  /** How many newlines there are from `at` up to `end`. */
  count(at: number, end: number): number {
    return this.#scan.count(at, end);
  }

  /**
   * Sets what {@link find} looks for: 1 to 16384 bytes.
   * @param ignoreCase whether ASCII letters match in either case
   */
  setNeedle(needle: Buffer, ignoreCase: boolean): void {
    this.#needleLength = needle.length;
    for (const [index, byte] of needle.entries()) {
      const mask = ignoreCase && isLetter(byte) ? 0x20 : 0;
      this.bytes[needleAt + index] = byte | mask;
      this.bytes[maskAt + index] = mask;
    }
    const rarest = [...needle.keys()].sort((a, b) => rarity(needle[b]) - rarity(needle[a]));
    this.#one = rarest[0] ?? 0;
    this.#other = rarest[1] ?? this.#one;
  }

  /** Bytes of the needle. */
  get needleLength(): number {
    return this.#needleLength;
  }

  /** Where the first match begins that lies in `at` to `end`, or -1. */
  find(at: number, end: number): number {
    return this.#scan.find(at, end, needleAt, maskAt, this.#needleLength, this.#one, this.#other);
  }

  /** Resolves once nothing is read into the memory any more. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /**
   * The bytes `from` up to `to` of a file, chunk by chunk.
   * @returns a function that gives the next chunk, with so many bytes of the end of the one before in front of it, or undefined behind the last
   * @throws LogShrankError, from that function, where the file ends before `to`
   */
  reader(handle: FileHandle, from: number, to: number): (kept?: number) => Promise<Chunk | undefined> {
    let position = from;
    let count = 0;
    let end = 0;
    const start = () => {
      const at = slotsAt + (count % slots) * slotBytes + keptBytes;
      const length = Math.min(chunkBytes, to - position);
      const reading = this.#fill(handle, at, length, position);
      // A failure is thrown by the call that is to give the chunk; without a listener until then it would end the process.
      this.#reading = Promise.allSettled([this.#reading, reading]).then(() => undefined);
      position += length;
      count += 1;
      return { at, length, reading, isLast: position === to };
    };
    const started: ReturnType<typeof start>[] = [];
    const startNext = () => {
      for (let free = slots - 1 - started.length; free > 0; free -= 1) if (position < to) started.push(start());
    };
    startNext();
    return async (kept = 0) => {
      const next = started.shift();
      if (next === undefined) return undefined;
      const { at, length, reading, isLast } = next;
      await reading;
      if (kept > 0) this.bytes.copyWithin(at - kept, end - kept, end);
      end = at + length;
      startNext();
      return { at: at - kept, end, isLast };
    };
  }

  async #fill(handle: FileHandle, at: number, length: number, position: number): Promise<void> {
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await handle.read(this.bytes, at + filled, length - filled, position + filled);
      if (bytesRead === 0) throw new LogShrankError(`got ${position + filled} bytes; expected more`);
      filled += bytesRead;
    }
  }
}

const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** What logs are full of, the most frequent first. */
const frequent = Buffer.from(' etaoinsrhldcumfpgwybvkxjqz0123456789-:./_,=TEAOINSR"');

function rarity(byte = 0): number {
  const index = frequent.indexOf(byte);
  return index === -1 ? frequent.length : index;
}

/** Scanners to borrow, made as they are needed and kept for the next one. */
export class Scanners {
  readonly #idle: Scanner[] = [];
  #inUse = 0;

  /** How many are lent. */
  get inUse(): number {
    return this.#inUse;
  }

  /** Works with a scanner that nobody else has meanwhile. */
  async use<T>(work: (scanner: Scanner) => Promise<T>): Promise<T> {
    const scanner = this.#idle.pop() ?? new Scanner();
    this.#inUse += 1;
    try {
      return await work(scanner);
    } finally {
      await scanner.settled();
      this.#inUse -= 1;
      if (this.#idle.length < mostIdle) this.#idle.push(scanner);
    }
  }
}

const mostIdle = 2;
