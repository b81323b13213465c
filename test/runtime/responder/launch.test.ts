import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { jobLabels } from '../../../lib/contract/job-labels.ts';
import { jobHint, jobName } from '../../../lib/contract/job.ts';
import { jobManifest } from '../../../runtime/responder/job-manifest.ts';
import { Jobs } from '../../../runtime/responder/jobs.ts';
import { Launcher, type Launch } from '../../../runtime/responder/launch.ts';
import { parseTemplate } from '../../../runtime/responder/template.ts';
import { Tombstones } from '../../../runtime/responder/tombstones.ts';
import { WholeFiles } from '../../../runtime/responder/whole-files.ts';
import { systemClock, type Clock } from '../../../runtime/shared/backoff.ts';
import { connectKubernetes, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { createLog } from '../../../runtime/shared/log.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { until } from '../../support/control-plane/until.ts';
import { folderWith } from '../../support/folder.ts';
import { createResponderNamespace, minimalTemplate } from '../../support/responder/namespace.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const namespace = 'launch';
const never = new AbortController().signal;
const template = parseTemplate(minimalTemplate, namespace).template!;
const inmeta = '<meta-data/>';

/** Waits as long as the responder would, at ten times its pace. */
const clock: Clock = { ...systemClock, wait: (ms, signal) => systemClock.wait(ms / 10, signal) };

interface StoredJob {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly annotations: Readonly<Record<string, string>>;
    readonly finalizers: readonly string[];
  };
}

