import type { LogFile } from './log-file.ts';
import { LinePattern } from './line-pattern.ts';
import { literalMatch, shownBefore, textMatch, type Match } from './match.ts';
import type { SearchQuery } from './query.ts';
import { keptBytes, type Chunk, type Scanner } from './scanner.ts';
import { textOf } from './utf8.ts';

/** How a search ended. */
export interface SearchEnd {
  readonly done: true;
  /** Lines that matched. */
  readonly matches: number;
  /** There may be more: the search ended at its limit. */
  readonly truncated: boolean;
  /** Lines that were looked at; a last one without newline counts. */
  readonly lines: number;
}

const newline = 10;

/** The most bytes of a line that a regular expression is tried on. */
const mostPatternBytes = 64 * 1024;

/**
 * Looks for a text in the lines of a log. A literal text is compared by its bytes, with `ignoreCase` in either case of ASCII letters; a regular expression, and a text
 * with other letters in any case, are tried on each line as text, on its first 64 KiB.
 */
export class Search {
  readonly #query: SearchQuery;
  readonly #scanner: Scanner;
  readonly #pattern: LinePattern | undefined;
  readonly #needleLength: number;
  #found: Match[] = [];
  #matches = 0;
  /** Lines that are behind. */
  #line = 0;
  /** In the middle of a line that is too long to be kept whole: whether it has its match. */
  #long: { isDone: boolean } | undefined;

  /** @throws Problem 422 for what is no regular expression */
  constructor(query: SearchQuery, scanner: Scanner) {
    const needle = Buffer.from(query.text);
    const isAscii = needle.length === query.text.length;
    this.#query = query;
    this.#scanner = scanner;
    this.#needleLength = needle.length;
    this.#pattern = query.isRegex || (query.ignoreCase && !isAscii) ? new LinePattern(query) : undefined;
    if (this.#pattern === undefined) scanner.setNeedle(needle, query.ignoreCase);
  }

  /**
   * Searches a log as it was when it was opened.
   * @returns the matches of each part that has some, then how it ended
   * @throws LogShrankError where the log is cut meanwhile; Problem 422 where the regular expression takes too long; the signal's reason once it is aborted
   */
  async *run(file: LogFile, signal: AbortSignal): AsyncGenerator<readonly (Match | SearchEnd)[]> {
    const next = this.#scanner.reader(file.handle, 0, file.state.size);
    let kept = 0;
    for (let chunk = await next(); chunk !== undefined && !this.#isFull; chunk = await next(kept)) {
      signal.throwIfAborted();
      kept = this.#take(chunk);
      if (this.#found.length > 0) yield this.#found;
      this.#found = [];
    }
    yield [{ done: true, matches: this.#matches, truncated: this.#isFull, lines: this.#line }];
  }

  get #isFull(): boolean {
    return this.#matches >= this.#query.limit;
  }

  /** @returns how many bytes of the chunk's end are to stand before the next one */
  #take({ at, end, isLast }: Chunk): number {
    const { bytes } = this.#scanner;
    let from = at;
    if (this.#long !== undefined) {
      const first = bytes.subarray(at, end).indexOf(newline);
      this.#takeLong(this.#long, at, first === -1 ? end : at + first);
      if (first === -1) return this.#restOfLong(end - at, isLast);
      this.#long = undefined;
      this.#line += 1;
      from = at + first + 1;
    }
    const last = bytes.subarray(from, end).lastIndexOf(newline);
    const limit = last === -1 ? from : from + last + 1;
    this.#takeLines(from, limit);
    if (limit === end || this.#isFull) return 0;
    if (isLast) {
      this.#takeLines(limit, end);
      return 0;
    }
    if (end - limit <= keptBytes) return end - limit;
    this.#long = { isDone: false };
    if (this.#pattern === undefined) this.#takeLong(this.#long, limit, end);
    else this.#takePattern(limit, limit + mostPatternBytes, this.#pattern);
    if (this.#pattern !== undefined) this.#long.isDone = true;
    return this.#restOfLong(end - limit, isLast);
  }

  #restOfLong(length: number, isLast: boolean): number {
    if (isLast) this.#line += 1;
    // A match may begin in them, and what stands before one is shown.
    return isLast ? 0 : Math.min(length, Math.max(this.#needleLength - 1, shownBefore));
  }

  #takeLong(long: { isDone: boolean }, from: number, to: number): void {
    const start = long.isDone ? -1 : this.#scanner.find(from, to);
    if (start === -1) return;
    long.isDone = true;
    this.#add(literalMatch(this.#scanner, { line: this.#line, from, to, start, isWhole: false }));
  }

  /** Whole lines, of which the last may have no newline. */
  #takeLines(begin: number, limit: number): void {
    if (begin === limit) return;
    if (this.#pattern !== undefined) {
      this.#takePattern(begin, limit, this.#pattern);
      this.#line += this.#linesIn(begin, limit);
      return;
    }
    const { bytes } = this.#scanner;
    let from = begin;
    while (from < limit) {
      const start = this.#scanner.find(from, limit);
      if (start === -1) break;
      const lineFrom = from + bytes.subarray(from, start).lastIndexOf(newline) + 1;
      const found = bytes.subarray(start, limit).indexOf(newline);
      const lineTo = found === -1 ? limit : start + found;
      this.#line += this.#scanner.count(from, lineFrom);
      this.#add(literalMatch(this.#scanner, { line: this.#line, from: lineFrom, to: lineTo, start, isWhole: true }));
      this.#line += 1;
      from = lineTo + 1;
      if (this.#isFull) return;
    }
    if (from < limit) this.#line += this.#linesIn(from, limit);
  }

  /** Tries the pattern on lines, beginning with the one that is next. */
  #takePattern(from: number, to: number, pattern: LinePattern): void {
    const { bytes } = this.#scanner;
    const lines = textOf(bytes.subarray(from, bytes[to - 1] === newline ? to - 1 : to)).split('\n');
    const room = this.#query.limit - this.#matches;
    for (const { index, ranges } of pattern.matches(lines, room)) {
      this.#add(textMatch(this.#line + index, lines[index] ?? '', ranges));
    }
  }

  #add(match: Match): void {
    this.#found.push(match);
    this.#matches += 1;
  }

  #linesIn(from: number, to: number): number {
    return this.#scanner.count(from, to) + (this.#scanner.bytes[to - 1] === newline ? 0 : 1);
  }
}
