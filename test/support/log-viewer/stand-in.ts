import fastify, { type FastifyReply } from 'fastify';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In memory, until the server is there. */
export interface StandInLog {
  lines: string[];
  modified: Date;
}

const page = join(import.meta.dirname, '../../../bundle/page');
const CSP = (issuer: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ${issuer}; base-uri 'self'; form-action 'self'; frame-ancestors 'none'`;

/** The API of the log viewer on logs in memory. */
export async function startStandIn({
  root = '/',
  oidc = null,
}: {
  root?: string;
  oidc?: { issuer: string; clientId: string } | null;
} = {}) {
  const logs = new Map<string, StandInLog>();
  const jobs = new Map<string, string>();
  const pods = new Map<string, StandInLog>();
  const followers = new Set<() => void>();
  const eventReplies = new Set<FastifyReply>();
  const app = fastify({ forceCloseConnections: true });
  app.register(
    async (app) => {
      app.addHook('onRequest', async (request, reply) => {
        if (!request.url.startsWith(`${root}api/`) || request.url.endsWith('page-config')) return;
        const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
        if (!(Number(token.split('.')[0]) > Date.now()) && !token.startsWith('ey'))
          await problem(reply, 401, 'the token is not valid any more');
        else if (token.includes('stranger')) await problem(reply, 403, 'the claim multimedia_admin is missing');
      });
      app.get('/api/-/page-config', async () => ({ root, oidc, tokenKey: 'berth:token', version: 'test' }));
      app.get('/api/routes', async () => [...new Set([...logs.keys()].map((key) => key.split('/')[0]))]);
      app.get('/api/:route', (request) => {
        const { route } = request.params as { route: string };
        return [...logs]
          .filter(([key]) => key.startsWith(`${route}/`))
          .map(([key, log]) => JSON.stringify(describe(key.split('/')[1] ?? '', log)))
          .join('\n');
      });
      app.get('/api/:route/:log', async (request, reply) => {
        const { route, log } = request.params as { route: string; log: string };
        return answer(logs.get(`${route}/${log}`), request.query as Record<string, string>, reply);
      });
      app.get('/api/-/jobs/:job', async (request, reply) => {
        const { job } = request.params as { job: string };
        if (!jobs.has(job)) return problem(reply, 404, 'there is no such job');
        const list = [...pods].map(([name, log]) => ({
          ...describe(name, log),
          url: `api/-/jobs/${job}/pods/${name}`,
        }));
        return { name: job, log_url: `/log/${jobs.get(job)}`, pods: list };
      });
      app.get('/api/-/jobs/:job/pods/:pod', async (request, reply) =>
        answer(pods.get((request.params as { pod: string }).pod), request.query as Record<string, string>, reply),
      );
      app.get('/api/-/jobs/:job/events', async (_request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
        reply.raw.write(':\n\n');
        eventReplies.add(reply);
      });
      app.get('/*', async (request, reply) => {
        reply.header('content-security-policy', CSP(oidc === null ? '' : new URL(oidc.issuer).origin));
        const file = join(page, (request.params as { '*': string })['*']);
        if (file !== page && file !== `${page}/` && existsSync(file)) {
          const type = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }[file.split('.').at(-1) ?? ''];
          return reply.type(type ?? 'text/plain').send(readFileSync(file));
        }
        const index = readFileSync(join(page, 'index.html'), 'utf8').replace(
          '<base href="/" />',
          `<base href="${root}" />`,
        );
        return reply.type('text/html').send(index);
      });
    },
    { prefix: root.replace(/\/$/, '') },
  );

  function answer(log: StandInLog | undefined, query: Record<string, string>, reply: FastifyReply): unknown {
    if (log === undefined) return problem(reply, 404, 'there is no such log');
    const from = Number(query['fromLine'] ?? 0);
    if (query['follow'] === 'true') return followLog(log, from, reply);
    if (query['search'] !== undefined) return search(log, query, reply);
    const count = Number(query['lines'] ?? log.lines.length);
    const first = count < 0 ? Math.max(log.lines.length + count, 0) : from;
    const lines = log.lines.slice(first, first + Math.abs(count));
    reply
      .header('x-log-lines', log.lines.length)
      .header('x-log-first-line', first)
      .header('x-logfile-modified', log.modified.toISOString());
    return reply.type('text/plain').send(lines.map((line) => `${line}\n`).join(''));
  }

  function followLog(log: StandInLog, from: number, reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    let next = from;
    const send = (): void => {
      if (log.lines.length <= next) return;
      reply.raw.write(
        `event: lines\nid: ${log.lines.length}\ndata: ${JSON.stringify({ from: next, lines: log.lines.slice(next) })}\n\n`,
      );
      next = log.lines.length;
    };
    send();
    followers.add(send);
    reply.raw.once('close', () => followers.delete(send));
  }

  function search(log: StandInLog, query: Record<string, string>, reply: FastifyReply): unknown {
    const text = query['search'] ?? '';
    const source = query['regex'] === 'true' ? text : text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    const pattern = new RegExp(source, query['ignoreCase'] === 'true' ? 'gi' : 'g');
    const limit = Number(query['limit'] ?? 1000);
    const found = log.lines.flatMap((text, line) => {
      const ranges = [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
      return ranges.length > 0 ? [JSON.stringify({ line, text, ranges })] : [];
    });
    const end = {
      done: true,
      matches: Math.min(found.length, limit),
      truncated: found.length > limit,
      lines: log.lines.length,
    };
    return reply.type('application/x-ndjson').send([...found.slice(0, limit), JSON.stringify(end), ''].join('\n'));
  }

  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: address + root,
    logs,
    pods,
    jobs,
    append(log: StandInLog, lines: readonly string[]): void {
      log.lines.push(...lines);
      log.modified = new Date();
      for (const send of followers) send();
    },
    publish(routingKey: string, body: object): void {
      for (const { raw } of eventReplies) raw.write(`data: ${JSON.stringify({ routingKey, body })}\n\n`);
    },
    stop: () => app.close(),
  };
}

const describe = (name: string, { lines, modified }: StandInLog) => ({
  name,
  size: lines.reduce((sum, line) => sum + line.length + 1, 0),
  lastModified: modified.toISOString(),
});

async function problem(reply: FastifyReply, status: number, detail: string): Promise<FastifyReply> {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: 'Problem', status, detail });
}
