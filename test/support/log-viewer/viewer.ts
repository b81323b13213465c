import { startStandIn } from './stand-in.ts';

/** How a log viewer is to be deployed. */
export interface ViewerOptions {
  /** The path that it is served under, without a slash at its end. @default - the root */
  readonly root?: string;
  /** Where the page logs people in. @default - nowhere; a token is put into localStorage */
  readonly oidc?: { readonly issuer: string; readonly clientId: string };
}

/** A log viewer with its page, on files of its own. */
export interface Viewer {
  /** The address of the page, with slash at its end. */
  readonly url: string;
  /** A token of someone who may read logs, or of a stranger. */
  token(options?: { readonly expiresInSeconds?: number; readonly isAdmin?: boolean }): Promise<string>;
  /** Puts a log there, or another in its place. @param path `<route>/<log>`. @param modified when it was written. @default now */
  write(path: string, lines: readonly string[], modified?: Date): void;
  append(path: string, lines: readonly string[]): void;
  remove(path: string): void;
  /** Puts the log of a Job's pod there, and says which log the Job wrote. */
  writeJob(job: string, log: string, pods: Readonly<Record<string, readonly string[]>>): void;
  stop(): Promise<void>;
}

/** Starts a log viewer. */
export async function startViewer(options: ViewerOptions = {}): Promise<Viewer> {
  const server = await startStandIn({ root: `${options.root ?? ''}/`, oidc: options.oidc });
  return {
    url: server.url,
    token: async ({ expiresInSeconds = 600, isAdmin = true } = {}) =>
      `${Date.now() + expiresInSeconds * 1000}.${isAdmin ? 'admin' : 'stranger'}.x`,
    write: (path, lines, modified = new Date()) => void server.logs.set(path, { lines: [...lines], modified }),
    append: (path, lines) => server.append(server.logs.get(path)!, lines),
    remove: (path) => void server.logs.delete(path),
    writeJob: (job, log, pods) => {
      server.jobs.set(job, log);
      for (const [pod, lines] of Object.entries(pods))
        server.pods.set(`${pod}.log`, { lines: [...lines], modified: new Date() });
    },
    stop: () => server.stop(),
  };
}
