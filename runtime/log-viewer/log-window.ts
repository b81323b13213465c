import type { LineIndexes } from './line-index.ts';
import type { LogFile } from './log-file.ts';
import { lastLinesAt } from './log-text.ts';
import type { WindowQuery } from './query.ts';

/** Which bytes of a log are asked for, and what is known of their lines. */
export interface LogWindow {
  /** The first byte; it begins a line. */
  readonly from: number;
  /** The byte behind the last. */
  readonly to: number;
  /** The number of the first line. @default - not known yet */
  readonly firstLine?: number;
  /** Lines of the log so far; a last one without newline counts. @default - not known yet */
  readonly lines?: number;
}

/** So many bytes are counted without being noticed. */
const soonBytes = 16 * 1024 * 1024;

/**
 * Finds the bytes that a query asks for. All of a log, and its end where numbers are not asked for, are found without the index of its lines.
 * @throws LogShrankError where the log is cut meanwhile
 */
export async function windowOf(file: LogFile, query: WindowQuery, indexes: LineIndexes): Promise<LogWindow> {
  const { size } = file.state;
  const { fromLine, fromByte, lines, isNumbered } = query;
  const isSoon = size - (indexes.peek(file)?.end ?? 0) <= soonBytes;
  if (lines !== undefined && lines < 0) {
    const from = await lastLinesAt(file, -lines);
    // Nor is the index begun: it would take the time of the answer.
    if (!isNumbered && !isSoon) return { from, to: size };
    const index = await indexes.of(file);
    return { from, to: size, firstLine: await index.lineAt(from, file), lines: index.lines };
  }
  if (fromLine === undefined && fromByte === undefined && lines === undefined) {
    return { from: 0, to: size, firstLine: 0, lines: isSoon ? (await indexes.of(file)).lines : undefined };
  }
  const index = await indexes.of(file);
  const firstLine = fromByte === undefined ? (fromLine ?? 0) : await index.lineAt(Math.min(fromByte, size), file);
  const within = async (line: number) => Math.min(size, await index.offsetOf(line, file));
  const from = await within(firstLine);
  const to = lines === undefined ? size : await within(firstLine + lines);
  return { from, to, firstLine: Math.min(firstLine, index.lines), lines: index.lines };
}
