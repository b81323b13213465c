import { afterEach, describe, expect, test } from '@jest/globals';
import { Redis as Client, type RedisOptions as ClientOptions } from 'ioredis';
import { existsSync } from 'node:fs';
import { until } from './control-plane/until.ts';
import { describeWhere } from './describe-on.ts';
import { lookUpRedis, Redis, type RedisOptions } from './redis.ts';
import { describeOnRedis } from './server-suites.ts';

const clients: Client[] = [];
const servers: Redis[] = [];

async function dial(redis: Redis, options: ClientOptions = {}): Promise<Client> {
  const { host, port, password } = redis;
  const client = new Client({ host, port, password, lazyConnect: true, retryStrategy: () => null, ...options });
  client.on('error', () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

async function create(options?: RedisOptions): Promise<Redis> {
  const redis = await Redis.create(options);
  servers.push(redis);
  return redis;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describeOnRedis('a private Redis', (get) => {
  test('is wiped on request', async () => {
    const client = await dial(get());
    await client.set('key', 'value');
    await get().wipe();
    expect(await client.get('key')).toBeNull();
  });

  test('comes back empty on the same port', async () => {
    const before = await dial(get());
    await before.set('key', 'value');
    await get().restart();
    await until('the end of the connection', 5_000, () => before.status === 'end');
    expect(await (await dial(get())).get('key')).toBeNull();
  });
});

describeWhere('a Redis of one test', 'a Redis', lookUpRedis(), () => {
  test('keeps its data through a kill, if it is to', async () => {
    const redis = await create({ durable: true });
    await (await dial(redis)).set('key', 'value');
    await redis.kill();
    expect(redis.pid).toBeUndefined();
    await expect(dial(redis)).rejects.toThrow('Connection is closed');
    await redis.start();
    expect(await (await dial(redis)).get('key')).toBe('value');
  });

  test('asks for its password', async () => {
    const redis = await create({ password: 'secret' });
    expect(await (await dial(redis)).ping()).toBe('PONG');
    await expect(dial(redis, { password: 'guess' })).rejects.toThrow('Connection is closed');
    await expect(dial(redis, { password: undefined })).rejects.toThrow('Connection is closed');
  });

  test('speaks TLS with its own authority', async () => {
    const redis = await create({ tls: true });
    const { ca, client } = redis.certificates!;
    const tls = { ca: ca.pem, cert: client.cert.pem, key: client.key.pem };
    expect(await (await dial(redis, { port: redis.tlsPort!, tls })).ping()).toBe('PONG');
    await expect(dial(redis, { port: redis.tlsPort!, tls: {} })).rejects.toThrow('Connection is closed');
  });

  test('leaves neither process nor folder behind', async () => {
    const redis = await create();
    const { pid } = redis;
    const folder = (await (await dial(redis)).config('GET', 'dir')) as { readonly dir: string } | readonly string[];
    await redis.stop();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync('dir' in folder ? folder.dir : folder[1]!)).toBe(false);
  });
});

describe('what a Redis needs', () => {
  test('is found, or comes with what to do about it', () => {
    expect(lookUpRedis()).toEqual(
      expect.objectContaining(lookUpRedis().found ? { found: true } : { reason: expect.stringContaining('redis') }),
    );
  });
});
