import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RuntimeProcesses } from '../runtime-process.ts';
import { testKey, tokenOf } from './keys.ts';

/** Where the page of these log viewers looks for a token that its host page keeps. */
export const TOKEN_KEY = 'berth:token';

/** How a log viewer is deployed. */
export interface ViewerOptions {
  /** The path of the bundled process, with its page beside it. */
  readonly main: string;
  /** The path that it is served under, without a slash at its end. @default - the root */
  readonly root?: string;
  /** Where the page logs people in; its keys are what tokens are checked with then. @default - nowhere: a token is put into localStorage */
  readonly oidc?: {
    readonly issuer: string;
    readonly clientId: string;
    readonly jwks: string;
    /** Origins beside that of the issuer. @default - none */
    readonly origins?: readonly string[];
  };
}

/** A log viewer with its page, on files of its own. */
export interface Viewer {
  /** The address of the page, with slash at its end. */
  readonly url: string;
  /** A token of someone who may read logs, or of a stranger. */
  token(options?: { readonly expiresInSeconds?: number; readonly isAdmin?: boolean }): Promise<string>;
  /** Puts a log there, or another in its place. @param path `<route>/<log>` @param modified when it was written. @default now */
  write(path: string, lines: readonly string[], modified?: Date): void;
  append(path: string, lines: readonly string[]): void;
  remove(path: string): void;
  /** The path of a log in the file system. */
  fileOf(path: string): string;
  /** Says which log a Job wrote, and saves what its pods wrote. Key: the pod's name. */
  writeJob(job: string, log: string, pods: Readonly<Record<string, readonly string[]>>): void;
  stop(): Promise<void>;
}

/** Starts a log viewer. It ends with whoever started it. */
export async function startViewer({ main, root = '', oidc }: ViewerOptions): Promise<Viewer> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-viewer-'));
  const fileOf = (path: string): string => join(folder, 'logs', path);
  const write = (file: string, lines: readonly string[]): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, textOf(lines));
  };
  mkdirSync(join(folder, 'logs'));
  mkdirSync(join(folder, 'pods'));
  writeFileSync(join(folder, 'key.pem'), testKey.pem);
  const processes = new RuntimeProcesses();
  const started = await processes.start(main, {
    LOG_BASE_PATH: join(folder, 'logs'),
    POD_LOGS_BASEPATH: join(folder, 'pods'),
    JWT_PUBLIC_CERT_PATH: oidc?.jwks ?? join(folder, 'key.pem'),
    TOKEN_STORAGE_KEY: TOKEN_KEY,
    ...(root !== '' && { DEPLOYMENT_ROOT: root }),
    ...(oidc?.origins !== undefined && { OIDC_ORIGINS: oidc.origins.join(',') }),
    ...(oidc !== undefined && { OIDC_ISSUER: oidc.issuer, OIDC_CLIENT_ID: oidc.clientId }),
  });
  await started.untilReady();
  return {
    url: `http://localhost:${started.port}${root}/`,
    fileOf,
    token: ({ expiresInSeconds = 600, isAdmin = true } = {}) =>
      tokenOf({
        exp: Math.floor(Date.now() / 1000) + expiresInSeconds,
        ...(isAdmin && { multimedia_admin: 'true' }),
      }),
    write: (path, lines, modified = new Date()) => {
      write(fileOf(path), lines);
      utimesSync(fileOf(path), modified, modified);
    },
    append: (path, lines) => appendFileSync(fileOf(path), textOf(lines)),
    remove: (path) => rmSync(fileOf(path)),
    writeJob: (job, log, pods) => {
      write(fileOf(`podnames/${job}.txt`), [fileOf(log)]);
      for (const [pod, lines] of Object.entries(pods)) write(join(folder, 'pods', job, `${pod}.log`), lines);
    },
    stop: async () => {
      await processes.end();
      rmSync(folder, { recursive: true });
    },
  };
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
