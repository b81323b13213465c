import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { LogFile } from './log-file.ts';
import { Problem } from './problem.ts';
import type { SearchQuery } from './query.ts';
import { LogShrankError, type Scanners } from './scanner.ts';
import { Search } from './search.ts';

/** How many searches there may be at a time, each with a scanner of its own. */
const mostSearches = 8;

/**
 * Answers with a line of JSON for each match, as they are found. Ends when the client goes. What fails once matches were sent is told by the last line.
 * @throws Problem 422 for a bad regular expression, 503 while there are too many searches
 */
export async function answerWithMatches(
  reply: FastifyReply,
  file: LogFile,
  query: SearchQuery,
  scanners: Scanners,
): Promise<unknown> {
  if (scanners.inUse >= mostSearches)
    throw new Problem(503, 'too many searches at the moment', { code: 'busy', headers: { 'retry-after': '2' } });
  const going = new AbortController();
  const leave = (): void => going.abort(new Error('the client is gone'));
  // one that went while the file was opened is not told of again
  if (reply.raw.destroyed) leave();
  else reply.raw.once('close', leave);
  const lines = new Readable({ read: () => resume?.() });
  let resume: (() => void) | undefined;
  const started = Promise.withResolvers<void>();
  file.retain();
  const work = scanners.use(async (scanner) => {
    const search = new Search(query, scanner);
    for await (const found of search.run(file, going.signal)) {
      started.resolve();
      const hasRoom = lines.push(found.map((each) => `${JSON.stringify(each)}\n`).join(''));
      if (hasRoom || going.signal.aborted) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      resume = resolve;
      going.signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
    }
  });
  void work
    .then(
      () => lines.push(null),
      (error: unknown) => {
        started.reject(error);
        if (going.signal.aborted) lines.destroy();
        else {
          lines.push(`${JSON.stringify({ done: true, problem: problemOf(error) })}\n`);
          lines.push(null);
        }
      },
    )
    .then(() => file.close());
  // A search that has found nothing yet still is an answer: it says so at once, and goes on.
  const patience = setTimeout(() => started.resolve(), 100);
  try {
    await started.promise;
  } finally {
    clearTimeout(patience);
  }
  return reply.header('cache-control', 'no-store').type('application/x-ndjson').send(lines);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof LogShrankError) return new Problem(410, 'the log was cut while it was searched');
  return new Problem(500, 'something went wrong at the server');
}
