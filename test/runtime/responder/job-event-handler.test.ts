import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { eventKeys, type EventKey } from '../../../lib/contract/messages.ts';
import { JobEventHandler } from '../../../runtime/responder/job-event-handler.ts';
import { Jobs } from '../../../runtime/responder/jobs.ts';
import { PodLogs } from '../../../runtime/responder/pod-logs.ts';
import { Tombstones } from '../../../runtime/responder/tombstones.ts';
import { WholeFiles } from '../../../runtime/responder/whole-files.ts';
import type { Delivery } from '../../../runtime/shared/amqp.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';
import { connectKubernetes, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { createLog } from '../../../runtime/shared/log.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';
import { createResponderNamespace } from '../../support/responder/namespace.ts';
import { StandInKubelet } from '../../support/stand-in-kubelet.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const namespace = 'events';
const jobsPath = `/apis/batch/v1/namespaces/${namespace}/jobs`;
const podsPath = `/api/v1/namespaces/${namespace}/pods`;
const container = (name: string) => ({ name, image: 'image:1' });
const ended = { terminated: { exitCode: 0 } };

interface Stored {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
}

/** How a test wants a pod: its containers and their states. */
interface PodValues {
  readonly name: string;
  readonly initContainers?: readonly string[];
  readonly containers?: readonly string[];
  /** Key: a container. @default - it has ended */
  readonly states?: Readonly<Record<string, object>>;
  /** @default - the stand-in's node */
  readonly nodeName?: string | null;
}

describeOnApiServer('the end of a Job', (get) => {
  let admin: Kubernetes;
  let kubernetes: Kubernetes;
  let kubelet: StandInKubelet;
  let logs: string;
  let inmeta: string;
  let lines: string[];
  let ids = 0;
  beforeAll(async () => {
    kubelet = await StandInKubelet.create(get());
    const kubeConfig = await createResponderNamespace(get(), namespace);
    admin = connectKubernetes({ kubeConfig: get().kubeconfig });
    kubernetes = connectKubernetes({ kubeConfig, namespace });
  });
  afterAll(async () => {
    await admin.close();
    await kubernetes.close();
    await kubelet.stop();
  });
  beforeEach(() => {
    logs = join(folderWith(), 'pods');
    inmeta = folderWith();
    lines = [];
  });
  afterEach(() => kubelet.logs.clear());

  function handler({ keepJobs = false, savesLogs = true, over = kubernetes } = {}) {
    const log = createLog({ process: 'responder', level: 'debug', destination: { write: (line) => lines.push(line) } });
    const jobs = new Jobs(over);
    const newId = () => String((ids += 1));
    const savedBytes = { inc: () => undefined };
    const podLogs = new PodLogs({ jobs, folder: logs, newId, wallMs: Date.now, log, savedBytes });
    const metrics = { jobsDeleted: { inc: () => undefined }, podLogFailures: { inc: () => undefined } };
    return new JobEventHandler({
      jobs,
      ...(savesLogs ? { podLogs } : {}),
      tombstones: new Tombstones(new WholeFiles(inmeta, newId), log),
      keepJobs,
      clock: systemClock,
      metrics,
      log,
    });
  }
  const handle = (delivery: Delivery, options = {}, signal = new AbortController().signal) =>
    handler(options).handle(delivery, signal);

  async function createJob(name: string): Promise<Stored> {
    const body = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        annotations: { 'cds.berth/delivery': `messageId:${name}` },
        finalizers: ['cds.berth/reported'],
      },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container('job')] } } },
    };
    return admin.request<Stored>('POST', jobsPath, { body });
  }
  async function createPod(job: Stored, values: PodValues): Promise<void> {
    const { name, initContainers = [], containers = ['job'], states = {}, nodeName = kubelet.name } = values;
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { 'batch.kubernetes.io/controller-uid': job.metadata.uid } },
      spec: {
        ...(nodeName === null ? {} : { nodeName }),
        restartPolicy: 'Never',
        initContainers: initContainers.map(container),
        containers: containers.map(container),
        automountServiceAccountToken: false,
      },
    };
    await admin.request('POST', podsPath, { body });
    const status = (each: string) => ({
      ...container(each),
      ready: false,
      restartCount: 0,
      imageID: '',
      state: states[each] ?? ended,
    });
    const statuses = { initContainerStatuses: initContainers.map(status), containerStatuses: containers.map(status) };
    await admin.request('PATCH', `${podsPath}/${name}/status`, { body: { status: { phase: 'Failed', ...statuses } } });
  }
  const stored = (name: string) => admin.request<Stored>('GET', `${jobsPath}/${name}`).catch(() => undefined);
  const remove = async (name: string) => {
    await admin.request('PATCH', `${jobsPath}/${name}`, { body: { metadata: { finalizers: null } } });
    // it may have been on its way out already
    await admin
      .request('DELETE', `${jobsPath}/${name}`, { query: { propagationPolicy: 'Background' } })
      .catch(() => undefined);
  };
  const eventOf = (job: Stored, routingKey: EventKey = eventKeys.success): Delivery =>
    delivery(routingKey, {
      'job-id': job.metadata.uid,
      'job-name': job.metadata.name,
      'job-namespace': namespace,
      'retry-count': 0,
    });
  const logFiles = () => (existsSync(logs) ? filesBelow(logs) : {});
  const tombstones = () => filesBelow(inmeta);

  test('saves the log of every container of every pod, then deletes the Job in the foreground', async () => {
    const job = await createJob('cds-end');
    await createPod(job, { name: 'cds-end-aaaaa' });
    await createPod(job, { name: 'cds-end-bbbbb', initContainers: ['prepare'], containers: ['job', 'proxy'] });
    kubelet.logs.set('cds-end-aaaaa/job', 'first try\n');
    kubelet.logs.set('cds-end-bbbbb/job', 'second try\n');
    kubelet.logs.set('cds-end-bbbbb/prepare', 'prepared\n');
    kubelet.logs.set('cds-end-bbbbb/proxy', '');
    expect(await handle(eventOf(job))).toEqual({ do: 'ack' });
    expect(logFiles()).toEqual({
      'cds-end/cds-end-aaaaa.log': 'first try\n',
      'cds-end/cds-end-bbbbb.log': 'second try\n',
      'cds-end/cds-end-bbbbb.prepare.log': 'prepared\n',
      'cds-end/cds-end-bbbbb.proxy.log': '',
    });
    const { deletionTimestamp, finalizers } = (await stored('cds-end'))!.metadata;
    expect({ isGoing: deletionTimestamp !== undefined, finalizers }).toEqual({
      isGoing: true,
      finalizers: expect.arrayContaining(['foregroundDeletion', 'cds.berth/reported']),
    });
    expect(Object.keys(tombstones())).toEqual(['.done/cds-end.json']);
    expect(JSON.parse(tombstones()['.done/cds-end.json']!)).toMatchObject({
      identity: 'messageId:cds-end',
      uid: job.metadata.uid,
    });
  });

  test.each([eventKeys.success, eventKeys.failed])('is told by %s', async (key) => {
    const name = `cds-${key.replaceAll('.', '-')}`;
    const job = await createJob(name);
    const event = eventOf(job, key);
    const body = Buffer.from(JSON.stringify({ ...JSON.parse(event.body.toString()), 'failure-reason': 'Deadline' }));
    await handle({ ...event, body });
    expect((await stored(name))!.metadata.deletionTimestamp).toBeDefined();
  });

  test.each([
    eventKeys.started,
    eventKeys.invalid,
    eventKeys.starting,
    eventKeys.running,
    eventKeys.retry,
    'cds.job.other',
  ])('is not told by %s, which is acked unread', async (key) => {
    const job = (await stored('cds-lasting')) ?? (await createJob('cds-lasting'));
    expect(await handle({ ...eventOf(job), routingKey: key })).toEqual({ do: 'ack' });
    expect(await handle({ ...eventOf(job), routingKey: key, body: Buffer.from('{') })).toEqual({ do: 'ack' });
    expect((await stored('cds-lasting'))!.metadata.deletionTimestamp).toBeUndefined();
    expect(tombstones()).toEqual({});
  });

  test('told twice, before and after the Job is gone, changes nothing', async () => {
    const job = await createJob('cds-twice');
    await createPod(job, { name: 'cds-twice-aaaaa' });
    kubelet.logs.set('cds-twice-aaaaa/job', 'log\n');
    await handle(eventOf(job));
    const before = tombstones();
    await handle(eventOf(job));
    await remove('cds-twice');
    kubelet.logs.set('cds-twice-aaaaa/job', '');
    expect(await handle(eventOf(job))).toEqual({ do: 'ack' });
    expect(logFiles()).toEqual({ 'cds-twice/cds-twice-aaaaa.log': 'log\n' });
    const [first, last] = [before, tombstones()].map((files) => JSON.parse(files['.done/cds-twice.json']!));
    expect(last).toEqual({ ...first, ended: last.ended });
  });

  test('of a Job that somebody has deleted leaves a tombstone without an identity', async () => {
    const job = await createJob('cds-gone');
    await remove('cds-gone');
    await handle(eventOf(job));
    expect(JSON.parse(tombstones()['.done/cds-gone.json']!)).toEqual({
      uid: job.metadata.uid,
      ended: expect.any(String),
    });
  });

  test('leaves alone a later Job of the same name', async () => {
    const first = await createJob('cds-again');
    await remove('cds-again');
    const second = await createJob('cds-again');
    await handle(eventOf(first));
    expect((await stored('cds-again'))!.metadata).toMatchObject({ uid: second.metadata.uid });
    expect((await stored('cds-again'))!.metadata.deletionTimestamp).toBeUndefined();
    expect(tombstones()).toEqual({});
  });

  test('deletes no Job of the same name that was made a moment ago', async () => {
    const job = await createJob('cds-moment');
    const jobs = new Jobs(kubernetes);
    expect(await jobs.remove('cds-moment', 'another-uid')).toBe(false);
    expect((await stored('cds-moment'))!.metadata.deletionTimestamp).toBeUndefined();
    expect(await jobs.remove('cds-moment', job.metadata.uid)).toBe(true);
    expect((await stored('cds-moment'))!.metadata.deletionTimestamp).toBeDefined();
  });

  test('leaves the Job where Jobs are kept, with its logs saved', async () => {
    const job = await createJob('cds-kept');
    await createPod(job, { name: 'cds-kept-aaaaa' });
    kubelet.logs.set('cds-kept-aaaaa/job', 'log\n');
    await handle(eventOf(job), { keepJobs: true });
    expect((await stored('cds-kept'))!.metadata.deletionTimestamp).toBeUndefined();
    expect(logFiles()).toEqual({ 'cds-kept/cds-kept-aaaaa.log': 'log\n' });
  });

  test('asks for no log where logs are not saved', async () => {
    const job = await createJob('cds-unsaved');
    await createPod(job, { name: 'cds-unsaved-aaaaa' });
    await handle(eventOf(job), { savesLogs: false });
    expect(kubelet.asked).not.toContain('cds-unsaved-aaaaa/job');
    expect((await stored('cds-unsaved'))!.metadata.deletionTimestamp).toBeDefined();
  });

  test('of another namespace is none of its business', async () => {
    const job = await createJob('cds-elsewhere');
    const event = delivery(eventKeys.success, {
      'job-id': job.metadata.uid,
      'job-name': 'cds-elsewhere',
      'job-namespace': 'elsewhere',
      'retry-count': 0,
    });
    expect(await handle(event)).toEqual({ do: 'ack' });
    expect((await stored('cds-elsewhere'))!.metadata.deletionTimestamp).toBeUndefined();
  });

  test.each([
    ['no JSON', Buffer.from('{')],
    ['no Job', body({ 'job-id': 1, 'job-name': 'cds-a', 'job-namespace': namespace, 'retry-count': 0 })],
    [
      'a name that leads elsewhere',
      body({ 'job-id': 'a', 'job-name': 'cds-a/../../b', 'job-namespace': namespace, 'retry-count': 0 }),
    ],
    [
      'a uid that selects more',
      body({ 'job-id': 'a,b!=c', 'job-name': 'cds-a', 'job-namespace': namespace, 'retry-count': 0 }),
    ],
  ])('fails for good when it names %s', async (_, bytes) => {
    await expect(handle({ ...delivery(eventKeys.success, {}), body: bytes })).rejects.toMatchObject({
      name: 'RejectError',
    });
    expect(logFiles()).toEqual({});
  });

  test('does not delete the Job when a log breaks off, and saves no half of it', async () => {
    const job = await createJob('cds-cut');
    await createPod(job, { name: 'cds-cut-aaaaa' });
    kubelet.logs.set('cds-cut-aaaaa/job', (response, query) => {
      if (query.has('tailLines')) response.end('the other\n');
      else response.write('half of a log, and', () => response.destroy());
    });
    await expect(handle(eventOf(job))).rejects.toMatchObject({ name: 'RetryError' });
    expect(readdirSync(join(logs, 'cds-cut'))).toEqual([]);
    expect((await stored('cds-cut'))!.metadata.deletionTimestamp).toBeUndefined();
    expect(tombstones()).toEqual({});
    kubelet.logs.set('cds-cut-aaaaa/job', 'half of a log, and\nthe other\n');
    expect(await handle(eventOf(job))).toEqual({ do: 'ack' });
    expect(logFiles()).toEqual({ 'cds-cut/cds-cut-aaaaa.log': 'half of a log, and\nthe other\n' });
  });

  test('does not delete the Job when the connection is cut in the middle of a log', async () => {
    const proxy = await TcpProxy.start({ port: Number(new URL(get().server).port) });
    const kubeConfig = await get().kubeconfigOf(namespace, 'responder', `https://127.0.0.1:${proxy.port}`);
    const through = connectKubernetes({ kubeConfig, namespace });
    try {
      const job = await createJob('cds-torn');
      await createPod(job, { name: 'cds-torn-aaaaa' });
      kubelet.logs.set('cds-torn-aaaaa/job', 'x'.repeat(2 ** 20));
      proxy.cutAfter(200_000, 'target');
      await expect(handle(eventOf(job), { over: through })).rejects.toMatchObject({ name: 'RetryError' });
      expect(readdirSync(join(logs, 'cds-torn'))).toEqual([]);
      expect((await stored('cds-torn'))!.metadata.deletionTimestamp).toBeUndefined();
      expect(await handle(eventOf(job), { over: through })).toEqual({ do: 'ack' });
      expect(Object.values(logFiles()).map(({ length }) => length)).toEqual([2 ** 20]);
    } finally {
      await through.close();
      await proxy.stop();
    }
  });

  test.each([
    ['the node does not answer', (response: ServerResponse) => void response.destroy()],
    ['the kubelet is in trouble', (response: ServerResponse) => void response.writeHead(500).end('trouble')],
  ])('does not delete the Job while %s', async (what, source) => {
    const name = `cds-${what.replaceAll(' ', '-')}`;
    const job = await createJob(name);
    await createPod(job, { name: `${name}-aaaaa` });
    kubelet.logs.set(`${name}-aaaaa/job`, source);
    await expect(handle(eventOf(job))).rejects.toMatchObject({ name: 'RetryError' });
    expect((await stored(name))!.metadata.deletionTimestamp).toBeUndefined();
  });

  test('does not delete the Job when the disk takes no log', async () => {
    const job = await createJob('cds-full');
    await createPod(job, { name: 'cds-full-aaaaa' });
    kubelet.logs.set('cds-full-aaaaa/job', 'log\n');
    writeFileSync(logs, 'a file where a folder should be');
    await expect(handle(eventOf(job))).rejects.toMatchObject({ name: 'RetryError' });
    expect((await stored('cds-full'))!.metadata.deletionTimestamp).toBeUndefined();
  });

  test('never replaces a log by a shorter one, and does by a longer one', async () => {
    const job = await createJob('cds-shorter');
    await createPod(job, { name: 'cds-shorter-aaaaa' });
    for (const [log, kept] of [
      ['the whole log\n', 'the whole log\n'],
      ['the log\n', 'the whole log\n'],
      ['', 'the whole log\n'],
      ['the whole log and more\n', 'the whole log and more\n'],
    ] as const) {
      kubelet.logs.set('cds-shorter-aaaaa/job', log);
      await handle(eventOf(job));
      expect(logFiles()).toEqual({ 'cds-shorter/cds-shorter-aaaaa.log': kept });
    }
  });

  test('passes over a container that never ran, a pod without a node and a node that is gone', async () => {
    const job = await createJob('cds-waiting');
    await createPod(job, { name: 'cds-waiting-aaaaa', states: { job: { waiting: { reason: 'ErrImagePull' } } } });
    await createPod(job, { name: 'cds-waiting-bbbbb', nodeName: null });
    await createPod(job, { name: 'cds-waiting-ccccc', nodeName: 'gone' });
    await createPod(job, { name: 'cds-waiting-ddddd' });
    expect(await handle(eventOf(job))).toEqual({ do: 'ack' });
    expect(logFiles()).toEqual({});
    expect(kubelet.asked.filter((each) => each.startsWith('cds-waiting'))).toEqual(['cds-waiting-ddddd/job']);
    expect(lines.filter((line) => line.includes('container without a log'))).toHaveLength(2);
  });

  test('waits with the deletion until every container has ended, with what there is saved', async () => {
    const job = await createJob('cds-running');
    await createPod(job, { name: 'cds-running-aaaaa', states: { job: { running: {} } } });
    kubelet.logs.set('cds-running-aaaaa/job', 'so far\n');
    await expect(handle(eventOf(job))).rejects.toMatchObject({
      name: 'RetryError',
      message: 'responder: cds-running-aaaaa/job still runs; expected it to have ended',
      retryAfterMs: 30_000,
    });
    expect(logFiles()).toEqual({ 'cds-running/cds-running-aaaaa.log': 'so far\n' });
    expect((await stored('cds-running'))!.metadata.deletionTimestamp).toBeUndefined();
  });

  test('saves the logs of more pods than come in one answer', async () => {
    const job = await createJob('cds-many');
    const names = Array.from({ length: 120 }, (_, index) => `cds-many-${String(index).padStart(5, '0')}`);
    await Promise.all(names.map((name) => createPod(job, { name })));
    for (const name of names) kubelet.logs.set(`${name}/job`, name);
    await handle(eventOf(job));
    expect(Object.values(logFiles())).toEqual(names);
  });

  test('removes what a killed process left of a log, and not what another is writing', async () => {
    const job = await createJob('cds-parts');
    await createPod(job, { name: 'cds-parts-aaaaa' });
    kubelet.logs.set('cds-parts-aaaaa/job', 'log\n');
    const folder = join(logs, 'cds-parts');
    mkdirSync(folder, { recursive: true });
    for (const [name, ageSeconds] of [
      ['.old.log.1.part', 7_200],
      ['.young.log.2.part', 60],
    ] as const) {
      writeFileSync(join(folder, name), 'half');
      const time = Date.now() / 1000 - ageSeconds;
      utimesSync(join(folder, name), time, time);
    }
    await handle(eventOf(job));
    expect(readdirSync(folder).sort()).toEqual(['.young.log.2.part', 'cds-parts-aaaaa.log']);
  });

  test('stops saving when the consumer stops', async () => {
    const job = await createJob('cds-stopped');
    await createPod(job, { name: 'cds-stopped-aaaaa' });
    const stopping = new AbortController();
    kubelet.logs.set('cds-stopped-aaaaa/job', (response) => {
      response.write('a beginning\n', () => stopping.abort(new Error('the consumer stops')));
    });
    await expect(handle(eventOf(job), {}, stopping.signal)).rejects.toMatchObject({ name: 'RetryError' });
    expect(readdirSync(join(logs, 'cds-stopped'))).toEqual([]);
  });

  test('takes no more memory for a log of 256 MiB than for a small one', async () => {
    const job = await createJob('cds-large');
    await createPod(job, { name: 'cds-large-aaaaa' });
    const chunk = Buffer.alloc(2 ** 20, 'x');
    let most = 0;
    kubelet.logs.set('cds-large-aaaaa/job', (response, query) => {
      if (query.has('tailLines')) return void response.end('xxx');
      const chunks = Readable.from(
        (function* () {
          for (let count = 0; count < 256; count += 1) {
            most = Math.max(most, process.memoryUsage().rss);
            yield chunk;
          }
        })(),
      );
      chunks.pipe(response);
    });
    const before = process.memoryUsage().rss;
    await handle(eventOf(job));
    expect(readFileSync(join(logs, 'cds-large', 'cds-large-aaaaa.log')).length).toBe(256 * 2 ** 20);
    rmSync(logs, { recursive: true });
    expect(most - before).toBeLessThan(100 * 2 ** 20);
  });
});

function delivery(routingKey: string, fields: object): Delivery {
  const exchange = 'cdsresponder';
  return { body: body(fields), routingKey, exchange, headers: {}, redelivered: false, attempts: 0 };
}

function body(fields: object): Buffer {
  return Buffer.from(JSON.stringify(fields));
}
