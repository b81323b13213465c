import { Redis } from 'ioredis';
import type { Log } from '../shared/log.ts';
import { serverNameOf } from '../shared/server-name.ts';

/** Which Redis, and how to reach it. */
export interface RedisConnection {
  readonly host: string;
  readonly port: number;
  /** Number of the database. */
  readonly database: number;
  /** Asked again after each loss. `undefined`: none is needed. */
  readonly password: () => Promise<string | undefined>;
  /** All PEM; asked again after each loss. @default - not encrypted */
  readonly tls?: () => Promise<{ readonly ca?: string; readonly cert?: string; readonly key?: string }>;
  readonly log: Log;
}

/** How long one command may take, in milliseconds: a server that accepts and never answers would otherwise hold it for ever. */
const commandTimeoutMs = 3_000;

/** The longest wait between two tries to connect, in milliseconds. */
const longestDelayMs = 2_000;

/**
 * Connects to Redis, for ever again. A command that is sent while there is no connection fails at once, and none is sent twice: whether to try again is for the
 * caller to say, who knows what was written.
 */
export function connectRedis({ host, port, database, password, tls, log }: RedisConnection): Redis {
  const redis = new Redis({
    host,
    port,
    db: database,
    protocol: 2, // every Redis speaks it
    connectionName: 'cds-reaper',
    connectTimeout: 5_000,
    commandTimeout: commandTimeoutMs,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(50 * 2 ** times, longestDelayMs),
    // A replica after a failover, or a password that was changed: the next connection may be better.
    reconnectOnError: ({ message }) => /^(READONLY|NOAUTH|WRONGPASS)/.test(message),
  });
  const readFiles = async () => {
    try {
      redis.options.password = await password();
      redis.options.tls = tls && { ...(await tls()), ...serverNameOf(host) };
    } catch (err) {
      log.warn({ err }, 'the credentials of redis cannot be read');
    }
  };
  redis.on('error', (err: unknown) => log.warn({ err, host, port }, 'redis cannot be used'));
  redis.on('ready', () => log.info({ host, port }, 'redis is ready'));
  redis.on('close', () => void readFiles());
  // What fails is told by the error event, and tried again.
  void readFiles().then(() => redis.connect().catch(() => undefined));
  return redis;
}

/** Whether a command failed since no answer came in time: its connection may be dead without either side knowing. */
export const isTimeout = (error: unknown): boolean => error instanceof Error && error.message === 'Command timed out';
