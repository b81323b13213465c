import { afterAll } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
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
import { testKey, tokenOf } from './keys.ts';

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
