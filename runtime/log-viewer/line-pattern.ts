import { createContext, Script } from 'node:vm';
import { hasCode } from '../shared/errors.ts';
import { Problem } from './problem.ts';

/** The most characters of a line that the pattern is tried on. */
const mostLength = 64 * 1024;

const mostRanges = 100;

/** How long some thousand lines may take, in milliseconds: a thousand times what they do. */
const timeoutMs = 250;

/** Where in a text something is: first and behind the last, in UTF-16 units. */
export type Range = readonly [number, number];

/** A line that matches, by its index among those that were tried. */
export interface LineMatch {
  readonly index: number;
  readonly ranges: readonly Range[];
}

/** A regular expression that is tried on lines, and may not take long: some take for ever on lines that almost match. */
export class LinePattern {
  readonly #test: RegExp;
  readonly #all: RegExp;
  readonly #script = new Script('run()');

  /** @throws Problem 422 for what is no regular expression */
  constructor({
    text,
    isRegex,
    ignoreCase,
  }: {
    readonly text: string;
    readonly isRegex: boolean;
    readonly ignoreCase: boolean;
  }) {
    const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    const flags = ignoreCase ? 'i' : '';
    try {
      this.#test = new RegExp(source, flags);
      this.#all = new RegExp(source, `g${flags}`);
    } catch (error) {
      throw new Problem(
        422,
        `search: got ${JSON.stringify(text)}; expected a regular expression: ${(error as Error).message}`,
        {
          code: 'bad_parameter',
          cause: error,
        },
      );
    }
  }

  /** The lines that match, at most so many. @throws Problem 422 when it takes too long */
  matches(lines: readonly string[], most: number): readonly LineMatch[] {
    const found: LineMatch[] = [];
    const run = () => {
      for (const [index, line] of lines.entries()) {
        if (found.length >= most) return;
        const text = line.length > mostLength ? line.slice(0, mostLength) : line;
        if (this.#test.test(text)) found.push({ index, ranges: this.#rangesIn(text) });
      }
    };
    try {
      this.#script.runInContext(createContext({ run }), { timeout: timeoutMs });
    } catch (error) {
      if (!hasCode(error, 'ERR_SCRIPT_EXECUTION_TIMEOUT')) throw error;
      throw new Problem(
        422,
        'the regular expression takes too long on this log; expected one that does not go back and forth',
        {
          code: 'regex_too_slow',
          cause: error,
        },
      );
    }
    return found;
  }

  #rangesIn(text: string): readonly Range[] {
    const ranges: Range[] = [];
    for (const { 0: match, index } of text.matchAll(this.#all)) {
      if (match !== '') ranges.push([index, index + match.length]);
      if (ranges.length === mostRanges) break;
    }
    return ranges;
  }
}
