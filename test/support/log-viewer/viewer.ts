import { afterAll } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { AppOptions } from '../../../runtime/log-viewer/app-options.ts';
import { createApp } from '../../../runtime/log-viewer/app.ts';
import { Auth, type AuthOptions } from '../../../runtime/log-viewer/auth.ts';
import { openKeys } from '../../../runtime/log-viewer/keys.ts';
import { LineIndexes } from '../../../runtime/log-viewer/line-index.ts';
import { LogStore } from '../../../runtime/log-viewer/log-store.ts';
import { Scanners } from '../../../runtime/log-viewer/scanner.ts';
import { Streams } from '../../../runtime/log-viewer/sse.ts';
import { Tails } from '../../../runtime/log-viewer/tails.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';
import { healthAnswers } from '../../../runtime/shared/health.ts';
import { createLog } from '../../../runtime/shared/log.ts';
import { createLogViewerMetrics, createRegistry } from '../../../runtime/shared/metrics.ts';
import { folderWith } from '../folder.ts';

/** A key that signs tokens, and the PEM of what they are checked with. */
export interface SigningKey {
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly pem: string;
}

/** Makes a key. */
export function signingKey(alg: 'RS256' | 'ES256' = 'RS256'): SigningKey {
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { alg, privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }) as string };
}

/** The key of most tests. */
export const testKey = signingKey();

/** Makes a token. @param claims beside `exp`, which is in an hour unless it is given @param header beside `alg` */
export function tokenOf(
  claims: Readonly<Record<string, unknown>> = { multimedia_admin: 'true' },
  { alg, privateKey }: SigningKey = testKey,
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return new SignJWT({ exp, ...claims }).setProtectedHeader({ alg, ...header }).sign(privateKey);
}

/** How a viewer is to differ. */
export interface ViewerOptions extends Partial<Omit<AppOptions, 'auth'>> {
  readonly auth?: Partial<AuthOptions>;
}

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

/** A log viewer over a folder of its own, that ends with the tests of the file. */
export interface Viewer {
  readonly app: FastifyInstance;
  /** Of logs, a folder per route in it. */
  readonly folder: string;
  /** Of pod logs. */
  readonly podLogs: string;
  /** What it has logged. */
  readonly logged: string[];
  /** Where a file of the folder is. */
  path(name: string): string;
  /** Writes a file of the folder. */
  write(name: string, content: string | Uint8Array): void;
  /** Calls it as one who may read. */
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Listens. @returns its address, without a slash at the end */
  listen(): Promise<string>;
}

const open: FastifyInstance[] = [];
afterAll(async () => {
  for (const app of open.splice(0)) await app.close();
});

/** Makes one. */
export async function createViewer({ auth = {}, ...options }: ViewerOptions = {}): Promise<Viewer> {
  const folder = folderWith({ 'key.pem': testKey.pem, 'logs/podnames/.keep': '', 'pods/.keep': '' });
  const logs = join(folder, 'logs');
  const podLogs = join(folder, 'pods');
  const logged: string[] = [];
  const log = createLog({
    process: 'log-viewer',
    level: 'trace',
    destination: { write: (line) => void logged.push(line) },
  });
  const registry = createRegistry();
  const metrics = createLogViewerMetrics(registry);
  const clock = systemClock;
  const keys = await openKeys({ source: join(folder, 'key.pem'), timeOutMs: 60_000, clock, log });
  const { store = new LogStore({ base: logs, podLogs }) } = options;
  const scanners = new Scanners();
  const indexes = new LineIndexes(scanners);
  const streams = new Streams(() => clock.wallMs(), metrics.followers);
  const tails = new Tails({ store, indexes, log, gauge: metrics.followed });
  const app = await createApp({
    store,
    indexes,
    scanners,
    streams,
    tails,
    auth: new Auth({ keys, adminClaim: 'multimedia_admin', clock, log, metrics, ...auth }),
    page: { files: new Map() },
    pageConfig: { root: '', oidc: null, tokenKey: 'key', version: '1' },
    health: healthAnswers({ ready: {}, metrics: registry }),
    metrics,
    log,
    ...options,
  });
  app.addHook('preClose', async () => {
    await tails.close();
    streams.close();
  });
  open.push(app);
  const authorization = `Bearer ${await tokenOf()}`;
  const path = (name: string) => join(logs, name);
  return {
    app,
    folder: logs,
    podLogs,
    logged,
    path,
    write: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
    },
    get: (url, headers = {}) => app.inject({ url, headers: { authorization, ...headers } }),
    listen: async () => {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    },
  };
}
