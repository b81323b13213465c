import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppOptions } from './app-options.ts';
import { answerWithLog } from './log-answer.ts';
import type { LogEntry, LogName } from './log-store.ts';
import { notFound } from './problem.ts';
import { readLogQuery } from './query.ts';
import { answerWithMatches } from './search-answer.ts';

type Parameters<N extends string> = { readonly Params: Readonly<Record<N, string>> };

/** A line of a listing. */
export const listed = ({ name, size, lastModified }: LogEntry) => ({
  name,
  size,
  lastModified: lastModified.toISOString(),
});

/** The published calls. */
export function addLogRoutes(app: FastifyInstance, options: AppOptions): void {
  const { store } = options;
  app.get('/api/routes', async () => store.routes());
  app.get<Parameters<'route'>>('/api/:route', async ({ params: { route } }, reply) => {
    const lines = (await store.logs(route)).map((entry) => `${JSON.stringify(listed(entry))}\n`);
    return reply.type('application/x-ndjson').send(lines.join(''));
  });
  app.get<Parameters<'route' | 'log'>>('/api/:route/:log', async (request, reply) => {
    const { route, log } = request.params;
    return answerWithName(request, reply, { route, log }, options);
  });
  app.get<Parameters<'job'>>('/api/logByJobName/:job', async ({ params: { job } }) => {
    const found = await store.logOf(job);
    if (found === undefined) throw notFound();
    return { log_url: logUrl(found) };
  });
}

/** The page's address of a log, below its root. */
export const logUrl = ({ route, log }: { readonly route: string; readonly log: string }): string =>
  `/log/${encodeURIComponent(route)}/${encodeURIComponent(log)}`;

/** Answers with what is asked of one log. */
export async function answerWithName(
  request: FastifyRequest,
  reply: FastifyReply,
  name: LogName,
  { store, indexes, scanners, tails, streams }: AppOptions,
): Promise<unknown> {
  const query = readLogQuery(request.query);
  if (query.kind === 'follow') {
    const resumed = Number(request.headers['last-event-id']);
    const from =
      Number.isSafeInteger(resumed) && resumed >= 0 && request.headers['last-event-id'] ? resumed : query.fromLine;
    const follower = await tails.follow(name, from);
    return follower.start(streams.open(request, reply));
  }
  const file = await store.open(name);
  if (query.kind === 'search') {
    try {
      return await answerWithMatches(reply, file, query.search, scanners);
    } finally {
      await file.close();
    }
  }
  try {
    return await answerWithLog(request, reply, file, query.window, indexes);
  } catch (error) {
    await file.close();
    throw error;
  }
}
