import { ApiFault, type Api, type SearchQuery } from './api.ts';
import type { TextRange } from './ansi.ts';

/** What a search has found so far. */
export interface Matches {
  readonly query: SearchQuery;
  /** The numbers of the lines that match, from 0, rising. */
  readonly lines: readonly number[];
  /** What matches in a line. */
  readonly ranges: ReadonlyMap<number, readonly TextRange[]>;
  /** Whether the log was searched to its end, or to the most matches that are looked for. */
  readonly isDone: boolean;
  /** Whether there may be more than were looked for. */
  readonly isTruncated: boolean;
  /** Why the search ended early, for people. */
  readonly fault?: string;
}

/** How often `onChange` is called at most, so that many matches are no work for each, in milliseconds. */
const REPORT_MS = 80;

/** Searches a log; `onChange` gets what was found so far, and once more at the end. Ends when the signal aborts. */
export async function findMatches(
  api: Api,
  path: string,
  query: SearchQuery,
  signal: AbortSignal,
  onChange: (matches: Matches) => void,
): Promise<void> {
  const lines: number[] = [];
  const ranges = new Map<number, readonly TextRange[]>();
  const report = (rest: Pick<Matches, 'isDone' | 'isTruncated' | 'fault'>): void =>
    onChange({ query, lines: [...lines], ranges, ...rest });
  let reportedAt = performance.now();
  try {
    for await (const answer of api.search(path, query, signal)) {
      if (signal.aborted) return;
      if ('done' in answer) {
        report({ isDone: true, isTruncated: answer.truncated });
        return;
      }
      lines.push(answer.line);
      ranges.set(answer.line, answer.ranges);
      if (performance.now() - reportedAt > REPORT_MS || lines.length === 1) {
        reportedAt = performance.now();
        report({ isDone: false, isTruncated: false });
      }
    }
    report({ isDone: true, isTruncated: true, fault: 'The search ended early.' });
  } catch (error) {
    if (signal.aborted) return;
    const fault = error instanceof ApiFault ? error.message : String(error);
    report({ isDone: true, isTruncated: true, fault });
  }
}

/** The index of the next match after a line, or the one before it; around the ends. -1 where there is none. */
export function nextMatch(lines: readonly number[], line: number, step: 1 | -1): number {
  if (lines.length === 0) return -1;
  if (step === 1)
    return Math.max(
      lines.findIndex((match) => match > line),
      0,
    );
  const before = lines.findLastIndex((match) => match < line);
  return before === -1 ? lines.length - 1 : before;
}
