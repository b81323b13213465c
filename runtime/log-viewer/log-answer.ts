import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LineIndexes } from './line-index.ts';
import type { LogFile } from './log-file.ts';
import { rawParts, textParts } from './log-text.ts';
import { windowOf } from './log-window.ts';
import { Problem } from './problem.ts';
import type { WindowQuery } from './query.ts';

/** Answers with lines of a log, or with a range of its bytes. The log is closed when the answer is, however it ends. */
export async function answerWithLog(
  request: FastifyRequest,
  reply: FastifyReply,
  file: LogFile,
  query: WindowQuery,
  indexes: LineIndexes,
): Promise<unknown> {
  const { size, etag, modified } = file.state;
  reply.header('x-logfile-modified', modified.toISOString());
  reply.header('last-modified', modified.toUTCString());
  reply.header('accept-ranges', 'bytes');
  const isWhole = [query.fromLine, query.fromByte, query.lines, query.lineBytes].every((each) => each === undefined);
  const range = isWhole ? rangeOf(request, file) : undefined;
  if (range !== undefined) {
    const [from, to] = range;
    reply.code(206).header('etag', etag).type('application/octet-stream');
    reply.header('content-range', `bytes ${from}-${to - 1}/${size}`).header('content-length', to - from);
    return reply.send(await streamOf(file, rawParts(file, from, to)));
  }
  // Weak: the text may be compressed, and is not the bytes of the file.
  const weak = `W/${etag}`;
  reply.header('etag', weak);
  if (request.headers['if-none-match']?.split(/\s*,\s*/).some((each) => each === weak || each === '*')) {
    await file.close();
    return reply.code(304).send();
  }
  const window = await windowOf(file, query, indexes);
  if (window.lines !== undefined) reply.header('x-log-lines', window.lines);
  if (window.firstLine !== undefined) reply.header('x-log-first-line', window.firstLine);
  reply.header('x-log-first-byte', window.from);
  reply.header('x-log-size', size);
  reply.type('text/plain; charset=utf-8');
  return reply.send(await streamOf(file, textParts(file, { ...window, lineBytes: query.lineBytes })));
}

/** A stream whose first part is there, so that what fails until then still gives an answer that says so. */
async function streamOf(file: LogFile, parts: AsyncGenerator<Buffer>): Promise<Readable> {
  const first = await parts.next();
  const all = async function* () {
    if (!first.done) yield first.value;
    yield* parts;
  };
  const stream = Readable.from(all(), { objectMode: false });
  // Not at the generator's end: one that nobody began to read never gets there.
  stream.once('close', () => void file.close());
  return stream;
}

/** The bytes that are asked for, from first to behind the last; undefined where all are, also for several ranges. @throws Problem 416 @see RFC 9110, section 14 */
function rangeOf({ headers }: FastifyRequest, { state }: LogFile): readonly [number, number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== state.etag) return undefined;
  const { size } = state;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (from >= size) {
    throw new Problem(416, `the log has ${size} bytes`, {
      code: 'range',
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return [from, to];
}
