import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Job } from '../../../runtime/reaper/job-state.ts';
import type { WatchEvent } from '../../../runtime/reaper/watch-frames.ts';
import { Watcher, type WatcherOptions, type WatchHandler } from '../../../runtime/reaper/watcher.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { connectKubernetes, KubernetesError, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { until } from '../../support/control-plane/until.ts';
import { job } from '../../support/reaper/jobs.ts';
import { frame, frameOf } from '../../support/reaper/protobuf.ts';
import { HastyClock, keptLog, turn } from '../../support/reaper/quiet.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

jest.setTimeout(60_000);

/** What the handler was told, a line each: `list expired`, `has cds-a`, `listed`, `ADDED cds-a`. */
function recorder(): WatchHandler & { readonly lines: string[]; readonly versions: string[] } {
  const lines: string[] = [];
  const versions: string[] = [];
  return {
    lines,
    versions,
    beginList: (reason) => void lines.push(`list ${reason}`),
    listed: async (jobs) => void lines.push(...jobs.map(({ metadata }) => `has ${metadata.name}`)),
    endList: async (resourceVersion) => {
      lines.push('listed');
      versions.push(resourceVersion);
    },
    changed: (type, { metadata }, resourceVersion) => {
      lines.push(`${type} ${metadata.name}`);
      versions.push(resourceVersion);
      return undefined;
    },
    moved: (resourceVersion) => void versions.push(resourceVersion),
  };
}

const ends: AbortController[] = [];
const runs: Promise<void>[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) end.abort(new Error('the test ends'));
  await Promise.all(runs.splice(0));
});

/** Runs until the test ends. */
function run(watcher: Watcher): AbortController {
  const end = new AbortController();
  ends.push(end);
  runs.push(watcher.run(end.signal));
  return end;
}

/** One answer of an API server that does as a test says. */
type Answer = Error | readonly (WatchEvent | Buffer)[];

/** Lists nothing at resourceVersion 10, and answers each watch with the next answer, the last one with silence. */
class Scripted implements Pick<Kubernetes, 'namespace' | 'request' | 'stream'> {
  readonly namespace = 'cds';
  /** The resourceVersions that were watched from. */
  readonly watched: unknown[] = [];
  lists = 0;
  /** Its resourceVersion when it is asked for no more than that. */
  now = '1000';
  listErrors: Error[] = [];
  readonly #answers: Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  async request<T>(...[, , options]: Parameters<Kubernetes['request']>): Promise<T> {
    await Promise.resolve();
    if (options?.query?.['limit'] === 1) return { metadata: { resourceVersion: this.now }, items: null } as T;
    this.lists += 1;
    const error = this.listErrors.shift();
    if (error !== undefined) throw error;
    return { metadata: { resourceVersion: '10' }, items: null } as T;
  }

  async stream(_path: string, { query = {} }: Parameters<Kubernetes['stream']>[1] = {}): Promise<IncomingMessage> {
    await Promise.resolve();
    this.watched.push(query['resourceVersion']);
    const answer = this.#answers.shift();
    if (answer instanceof Error) throw answer;
    const stream = new Readable({ read: () => undefined });
    stream.on('error', () => undefined);
    for (const event of answer ?? []) stream.push(Buffer.isBuffer(event) ? event : frameOf(event));
    if (answer !== undefined) stream.push(null);
    return stream as IncomingMessage;
  }
}

const changeOf = (name: string, resourceVersion: string): WatchEvent => ({
  type: 'MODIFIED',
  object: job({}, { name, resourceVersion }),
});
const status = (code: number, details?: { readonly retryAfterSeconds: number }): WatchEvent => ({
  type: 'ERROR',
  object: { code, message: 'trouble', details },
});

