import { logViewerVariables } from '../../../lib/contract/env.ts';
import { until } from '../control-plane/until.ts';
import { DEX_PORT, type CdsCluster } from './cluster.ts';

/** Whoever reads logs in a browser: calls the log viewer as the ingress controller hands calls on. */
export class LogReader {
  readonly #root: string;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(root: string, token?: string) {
    this.#root = root;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** One who has not logged in. */
  static async stranger(cds: CdsCluster): Promise<LogReader> {
    return new LogReader(`http://${await addressOf(cds, 'log-viewer')}:${logViewerVariables.HTTP_PORT.default}/logs`);
  }

  /** One who has logged in at the stand-in for Dex. */
  static async loggedIn(cds: CdsCluster): Promise<LogReader> {
    const answer = await fetch(`http://${await addressOf(cds, 'dex')}:${DEX_PORT}/dex/token`);
    return new LogReader((await LogReader.stranger(cds)).#root, await answer.text());
  }

  /** Calls it. @param path below its root, such as `/api/routes` */
  async call(path: string): Promise<Response> {
    return fetch(`${this.#root}${path}`, { headers: this.#headers });
  }

  /** The text of an answer. @throws where it is no success */
  async text(path: string): Promise<string> {
    const answer = await this.call(path);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  }

  /** The JSON of an answer. @throws where it is no success */
  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.text(path)) as T;
  }

  /** The routing keys of a Job's events. @param act what is done once they are followed @param last ends it */
  async eventsOf(job: string, act: () => Promise<void>, last: string): Promise<readonly string[]> {
    const stop = new AbortController();
    const { body } = await fetch(`${this.#root}/api/-/jobs/${job}/events`, {
      headers: this.#headers,
      signal: stop.signal,
    });
    let text = '';
    const read = (async () => {
      for await (const chunk of body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    const keys = () => [...text.matchAll(/"routingKey":"([^"]+)"/g)].map(([, key]) => key ?? '');
    try {
      await until('the events to be followed', 10_000, () => text.includes('listening'));
      await act();
      await until(`${last} at the log viewer`, 60_000, () => keys().includes(last));
    } finally {
      stop.abort();
      await read;
    }
    return keys();
  }
}

async function addressOf(cds: CdsCluster, unit: string): Promise<string> {
  const [pod] = await cds.pods(unit);
  if (pod === undefined) throw new Error(`${unit} has no pod`);
  return pod.status.podIP;
}