describeOnApiServer('a launch', (get) => {
  let admin: Kubernetes;
  let kubeconfig: string;
  let proxy: TcpProxy;
  let folder: string;
  let names = 0;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    proxy = await TcpProxy.start({ port: Number(new URL(get().server).port) });
    kubeconfig = await createResponderNamespace(get(), namespace, `https://127.0.0.1:${proxy.port}`);
    admin = connectKubernetes({ kubeConfig: get().kubeconfig });
  });
  afterAll(async () => {
    await admin.close();
    await proxy.stop();
  });
  beforeEach(() => {
    folder = folderWith();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    proxy.thaw();
    await proxy.accept();
  });

  /** One replica of the responder, on the shared folder. */
  function replica(limitMs = 60_000) {
    const kubernetes = connectKubernetes({ kubeConfig: kubeconfig, namespace });
    closing.push(() => kubernetes.close());
    const lines: string[] = [];
    const log = createLog({ process: 'responder', destination: { write: (line) => lines.push(line) } });
    const inmetaFiles = new WholeFiles(folder, () => String((names += 1)));
    const tombstones = new Tombstones(inmetaFiles, log);
    const jobs = new Jobs(kubernetes);
    const options = {
      jobs,
      inmetaFiles,
      tombstones,
      template: () => template,
      log,
      clock,
      random: Math.random,
      limitMs,
    };
    const launcher = new Launcher(options);
    const launch = async (each: Launch) => (await launcher.prepare(each)) ?? (await launcher.launch(each, never));
    /** Until a launch has been put off that often. */
    const putOff = (times: number) =>
      until(
        `${times} tries`,
        10_000,
        () => lines.filter((line) => line.includes('job not created yet')).length >= times,
      );
    return { launch, tombstones, jobs, putOff };
  }

  /** A request of its own, of which tests say what matters to them. */
  function request(values: Partial<Launch> = {}): Launch {
    names += 1;
    return {
      identity: `messageId:${names}`,
      hint: 'test',
      routeName: 'test.xml',
      labels: jobLabels({ online_id: `VX-${names}` }),
      isNamed: true,
      isRedelivered: false,
      inmeta: () => Buffer.from(inmeta),
      ...values,
    };
  }
  /** As a producer makes it that gives its messages no id. */
  const unnamed = (values: Partial<Launch> = {}) => request({ isNamed: false, ...values });

  const jobsOf = async ({ identity }: Launch): Promise<readonly StoredJob[]> => {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    const { items } = await admin.request<{ items: StoredJob[] }>('GET', path);
    return items.filter(({ metadata }) => metadata.annotations['cds.berth/delivery'] === identity);
  };
  /** As when a Job ends: its tombstone is written, then it goes. */
  const remove = async (name: string) => {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`;
    await admin.request('PATCH', path, { body: { metadata: { finalizers: null } } });
    await admin.request('DELETE', path, { query: { propagationPolicy: 'Background' } });
  };
  const end = async (name: string, time: string) => {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}/status`;
    const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: time,
    }));
    const status = { startTime: time, completionTime: time, succeeded: 1, conditions };
    await admin.request('PATCH', path, { body: { status } });
  };
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, '');

  test('creates one Job, with its inmeta file, its identity and the finalizer', async () => {
    const each = request();
    const { job, how } = await replica().launch(each);
    const [stored, ...others] = await jobsOf(each);
    expect(others).toEqual([]);
    expect(how).toBe('created');
    expect(job).toEqual({
      'job-id': stored!.metadata.uid,
      'job-name': jobName('test', each.identity),
      'job-namespace': namespace,
    });
    expect(stored!.metadata.finalizers).toContain('cds.berth/reported');
    expect(readFileSync(join(folder, `${job['job-name']}.inmeta`), 'utf8')).toBe(inmeta);
  });

  test('of a request that comes again finds its Job, on any replica', async () => {
    for (const again of [request(), unnamed()]) {
      const first = await replica().launch(again);
      const second = await replica().launch({ ...again, isRedelivered: true });
      expect(second).toEqual({ job: first.job, how: 'adopted' });
      expect(await jobsOf(again)).toHaveLength(1);
    }
  });

  test('of a request with a messageId finds its Job also when the broker does not say that it comes again', async () => {
    const each = request();
    const first = await replica().launch(each);
    expect(await replica().launch(each)).toEqual({ job: first.job, how: 'adopted' });
  });

  test('on ten replicas at once makes one Job', async () => {
    const each = request({ isRedelivered: true });
    const launched = await Promise.all(Array.from({ length: 10 }, () => replica().launch(each)));
    expect(new Set(launched.map(({ job }) => job['job-id'])).size).toBe(1);
    expect(launched.filter(({ how }) => how === 'created')).toHaveLength(1);
    expect(await jobsOf(each)).toHaveLength(1);
  });

  test('of a genuine repeat makes a second Job, and of another one a third', async () => {
    const each = unnamed();
    const names = [];
    for (let count = 0; count < 3; count += 1) names.push((await replica().launch(each)).job['job-name']);
    expect(names).toEqual([each.identity, `${each.identity}#2`, `${each.identity}#3`].map((id) => jobName('test', id)));
    expect(await jobsOf(each)).toHaveLength(3);
    expect(readdirSync(folder).filter((name) => name.endsWith('.inmeta'))).toHaveLength(3);
  });

  test('beside a Job of another identity under its name takes the next name', async () => {
    const each = request();
    const other = { ...each, name: jobName('test', each.identity), inmetaPath: '/mnt', identity: 'somebody else' };
    await admin.request('POST', `/apis/batch/v1/namespaces/${namespace}/jobs`, { body: jobManifest(template, other) });
    const { job, how } = await replica().launch(each);
    expect({ how, name: job['job-name'] }).toEqual({ how: 'created', name: jobName('test', `${each.identity}#2`) });
    expect(await replica().launch({ ...each, isRedelivered: true })).toEqual({ job, how: 'adopted' });
  });

  test('of a request whose Job is over and gone finds its tombstone', async () => {
    for (const each of [request(), unnamed()]) {
      const { launch, tombstones } = replica();
      const { job } = await launch(each);
      const name = job['job-name'];
      await tombstones.put(name, { identity: each.identity, uid: job['job-id'], ended: hoursAgo(0) });
      await remove(name);
      rmSync(join(folder, `${name}.inmeta`));
      expect(await replica().launch({ ...each, isRedelivered: true })).toEqual({ job, how: 'ended' });
      expect(await jobsOf(each)).toEqual([]);
      expect(readdirSync(folder)).not.toContain(`${name}.inmeta`);
    }
  });

  test('finds a tombstone without an identity by its name, and passes over one of another identity', async () => {
    const { launch, tombstones } = replica();
    const gone = request();
    await tombstones.put(jobName('test', gone.identity), { uid: 'gone', ended: hoursAgo(0) });
    expect(await launch(gone)).toMatchObject({ how: 'ended', job: { 'job-id': 'gone' } });
    const other = request();
    await tombstones.put(jobName('test', other.identity), { identity: 'other', uid: 'other', ended: hoursAgo(0) });
    expect(await launch(other)).toMatchObject({ how: 'created' });
  });

  test('of a genuine repeat after the end of the first makes a new Job', async () => {
    const each = unnamed();
    const { launch, tombstones } = replica();
    const first = await launch(each);
    await tombstones.put(first.job['job-name'], {
      identity: each.identity,
      uid: first.job['job-id'],
      ended: hoursAgo(0),
    });
    await remove(first.job['job-name']);
    const second = await launch(each);
    expect(second.how).toBe('created');
    expect(second.job['job-id']).not.toBe(first.job['job-id']);
  });

  test('of a repeat hours later is not taken for the first one, though its connection broke', async () => {
    const kept = unnamed();
    const { job } = await replica().launch(kept);
    await end(job['job-name'], hoursAgo(2));
    expect(await replica().launch({ ...kept, isRedelivered: true })).toMatchObject({ how: 'created' });
    expect(await jobsOf(kept)).toHaveLength(2);

    const gone = unnamed();
    const { launch, tombstones } = replica();
    await tombstones.put(jobName('test', gone.identity), { identity: gone.identity, uid: 'gone', ended: hoursAgo(2) });
    expect(await launch({ ...gone, isRedelivered: true })).toMatchObject({ how: 'created' });
    const named = request();
    await tombstones.put(jobName('test', named.identity), {
      identity: named.identity,
      uid: 'gone',
      ended: hoursAgo(100),
    });
    expect(await launch(named)).toMatchObject({ how: 'ended' });
  });

  test('whose answer is lost finds the Job it has made itself', async () => {
    for (const each of [request(), unnamed()]) {
      const { launch, jobs } = replica();
      await jobs.find('none');
      // the request gets through, and the answer to it does not
      proxy.cutAfter(100, 'target');
      const { how } = await launch(each);
      expect(how).toBe('adopted');
      expect(await jobsOf(each)).toHaveLength(1);
    }
  });

  test('waits while the API server is away', async () => {
    await proxy.refuse();
    const each = request();
    const { launch, putOff } = replica();
    const launching = launch(each);
    await putOff(2);
    await proxy.accept();
    expect(await launching).toMatchObject({ how: 'created' });
  });

  test('waits while a quota is full, and goes on once it is not', async () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'jobs' },
      spec: { hard: { 'count/jobs.batch': '0' } },
    };
    const path = `/api/v1/namespaces/${namespace}/resourcequotas`;
    await admin.request('POST', path, { body: quota });
    // no controller counts here
    await admin.request('PATCH', `${path}/jobs/status`, {
      body: { status: { hard: { 'count/jobs.batch': '0' }, used: { 'count/jobs.batch': '0' } } },
    });
    const { jobs, launch, putOff } = replica();
    await until('the quota to hold', 10_000, async () => {
      const error = await jobs
        .tryToCreate(jobManifest(template, { ...request(), name: 'cds-try', inmetaPath: '/mnt' }))
        .catch(String);
      return String(error).includes('exceeded quota');
    });
    const each = request();
    const launching = launch(each);
    await putOff(2);
    expect(await jobsOf(each)).toEqual([]);
    await admin.request('DELETE', `${path}/jobs`);
    expect(await launching).toMatchObject({ how: 'created' });
  });

  test('gives up waiting after its limit, and leaves the request for another try', async () => {
    await proxy.refuse();
    await expect(replica(200).launch(request())).rejects.toMatchObject({
      name: 'RetryError',
      message: 'responder: not done in 0.2 s',
    });
  });

  test('stops waiting when it is called off', async () => {
    await proxy.refuse();
    const { jobs } = replica();
    const calling = new AbortController();
    const inmetaFiles = new WholeFiles(folder, () => 'part');
    const log = createLog({ process: 'responder', level: 'silent' });
    const tombstones = new Tombstones(inmetaFiles, log);
    const launcher = new Launcher({
      jobs,
      inmetaFiles,
      tombstones,
      template: () => template,
      log,
      clock,
      random: Math.random,
    });
    const launching = launcher.launch(request(), calling.signal);
    const reason = new Error('called off');
    calling.abort(reason);
    await expect(launching).rejects.toBe(reason);
  });

  test('fails for good when the API server calls the Job wrong', async () => {
    const labels = { labels: { 'online-id': 'not legal!' }, annotations: {} };
    await expect(replica().launch(request({ labels }))).rejects.toMatchObject({ name: 'KubernetesError', status: 422 });
  });

  test('is legal for any hint, identity and field, whatever is in them', async () => {
    const { jobs } = replica();
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('-', '_', '.', 'a', 'Z', '0', ' ', 'é', '\0', '\ud800'), maxLength: 200 }),
    );
    const fields = fc.record({
      inmeta: fc.constant(''),
      routename: text,
      filename: fc.option(text),
      online_id: fc.option(text),
      archive_id: text,
      deliverable_asset: fc.maxSafeInteger(),
    });
    await fc.assert(
      fc.asyncProperty(fields, text, async (each, messageId) => {
        const identity = `messageId:${messageId.slice(0, 255)}`;
        const manifest = jobManifest(template, {
          name: jobName(jobHint(each), identity),
          inmetaPath: '/mnt/inmeta/a.inmeta',
          routeName: each.routename,
          identity,
          labels: jobLabels(each),
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        });
        await jobs.tryToCreate(manifest);
      }),
      { numRuns: 150 },
    );
  });
});
