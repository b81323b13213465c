import type { FastifyInstance } from 'fastify';
import { isJobName } from '../../lib/contract/job.ts';
import type { AppOptions } from './app-options.ts';
import { answerWithName, listed, logUrl } from './log-routes.ts';
import { notFound, Problem } from './problem.ts';

/** What the published program does not have: all logs of one Job, and what becomes of it. */
export function addJobRoutes(app: FastifyInstance, options: AppOptions): void {
  const { store, jobEvents, streams } = options;
  app.get<{ readonly Params: { readonly job: string } }>('/api/-/jobs/:job', async ({ params: { job } }) => {
    const [log, pods] = await Promise.all([store.logOf(job), store.podLogs(job)]);
    return {
      name: job,
      log_url: log === undefined ? null : logUrl(log),
      pods: pods.map((entry) => ({
        ...listed(entry),
        url: `/api/-/jobs/${encodeURIComponent(job)}/pods/${encodeURIComponent(entry.name)}`,
      })),
    };
  });
  app.get<{ readonly Params: { readonly job: string; readonly pod: string } }>(
    '/api/-/jobs/:job/pods/:pod',
    async (request, reply) => {
      const { job, pod } = request.params;
      return answerWithName(request, reply, { job, pod }, options);
    },
  );
  app.get<{ readonly Params: { readonly job: string } }>('/api/-/jobs/:job/events', async (request, reply) => {
    const { job } = request.params;
    if (!isJobName(job)) throw notFound();
    if (jobEvents === undefined) throw new Problem(404, 'events are not followed here', { code: 'no_events' });
    return jobEvents.follow(job, streams.open(request, reply));
  });
}
