import compress from '@fastify/compress';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { constants } from 'node:zlib';
import type { AppOptions } from './app-options.ts';
import type { Reader } from './auth.ts';
import { hasCode } from '../shared/errors.ts';
import { addJobRoutes } from './job-routes.ts';
import { addLogRoutes } from './log-routes.ts';
import type { PageFile, PageFiles } from './page-files.ts';
import { gone, notFound, Problem } from './problem.ts';
import { LogShrankError } from './scanner.ts';
import { securityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once that is known. */
    reader: Reader | undefined;
  }
}

const mostParameterLength = 1_024;

/** What is worth compressing, and is not read as it comes: a stream of matches would wait for the next block. */
const compressible = /^(?:text\/(?!event-stream)|application\/(?:problem\+)?json|image\/svg)/;

/** Makes the app; `main.ts` alone listens. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { auth, health, log, metrics, root = '' } = options;
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: mostParameterLength },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    rewriteUrl: ({ url = '/' }) => withoutRoot(url, root),
    frameworkErrors: (_error, _request, reply) =>
      void sendProblem(reply as FastifyReply, new Problem(400, 'the address is not a legal one')),
  });
  app.decorateRequest('reader', undefined);
  const addHeaders = securityHeaders(options);
  app.addHook('onRequest', async (request, reply) => {
    addHeaders(request, reply);
    if (request.method === 'OPTIONS') return reply.code(204).send();
    const [path = ''] = request.url.split('?', 1);
    if (health.has(path) && isForwarded(request)) throw notFound();
    if (!/^[/]api([/]|$)/.test(path)) return undefined;
    // Before anything is looked for: a stranger is told the same of every name.
    reply.header('cache-control', 'private, no-cache').header('vary', 'authorization');
    request.reader = await auth.authenticate(request.headers.authorization, request.ip);
    return undefined;
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.answers.inc({ status: String(reply.statusCode) });
    // The pattern of the address, never the address: whatever somebody puts there by mistake is in no log.
    const path = request.routeOptions.url ?? '*';
    log.debug({ path, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) }, 'answered');
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error);
    const path = request.routeOptions.url ?? '*';
    if (problem.status >= 500) log.error({ err: error, path, status: problem.status }, 'a call failed');
    if (problem.code === 'not_readable') log.error({ err: error, path }, 'a log may not be read by this process');
    return sendProblem(reply, problem);
  });
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    customTypes: compressible,
    zlibOptions: { level: 1 },
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
  });
  for (const [path, answer] of health) {
    app.get(path, async (_request, reply) => {
      const { status, body, type = 'text/plain; charset=utf-8' } = await answer();
      return reply.code(status).header('cache-control', 'no-store').type(type).send(body);
    });
  }
  addLogRoutes(app, options);
  addJobRoutes(app, options);
  app.setNotFoundHandler((request, reply) => answerWithPage(request, reply, options.page));
  return app;
}

/**
 * Whether a proxy has passed a request on, as every Ingress controller does. Health and metrics are for the kubelet and for Prometheus, who come to the pod itself;
 * nobody outside is told them.
 * @see RFC 7239; https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#use-forwarded-headers
 */
function isForwarded({ headers }: FastifyRequest): boolean {
  return ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'].some((name) => headers[name] !== undefined);
}

/** No route has a schema. Without this fastify would load what compiles them, a sixth of the start. */
function noSchemas(): never {
  throw new Error('got a route with a schema; expected none');
}

/** Whatever is none of the API is the page: one of its files, or an address in it. */
function answerWithPage(request: FastifyRequest, reply: FastifyReply, { index, files }: PageFiles): unknown {
  const [path = ''] = request.url.split('?', 1);
  if (/^[/]api([/]|$)/.test(path)) throw notFound();
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new Problem(405, 'expected GET', { headers: { allow: 'GET' } });
  const file = files.get(path.slice(1)) ?? index;
  if (file === undefined) throw new Problem(404, 'the page was not built; npm run bundle builds it');
  reply.header('cache-control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  return answerWithFile(request, reply, file);
}

function answerWithFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): unknown {
  const { body, type, etag, encoded = new Map<string, Buffer>() } = file;
  reply.header('etag', etag);
  if (encoded.size > 0) reply.header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const coding = [...encoded.keys()].find((coding) => accepts(request, coding));
  if (coding !== undefined) reply.header('content-encoding', coding);
  return reply.type(type).send(request.method === 'HEAD' ? undefined : (encoded.get(coding ?? '') ?? body));
}

/** Whether a client names a content coding and does not refuse it. @see RFC 9110, section 12.5.3 */
function accepts({ headers }: FastifyRequest, coding: string): boolean {
  const accepted = (headers['accept-encoding'] ?? '').split(',');
  return accepted.some((each) => {
    const [name = '', weight = ''] = each.split(';').map((part) => part.trim().toLowerCase());
    return name === coding && !/^q=0(?:[.]0*)?$/.test(weight);
  });
}

/** The path in the app. One without the root is taken as it is: some proxies take the root away. */
function withoutRoot(url: string, root: string): string {
  if (root === '' || !url.startsWith(root)) return url;
  const rest = url.slice(root.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof LogShrankError || hasCode(error, 'ESTALE')) return gone(error);
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) return new Problem(statusCode, 'the call is not a right one');
  return new Problem(500, 'something went wrong at the server; its log says what');
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  for (const name of ['etag', 'last-modified', 'content-range', 'content-length']) reply.removeHeader(name);
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}
