import type { LogFile } from './log-file.ts';
import { LogShrankError } from './scanner.ts';
import { Utf8Repair } from './utf8.ts';

/** Read at a time. */
const partBytes = 64 * 1024;

const newline = 10;

/** Which bytes, and how they are made text. */
export interface TextOptions {
  /** The first byte, which begins a line. */
  readonly from: number;
  /** The byte behind the last. */
  readonly to: number;
  /** The most bytes of a line that are given; the rest of it is left out. @default - all */
  readonly lineBytes?: number;
}

/**
 * Lines of a log as text in UTF-8, part by part; every line ends with a newline, the last one of the log too.
 * @throws LogShrankError where the log is cut meanwhile
 */
export async function* textParts(file: LogFile, { from, to, lineBytes }: TextOptions): AsyncGenerator<Buffer> {
  const repair = new Utf8Repair();
  const cut = lineBytes === undefined ? undefined : new LineCut(lineBytes);
  let last = newline;
  for await (const part of rawParts(file, from, to)) {
    last = part.at(-1) ?? last;
    const text = repair.push(cut?.push(part) ?? part);
    if (text.length > 0) yield text;
  }
  const rest = repair.end();
  if (rest.length > 0) yield rest;
  if (last !== newline) yield Buffer.from('\n');
}

/** Bytes of a log as they are, part by part. @throws LogShrankError where the log is cut meanwhile */
export async function* rawParts(file: LogFile, from: number, to: number): AsyncGenerator<Buffer> {
  for (let position = from; position < to;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(partBytes, to - position));
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) throw new LogShrankError(`got ${position} bytes; expected ${to}`);
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Leaves out what is too much of each line. */
class LineCut {
  readonly #most: number;
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  push(part: Buffer): Buffer {
    const kept: Buffer[] = [];
    for (let at = 0; at < part.length;) {
      const found = part.indexOf(newline, at);
      const end = found === -1 ? part.length : found;
      const room = Math.max(0, this.#most - this.#length);
      kept.push(part.subarray(at, Math.min(end, at + room)));
      this.#length += end - at;
      if (found !== -1) {
        kept.push(part.subarray(found, found + 1));
        this.#length = 0;
      }
      at = end + 1;
    }
    return Buffer.concat(kept);
  }
}

/** Where the last so many lines of a log begin, read from its end; a last one without newline counts. @param count 0 or more */
export async function lastLinesAt(file: LogFile, count: number): Promise<number> {
  const { size } = file.state;
  if (count === 0) return size;
  let left = count;
  for (let end = size; end > 0;) {
    const buffer = Buffer.allocUnsafe(Math.min(partBytes, end));
    const begin = end - buffer.length;
    if ((await file.read(buffer, begin)) < buffer.length) throw new LogShrankError(`got fewer bytes; expected ${size}`);
    // The newline at the very end ends a line and begins none.
    const last = end === size && buffer.at(-1) === newline ? buffer.length - 2 : buffer.length - 1;
    for (let at = last; at >= 0; at -= 1) {
      at = buffer.lastIndexOf(newline, at);
      if (at === -1) break;
      left -= 1;
      if (left === 0) return begin + at + 1;
    }
    end = begin;
  }
  return 0;
}