describe('a watch in trouble', () => {
  let clock: HastyClock;
  let handler: ReturnType<typeof recorder>;
  beforeEach(() => {
    clock = new HastyClock();
    handler = recorder();
  });
  const watcherOn = (kubernetes: WatcherOptions['kubernetes'], from = '', options: Partial<WatcherOptions> = {}) =>
    new Watcher({ kubernetes, handler, log: keptLog().log, clock, random: () => 0.5, ...options }, from);
  const untilWatched = async (cluster: Scripted, times: number) => {
    for (let turns = 0; cluster.watched.length < times && turns < 1_000; turns += 1) await turn();
    await turn();
  };

  test('that says 410 in an answer of 200 lists again', async () => {
    const cluster = new Scripted([[changeOf('cds-a', '11'), status(410)]]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 2);
    expect(handler.lines).toEqual(['list start', 'listed', 'MODIFIED cds-a', 'list expired', 'listed']);
    expect(cluster.watched).toEqual(['10', '10']);
  });

  test('that is answered with 410 lists again', async () => {
    const cluster = new Scripted([new KubernetesError('gone', { status: 410 })]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 2);
    expect(handler.lines).toEqual(['list start', 'listed', 'list expired', 'listed']);
  });

  test('that says 410 again and again waits in between', async () => {
    const gone = new KubernetesError('gone', { status: 410 });
    const cluster = new Scripted([gone, gone, gone]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 4);
    expect(clock.waits).toEqual([400, 800]);
  });

  test.each([500, 504])(
    'that says %d in an answer of 200 goes on from what it saw last, after a wait',
    async (code) => {
      const cluster = new Scripted([[changeOf('cds-a', '11'), changeOf('cds-b', '12'), status(code)]]);
      run(watcherOn(cluster));
      await untilWatched(cluster, 2);
      expect(cluster.watched).toEqual(['10', '12']);
      expect(clock.waits).toEqual([400]);
    },
  );

  test('that is told to come back later does so', async () => {
    const cluster = new Scripted([
      [status(429, { retryAfterSeconds: 7 })],
      new KubernetesError('busy', { status: 429, retryAfterMs: 5_000 }),
    ]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 3);
    expect(clock.waits).toEqual([7_400, 5_800]);
  });

  test.each([
    ['is refused', new RetryError('connection refused')],
    ['is not allowed, until somebody grants it', new KubernetesError('forbidden', { status: 403 })],
    ['meets a fault of the API server', new KubernetesError('fault', { status: 500 })],
  ])('that %s is tried again', async (_title, error) => {
    const cluster = new Scripted([error, error, error, []]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 4);
    expect(cluster.watched.slice(0, 4)).toEqual(['10', '10', '10', '10']);
    expect(clock.waits.slice(0, 3)).toEqual([400, 800, 1_600]);
  });

  test('that ends at once without an event waits before the next one, and one that had events does not', async () => {
    const cluster = new Scripted([[], [changeOf('cds-a', '11')], [changeOf('cds-a', '12')]]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 4);
    expect(clock.waits).toEqual([400]);
    expect(cluster.watched).toEqual(['10', '10', '11', '12']);
  });

  test('whose bytes are no events goes on from what it saw last', async () => {
    const cluster = new Scripted([[changeOf('cds-a', '11'), frame('ADDED', Buffer.alloc(0))]]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 2);
    expect(cluster.watched).toEqual(['10', '11']);
  });

  test('moves with bookmarks, and never back', async () => {
    const bookmark = (resourceVersion: string): WatchEvent => ({
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion } },
    });
    const cluster = new Scripted([[bookmark('15'), changeOf('cds-a', '9'), bookmark('100'), bookmark('99')]]);
    run(watcherOn(cluster));
    await untilWatched(cluster, 2);
    expect(handler.versions).toEqual(['10', '15', '15', '100', '100']);
    expect(cluster.watched).toEqual(['10', '100']);
  });

  test('lists though the first list fails', async () => {
    const cluster = new Scripted([]);
    cluster.listErrors = [new RetryError('refused'), new KubernetesError('fault', { status: 500 })];
    run(watcherOn(cluster));
    await untilWatched(cluster, 1);
    expect(handler.lines).toEqual(['list start', 'list start', 'list start', 'listed']);
  });

  test('from a resourceVersion that the API server has not reached lists: its data were restored', async () => {
    const cluster = new Scripted([]);
    cluster.now = '10';
    run(watcherOn(cluster, '11'));
    await untilWatched(cluster, 1);
    expect(handler.lines).toEqual(['list behind', 'listed']);
  });

  test('after an error finds out that the data were restored meanwhile', async () => {
    const cluster = new Scripted([[changeOf('cds-a', '20'), status(500)]]);
    cluster.now = '19';
    run(watcherOn(cluster));
    await untilWatched(cluster, 2);
    expect(handler.lines).toEqual(['list start', 'listed', 'MODIFIED cds-a', 'list behind', 'listed']);
  });

  test('is not read on while its handler is busy, and that is no silence', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const changed: WatchHandler['changed'] = (type, { metadata }) => {
      handler.lines.push(`${type} ${metadata.name}`);
      return metadata.name === 'cds-a' ? promise : undefined;
    };
    const cluster = new Scripted([[changeOf('cds-a', '11'), changeOf('cds-b', '12')]]);
    run(watcherOn(cluster, '10', { handler: { ...handler, changed }, silenceMs: 1 }));
    await untilWatched(cluster, 1);
    const waitedMs = performance.now() + 20;
    while (performance.now() < waitedMs) await turn();
    expect([handler.lines, cluster.watched]).toEqual([['MODIFIED cds-a'], ['10']]);
    resolve();
    await untilWatched(cluster, 2);
    expect([handler.lines, cluster.watched.slice(0, 2)]).toEqual([
      ['MODIFIED cds-a', 'MODIFIED cds-b'],
      ['10', '12'],
    ]);
  });

  test('that gives signs of life is not cut', async () => {
    const stream = new Readable({ read: () => undefined });
    const cluster = new Scripted([]);
    cluster.stream = async () => {
      cluster.watched.push('from here');
      return stream as IncomingMessage;
    };
    run(watcherOn(cluster, '10', { silenceMs: 1_500 }));
    await untilWatched(cluster, 1);
    for (let version = 11; version < 18; version += 1) {
      stream.push(frameOf(changeOf('cds-a', String(version))));
      const untilMs = performance.now() + 300;
      await until('the next sign', 20_000, () => performance.now() > untilMs);
    }
    expect(handler.versions).toEqual(['11', '12', '13', '14', '15', '16', '17']);
    expect([cluster.watched.length, stream.destroyed]).toEqual([1, false]);
  });

  test('ends with what its handler throws, which is no fault of the watch', async () => {
    const listed = () => Promise.reject(new Error('of the handler'));
    const cluster = new Scripted([]);
    cluster.request = async <T>() => ({ metadata: { resourceVersion: '10' }, items: [job()] }) as T;
    const watcher = watcherOn(cluster, '', { handler: { ...handler, listed } });
    await expect(watcher.run(new AbortController().signal)).rejects.toThrow('of the handler');
  });
});

