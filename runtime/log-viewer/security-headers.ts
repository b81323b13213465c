import type { FastifyReply, FastifyRequest } from 'fastify';

/** What the headers depend on. */
export interface SecurityOptions {
  readonly loginOrigins?: readonly string[];
  readonly corsOrigins?: readonly string[];
}

/** What a page of another origin may read of an answer. */
const exposed = 'etag, x-logfile-modified, x-log-lines, x-log-first-line, x-log-first-byte, x-log-size, content-range';

/**
 * Headers of every answer: scripts and styles from files of the page only, no frames, nothing guessed, no addresses told. The page may talk to its own server and to
 * the login's.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function securityHeaders({ loginOrigins = [], corsOrigins = [] }: SecurityOptions) {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src ${[`'self'`, ...loginOrigins].join(' ')}`,
    `base-uri 'self'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': corsOrigins.length === 0 ? 'same-origin' : 'cross-origin',
    });
    const { origin } = request.headers;
    if (corsOrigins.length > 0) reply.header('vary', 'origin');
    if (origin === undefined || !corsOrigins.includes(origin)) return;
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed });
    if (request.method !== 'OPTIONS') return;
    reply.headers({
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization, if-none-match, last-event-id, range',
      'access-control-max-age': '600',
    });
  };
}
