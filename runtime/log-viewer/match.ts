import type { Range } from './line-pattern.ts';
import type { Scanner } from './scanner.ts';
import { cutLength, textOf } from './utf8.ts';

/** A line that matches. */
export interface Match {
  /** From 0. */
  readonly line: number;
  /** The line without what ends it, or of a long one the part around its first match. */
  readonly text: string;
  /** Where the matches are in the text: first and behind the last, in UTF-16 units. At most 100. */
  readonly ranges: readonly Range[];
  /** The text is a part of the line. */
  readonly cut?: true;
}

/** The most of a line that is shown, in bytes or UTF-16 units. */
const mostLength = 8 * 1024;
/** How much of a long line is shown before its first match. */
export const shownBefore = 256;
const mostRanges = 100;

const carriageReturn = 13;

/** A line in the memory of a scanner, and where its first match is in it. */
export interface FoundAt {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  /** Whether `from` and `to` are the ends of the line. */
  readonly isWhole: boolean;
}

/** A match of the scanner's needle. */
export function literalMatch(scanner: Scanner, { line, from, to, start, isWhole }: FoundAt): Match {
  const { bytes } = scanner;
  const end = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
  const isCut = !isWhole || end - from > mostLength;
  const first = isCut ? characterAt(bytes, Math.max(from, start - shownBefore), start) : from;
  const cutEnd = Math.min(end, first + mostLength);
  const last = isCut ? cutEnd - cutLength(bytes.subarray(first, cutEnd)) : end;
  const text = textOf(bytes.subarray(first, last));
  const ranges: Range[] = [];
  const isPlain = text.length === last - first;
  const position = (at: number) => (isPlain ? at - first : textOf(bytes.subarray(first, at)).length);
  for (let at = start; at !== -1 && ranges.length < mostRanges;) {
    const behind = at + scanner.needleLength;
    ranges.push([position(at), position(behind)]);
    at = scanner.find(behind, last);
  }
  return { line, text, ranges, ...(isCut && { cut: true }) };
}

/** A match in a line that is text already. */
export function textMatch(line: number, whole: string, ranges: readonly Range[]): Match {
  const text = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
  if (text.length <= mostLength) return { line, text, ranges };
  const first = Math.max(0, (ranges[0]?.[0] ?? 0) - shownBefore);
  const part = text.slice(first, first + mostLength);
  const within = ranges.map(([from, to]): Range => [from - first, to - first]).filter(([, to]) => to <= part.length);
  return { line, text: part.toWellFormed(), ranges: within, cut: true };
}

/** The first byte from `at` on that begins a character. */
function characterAt(bytes: Buffer, at: number, most: number): number {
  let first = at;
  while (first < most && ((bytes[first] ?? 0) & 0xc0) === 0x80) first += 1;
  return first;
}
