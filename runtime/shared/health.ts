import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { healthPaths } from '../../lib/contract/env.ts';
import { errorCodes, ExitError, exitStatuses } from './errors.ts';
import { http } from './node-http.ts';

/** Looks at something of the process itself, without asking anybody else. @returns why it is not as it should be, in one line without secrets; `undefined` if it is */
export type Check = () => string | undefined;

/** What is looked at. */
export interface HealthChecks {
  /** Whether the process is of use at all; if not, it is started again. @default - it is as long as its event loop turns */
  readonly live?: Check;
  /** Whether the process does its work. Key: what is looked at, such as `broker`. */
  readonly ready: Readonly<Record<string, Check>>;
  readonly metrics: Registry;
}

/** What is served, and where. */
export interface HealthOptions extends HealthChecks {
  /** 0 takes any free port. */
  readonly port: number;
  /** @default - all addresses, IPv6 too where there is any */
  readonly host?: string;
}

/** A server of health checks and metrics that listens. */
export interface HealthServer {
  readonly port: number;
  /** Ends all connections too. */
  close(): Promise<void>;
}

/** More than probes, Prometheus and a person ever need at a time. */
const connectionLimit = 50;

/** What a check or the metrics answer. */
export interface HealthAnswer {
  readonly status: number;
  readonly body: string;
  /** @default text/plain; charset=utf-8 */
  readonly type?: string;
}

/** The answers of `/livez`, `/readyz` and `/metrics` by their paths, for a process that serves more than these: 200 with `ok`, or 503 with a line for each check that fails. */
export function healthAnswers({
  metrics,
  ready,
  live = () => undefined,
}: HealthChecks): ReadonlyMap<string, () => Promise<HealthAnswer>> {
  return new Map([
    [healthPaths.live, async () => answerOf({ live })],
    [healthPaths.ready, async () => answerOf(ready)],
    [healthPaths.metrics, async () => ({ status: 200, body: await metrics.metrics(), type: metrics.contentType })],
  ]);
}

/**
 * Serves `/livez`, `/readyz` and `/metrics`: 200 with `ok`, or 503 with a line for each check that fails, which Kubernetes puts into the pod's events.
 * @throws ERR_HEALTH_PORT when the port cannot be listened on
 */
export async function serveHealth(options: HealthOptions): Promise<HealthServer> {
  const routes = healthAnswers(options);
  const server = http.createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const route = routes.get(path);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    void respond(response, async () => {
      if (route === undefined) return { status: 404, body: `got ${path}; expected ${[...routes.keys()].join(', ')}\n` };
      return isRead ? route() : { status: 405, body: 'expected GET\n' };
    });
  });
  server.maxConnections = connectionLimit;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(options.port, error)));
    server.listen({ port: options.port, host: options.host }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerOf(checks: Readonly<Record<string, Check>>): HealthAnswer {
  const failing = Object.entries(checks).flatMap(([name, check]) => {
    const reason = reasonOf(check);
    return reason === undefined ? [] : [`${name}: ${reason}\n`];
  });
  return failing.length === 0 ? { status: 200, body: 'ok\n' } : { status: 503, body: failing.join('') };
}

/** A check that throws fails, and takes no other one with it. */
function reasonOf(check: Check): string | undefined {
  try {
    return check();
  } catch (error) {
    return `the check failed: ${String(error)}`;
  }
}

async function respond(response: ServerResponse, answer: () => Promise<HealthAnswer>): Promise<void> {
  let given: HealthAnswer;
  try {
    given = await answer();
  } catch (error) {
    given = { status: 500, body: `${String(error)}\n` };
  }
  response.writeHead(given.status, {
    'content-type': given.type ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(given.body),
    'cache-control': 'no-store',
  });
  response.end(given.body);
}

function portError(port: number, cause: Error): ExitError {
  return new ExitError(
    `health: port ${port}: got ${cause.message}; expected a free port; set HTTP_PORT to another one`,
    {
      code: errorCodes.healthPort,
      exitCode: exitStatuses.unavailable,
      cause,
    },
  );
}
