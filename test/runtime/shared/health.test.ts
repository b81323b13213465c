import { afterEach, describe, expect, test } from '@jest/globals';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { Counter, Registry } from 'prom-client';
import { ExitError } from '../../../runtime/shared/errors.ts';
import { serveHealth } from '../../../runtime/shared/health.ts';
import type { HealthOptions, HealthServer } from '../../../runtime/shared/health.ts';

const servers: HealthServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(options: Partial<HealthOptions> = {}) {
  const server = await serveHealth({ port: 0, host: '127.0.0.1', ready: {}, metrics: new Registry(), ...options });
  servers.push(server);
  return async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return { status: response.status, body: await response.text(), type: response.headers.get('content-type') };
  };
}

describe('/livez', () => {
  test('is 200 while the process answers, whether it is ready or not', async () => {
    const get = await serve({ ready: { broker: () => 'not connected' } });
    expect(await get('/livez')).toMatchObject({ status: 200, body: 'ok\n' });
  });

  test('is 503 with the reason once the process says that it is of no use', async () => {
    const reasons = [undefined, 'the lease was not renewed for 20 s'];
    const get = await serve({ live: () => reasons.shift() });
    expect(await get('/livez')).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await get('/livez')).toMatchObject({ status: 503, body: 'live: the lease was not renewed for 20 s\n' });
  });
});

describe('/readyz', () => {
  test('is 503 with each check that fails, and 200 once none does', async () => {
    const reasons: Record<string, string | undefined> = { broker: 'not connected', watch: 'not synced' };
    const get = await serve({
      ready: { broker: () => reasons['broker'], journal: () => undefined, watch: () => reasons['watch'] },
    });
    expect(await get('/readyz')).toMatchObject({ status: 503, body: 'broker: not connected\nwatch: not synced\n' });
    reasons['broker'] = undefined;
    expect(await get('/readyz?verbose')).toMatchObject({ status: 503, body: 'watch: not synced\n' });
    reasons['watch'] = undefined;
    expect(await get('/readyz')).toMatchObject({ status: 200, body: 'ok\n' });
  });

  test('is 503 when a check throws', async () => {
    const get = await serve({
      ready: {
        broken: () => {
          throw new Error('oh');
        },
        watch: () => 'not synced',
      },
    });
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: 'broken: the check failed: Error: oh\nwatch: not synced\n',
    });
  });
});

describe('the server', () => {
  test('serves the metrics as Prometheus reads them', async () => {
    const metrics = new Registry();
    new Counter({ name: 'cds_x_total', help: 'x', registers: [metrics] }).inc(3);
    const get = await serve({ metrics });
    const { status, body, type } = await get('/metrics');
    expect(status).toBe(200);
    expect(type).toContain('text/plain; version=0.0.4');
    expect(body).toContain('\ncds_x_total 3\n');
  });

  test('answers 500 when a metric cannot be had, and goes on', async () => {
    const metrics = new Registry();
    metrics.registerMetric(
      new Counter({
        name: 'cds_x_total',
        help: 'x',
        registers: [],
        collect: () => {
          throw new Error('oh');
        },
      }),
    );
    const get = await serve({ metrics });
    expect(await get('/metrics')).toMatchObject({ status: 500 });
    expect(await get('/livez')).toMatchObject({ status: 200 });
  });

  test('knows three paths and reads only', async () => {
    const get = await serve();
    expect(await get('/')).toMatchObject({ status: 404, body: 'got /; expected /livez, /readyz, /metrics\n' });
    expect(await get('/constructor')).toMatchObject({ status: 404 });
    expect(await get('/livez', 'POST')).toMatchObject({ status: 405 });
    expect(await get('/livez', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  test('closes with connections open', async () => {
    const server = await serveHealth({ port: 0, host: '127.0.0.1', ready: {}, metrics: new Registry() });
    const socket = createConnection(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await server.close();
    socket.resume();
    expect(await once(socket, 'close')).toEqual([false]);
  });

  test('fails when the port is taken, with exit status 69', async () => {
    await serve();
    const { port } = servers[0]!;
    const error = await serveHealth({ port, host: '127.0.0.1', ready: {}, metrics: new Registry() }).catch(
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(ExitError);
    expect(error).toMatchObject({ code: 'ERR_HEALTH_PORT', exitCode: 69 });
    expect((error as Error).message).toMatch(
      new RegExp(`^health: port ${port}: got listen EADDRINUSE.*; expected a free port; set HTTP_PORT to another one$`),
    );
  });
});
