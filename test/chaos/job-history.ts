import { jobAnnotations } from '../../lib/contract/job-metadata.ts';
import type { ObservedJob } from './judge.ts';

interface StoredJob {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface WatchAnswer {
  readonly result?: {
    /** True where the writes from the asked revision on are no longer there. */
    readonly canceled?: boolean;
    readonly events?: readonly {
      /** Absent for a write. */
      readonly type?: 'DELETE';
      readonly kv: { readonly key: string; readonly value?: string; readonly mod_revision: string };
    }[];
  };
}

/**
 * Every write to every Job, from the store itself: a Job that came and went while the API server was away is here too. Needs an API server that stores JSON.
 *
 * @see https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/#watch-keys
 */
export class JobHistory {
  readonly #jobs = new Map<string, ObservedJob>();
  /** The uid of the Job that has a key now. */
  readonly #uids = new Map<string, string>();
  readonly #stopping = new AbortController();
  readonly #store: string;
  readonly #prefix: string;
  /** The last write that was read. */
  #revision = 0;
  #loop: Promise<void> | undefined;

  private constructor(store: string, namespace: string) {
    this.#store = store;
    this.#prefix = `/registry/jobs/${namespace}/`;
  }

  /** Begins to read. @param store URL of etcd */
  static async start(store: string, namespace: string): Promise<JobHistory> {
    const history = new JobHistory(store, namespace);
    const first = await history.#watch();
    history.#loop = history.#readAgain(first);
    return history;
  }

  /** All Jobs that ever were. */
  get jobs(): readonly ObservedJob[] {
    return [...this.#jobs.values()];
  }

  /** How many there are now. */
  get present(): number {
    return this.#uids.size;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /** The writes after the last that was read. */
  async #watch(): Promise<ReadableStream<Uint8Array>> {
    const range = { key: base64(this.#prefix), range_end: base64(`${this.#prefix.slice(0, -1)}0`) };
    const answer = await fetch(`${this.#store}/v3/watch`, {
      method: 'POST',
      body: JSON.stringify({ create_request: { ...range, start_revision: String(this.#revision + 1) } }),
      signal: this.#stopping.signal,
    });
    if (answer.body === null) throw new Error(`etcd answered ${answer.status}`);
    return answer.body;
  }

  /** A busy etcd may end the stream. */
  async #readAgain(first: ReadableStream<Uint8Array>): Promise<void> {
    for (let body: ReadableStream<Uint8Array> | undefined = first; !this.#stopping.signal.aborted;) {
      try {
        body ??= await this.#watch();
        await this.#read(body);
      } catch (error) {
        if (!(error instanceof TypeError) && !this.#stopping.signal.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      body = undefined;
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') this.#apply(JSON.parse(line) as WatchAnswer);
    }
  }

  #apply({ result }: WatchAnswer): void {
    if (result?.canceled === true) throw new Error('etcd no longer has every write to the Jobs');
    for (const { type, kv } of result?.events ?? []) {
      this.#revision = Number(kv.mod_revision);
      if (type === 'DELETE') this.#remove(kv.key);
      else this.#write(kv.key, JSON.parse(Buffer.from(kv.value ?? '', 'base64').toString()) as StoredJob);
    }
  }

  #write(key: string, { metadata, status }: StoredJob): void {
    const { uid, name, annotations } = metadata;
    this.#uids.set(key, uid);
    const end = status?.conditions?.find((each) => each.status === 'True' && isEnd(each.type));
    this.#jobs.set(uid, {
      uid,
      name,
      identity: annotations?.[jobAnnotations.delivery],
      ended: end === undefined ? this.#jobs.get(uid)?.ended : (end.type as 'Complete' | 'Failed'),
      isDeleted: false,
    });
  }

  #remove(key: string): void {
    const job = this.#jobs.get(this.#uids.get(key) ?? '');
    this.#uids.delete(key);
    if (job !== undefined) this.#jobs.set(job.uid, { ...job, isDeleted: true });
  }
}

const isEnd = (type: string): boolean => type === 'Complete' || type === 'Failed';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
