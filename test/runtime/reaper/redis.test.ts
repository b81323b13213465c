import { afterEach, expect, test } from '@jest/globals';
import type { Redis as Client } from 'ioredis';
import { connectRedis, type RedisConnection } from '../../../runtime/reaper/redis.ts';
import { until } from '../../support/control-plane/until.ts';
import { describeWhere } from '../../support/describe-on.ts';
import { keptLog } from '../../support/reaper/quiet.ts';
import { lookUpRedis, Redis, type RedisOptions } from '../../support/redis.ts';

const waitMs = 30_000;

/** ioredis's words for a command that is sent while there is no connection. */
const unreachable = "Stream isn't writeable";

describeWhere("the reaper's connection to Redis", 'Redis', lookUpRedis(), () => {
  const clients: Client[] = [];
  const servers: Redis[] = [];
  let kept: ReturnType<typeof keptLog>;
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  async function create(options: RedisOptions): Promise<Redis> {
    const server = await Redis.create(options);
    servers.push(server);
    return server;
  }

  function connect({ host, port, password }: Redis, options: Partial<RedisConnection> = {}): Client {
    kept = keptLog();
    const { log } = kept;
    const client = connectRedis({ host, port, database: 0, password: async () => password, log, ...options });
    clients.push(client);
    return client;
  }

  const isReady = (client: Client) => until('Redis to be ready', waitMs, () => client.status === 'ready');
  const faults = () => kept.lines.filter(([level]) => level === 'warn').map(([, , { err }]) => String(err));

  test('is encrypted, with the certificates that the files hold', async () => {
    const server = await create({ tls: true, password: 'secret' });
    const { ca, client } = server.certificates!;
    const tls = async () => ({ ca: ca.pem, cert: client.cert.pem, key: client.key.pem });
    const connected = connect(server, { port: server.tlsPort!, tls });
    await isReady(connected);
    expect(await connected.ping()).toBe('PONG');
    expect(await connected.client('INFO')).toContain('name=cds-reaper');
  });

  test('is none to a server that the authority does not vouch for', async () => {
    const server = await create({ tls: true });
    const connected = connect(server, { port: server.tlsPort!, tls: async () => ({}) });
    await until('a fault', waitMs, () => faults().length > 0);
    expect(faults()[0]).toMatch(/self-signed certificate|unable to (verify|get)/);
    await expect(connected.ping()).rejects.toThrow(unreachable);
  });

  test('logs in with the password that the file holds by then', async () => {
    const server = await create({ password: 'secret' });
    const passwords = ['old', 'secret'];
    const connected = connect(server, { password: async () => passwords.shift() ?? 'secret' });
    await isReady(connected);
    expect(await connected.ping()).toBe('PONG');
    expect(faults()[0]).toContain('WRONGPASS');
  });

  test('comes back after the server was away, and a command meanwhile fails at once', async () => {
    const server = await create({});
    const connected = connect(server);
    await isReady(connected);
    await server.shutDown();
    await until('the loss', waitMs, () => connected.status !== 'ready');
    await expect(connected.ping()).rejects.toThrow(unreachable);
    await server.start();
    await isReady(connected);
    expect(await connected.ping()).toBe('PONG');
  });
});