describeOnApiServer('the Jobs of a namespace', (cluster) => {
  let proxy: TcpProxy;
  let admin: Kubernetes;
  let kubernetes: Kubernetes;
  let handler: ReturnType<typeof recorder>;
  let count = 0;

  beforeEach(async () => {
    count += 1;
    const namespace = `watch-${count}`;
    await cluster().kubectl(['create', 'namespace', namespace]);
    await cluster().kubectl(['create', 'serviceaccount', 'reaper', '-n', namespace]);
    await cluster().kubectl([
      'create',
      'rolebinding',
      'reaper',
      '--clusterrole=cluster-admin',
      `--serviceaccount=${namespace}:reaper`,
      '-n',
      namespace,
    ]);
    proxy = await TcpProxy.start({ port: Number(new URL(cluster().server).port) });
    const kubeConfig = await cluster().kubeconfigOf(namespace, 'reaper', `https://127.0.0.1:${proxy.port}`);
    kubernetes = connectKubernetes({ kubeConfig, namespace });
    admin = connectKubernetes({ kubeConfig: cluster().kubeconfig, namespace });
    handler = recorder();
  });
  afterEach(async () => {
    await proxy.stop();
    await kubernetes.close();
    await admin.close();
  });

  const watcherFrom = (from: string, options: Partial<WatcherOptions> = {}) =>
    new Watcher({ kubernetes, handler, log: keptLog().log, clock: systemClock, random: () => 0.1, ...options }, from);
  const path = () => `/apis/batch/v1/namespaces/${admin.namespace}/jobs`;
  const create = (name: string) => {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'job:1' }] } };
    return admin.request<Job>('POST', path(), { body: { metadata: { name }, spec: { template } } });
  };
  const remove = (name: string) =>
    admin.request('DELETE', `${path()}/${name}`, { body: { propagationPolicy: 'Background' } });
  const expectSeen = (...lines: string[]) =>
    until(`${lines.join()} in ${handler.lines.join()}`, 20_000, () =>
      lines.every((line) => handler.lines.includes(line)),
    );

  test('are listed in pages, then followed in order', async () => {
    for (let index = 1; index <= 5; index += 1) await create(`cds-${index}`);
    run(watcherFrom('', { pageSize: 2 }));
    await expectSeen('listed');
    await create('cds-6');
    await remove('cds-1');
    await expectSeen('DELETED cds-1');
    const listed = [1, 2, 3, 4, 5].map((index) => `has cds-${index}`);
    expect(handler.lines).toEqual(['list start', ...listed, 'listed', 'ADDED cds-6', 'DELETED cds-1']);
  });

  test('are followed from a resourceVersion without a list', async () => {
    const { metadata } = await create('cds-before');
    await create('cds-after');
    run(watcherFrom(metadata.resourceVersion ?? ''));
    await expectSeen('ADDED cds-after');
    expect(handler.lines).toEqual(['ADDED cds-after']);
  });

  test('are followed without a gap and without a repeat while connections break anywhere', async () => {
    const watcher = watcherFrom('');
    run(watcher);
    await until('the watch', 20_000, () => watcher.isSynced);
    for (let index = 0; index < 12; index += 1) {
      proxy.cutAfter(200 + 371 * index, 'target');
      await create(`cds-${index}`);
    }
    const added = Array.from({ length: 12 }, (_, index) => `ADDED cds-${index}`);
    await expectSeen(...added);
    expect(handler.lines).toEqual(['list start', 'listed', ...added]);
    expect(new Set(handler.versions).size).toBe(handler.versions.length);
  });

  test('are followed again after a watch that fell silent was cut', async () => {
    const watcher = watcherFrom('', { silenceMs: 500 });
    run(watcher);
    await until('the watch', 20_000, () => watcher.isSynced);
    proxy.freeze();
    await create('cds-unheard');
    await until('the end of the watch', 20_000, () => !watcher.isSynced);
    proxy.thaw();
    await expectSeen('ADDED cds-unheard');
  });

  test('are listed again when the API server does not remember: 410', async () => {
    const { metadata } = await create('cds-old');
    await remove('cds-old');
    await create('cds-new');
    await cluster().kill();
    await cluster().start();
    let expired = 0;
    run(watcherFrom(metadata.resourceVersion ?? '', { onExpired: () => (expired += 1) }));
    await expectSeen('listed');
    expect(handler.lines).toEqual(['list expired', 'has cds-new', 'listed']);
    expect(expired).toBe(1);
  });

  test('are not followed any more once the watcher is to end, whatever it is about', async () => {
    const watcher = watcherFrom('');
    const end = run(watcher);
    await until('the watch', 20_000, () => watcher.isSynced);
    end.abort(new Error('the end'));
    await Promise.all(runs.splice(0));
    await until('the connection to be given back', 20_000, () => proxy.connections <= 1);
    expect(handler.lines).toEqual(['list start', 'listed']);
  });
});
