import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import { Finalizers, type FinalizersOptions } from '../../../runtime/reaper/finalizers.ts';
import type { Job } from '../../../runtime/reaper/job-state.ts';
import { connectKubernetes, KubernetesError, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { until } from '../../support/control-plane/until.ts';
import { HastyClock, keptLog, turn } from '../../support/reaper/quiet.ts';

const path = '/apis/batch/v1/namespaces/default/jobs';
const other = 'example.com/other';
let over: AbortController;
let clock: HastyClock;
let removed: string[];
beforeEach(() => {
  over = new AbortController();
  clock = new HastyClock();
  removed = [];
});
afterEach(() => over.abort(new Error('the test ends')));

const finalizersOn = (kubernetes: FinalizersOptions['kubernetes'], options: Partial<FinalizersOptions> = {}) =>
  new Finalizers({
    kubernetes,
    log: keptLog().log,
    clock,
    mayWrite: () => true,
    signal: over.signal,
    onRemoved: (uid) => removed.push(uid),
    random: () => 0.5,
    ...options,
  });

/** The waits without the pause after each request, which here takes no time. */
const betweenTries = (): readonly number[] => clock.waits.filter((ms) => ms > 0);

/** An API server that answers as a test says. */
function scripted(answer: (method: string) => unknown) {
  const asked: string[] = [];
  const request = async <T>(method: string): Promise<T> => {
    asked.push(method);
    await turn();
    return answer(method) as T;
  };
  return { namespace: 'default', request, asked };
}

test('what fails is tried again until it succeeds, as late as the API server asks', async () => {
  const faults = [
    new KubernetesError('busy', { status: 429, retryAfterMs: 5_000 }),
    new Error('reset'),
    new KubernetesError('no', { status: 403 }),
  ];
  const cluster = scripted(() => {
    const fault = faults.shift();
    if (fault !== undefined) throw fault;
    return {};
  });
  finalizersOn(cluster).remove('a', 'cds-a');
  for (let turns = 0; turns < 30; turns += 1) await turn();
  expect(removed).toEqual(['a']);
  expect(betweenTries()).toEqual([5_100, 200, 400]);
});

test('a patch that is refused again and again is not tried without a pause', async () => {
  const held = { metadata: { name: 'cds-a', uid: 'a', finalizers: [reportedFinalizer] } };
  const cluster = scripted((method) => {
    if (method === 'PATCH') throw new KubernetesError('denied by a webhook', { status: 422 });
    return held;
  });
  finalizersOn(cluster).remove('a', 'cds-a');
  for (let turns = 0; turns < 60; turns += 1) await turn();
  expect(removed).toEqual([]);
  expect(betweenTries().slice(0, 3)).toEqual([100, 200, 400]);
});

test('one is dealt with at a time, with a pause of four times the time that it took, and none twice', async () => {
  const pauses: (() => void)[] = [];
  clock.wait = (ms) => {
    clock.waits.push(ms);
    return new Promise((resolve) => pauses.push(resolve));
  };
  const cluster = scripted(() => {
    clock.nowMs += 30;
    return {};
  });
  const finalizers = finalizersOn(cluster);
  for (const uid of ['a', 'b', 'a', 'b']) finalizers.remove(uid, `cds-${uid}`);
  expect(cluster.asked.length).toBe(1);
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect([removed, finalizers.left, clock.waits]).toEqual([['a'], 1, [120]]);
  pauses.pop()?.();
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect([removed, finalizers.left]).toEqual([['a', 'b'], 0]);
});

test('the pause after a request that took long is a second', async () => {
  const cluster = scripted(() => {
    clock.nowMs += 30_000;
    return {};
  });
  finalizersOn(cluster).remove('a', 'cds-a');
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(clock.waits).toEqual([1_000]);
});

/** An API server that answers when a test says so. */
function slow() {
  const answers: (() => void)[] = [];
  const request = <T>() => new Promise<T>((resolve) => answers.push(() => resolve({} as T)));
  return { namespace: 'default', request, answers };
}

test('many are dealt with at a time once one has waited for 10 s', () => {
  const cluster = slow();
  const finalizers = finalizersOn(cluster, { concurrency: 3 });
  for (const uid of ['a', 'b', 'c', 'd', 'e']) finalizers.remove(uid, `cds-${uid}`);
  const inHandAt = (ms: number) => {
    clock.nowMs = ms;
    finalizers.go();
    return cluster.answers.length;
  };
  expect([inHandAt(9_999), inHandAt(10_000)]).toEqual([1, 3]);
});

test('without a pause once one has waited for 10 s', async () => {
  clock.wait = () => new Promise(() => undefined);
  const finalizers = finalizersOn(scripted(() => ({})));
  for (const uid of ['a', 'b', 'c']) finalizers.remove(uid, `cds-${uid}`);
  clock.nowMs = 10_000;
  for (let turns = 0; turns < 10; turns += 1) await turn();
  expect(removed).toEqual(['a', 'b', 'c']);
});

test('it stays one at a time while there is a backlog of events, however long they wait', () => {
  let isBusy = true;
  const cluster = slow();
  const finalizers = finalizersOn(cluster, { isBusy: () => isBusy, concurrency: 3 });
  for (const uid of ['a', 'b', 'c', 'd']) finalizers.remove(uid, `cds-${uid}`);
  clock.nowMs = 60_000;
  finalizers.go();
  expect(cluster.answers.length).toBe(1);
  isBusy = false;
  finalizers.go();
  expect(cluster.answers.length).toBe(3);
});

test('one that is refused again and again holds up no other', async () => {
  const request = async <T>(_: string, path: string): Promise<T> => {
    await turn();
    if (path.endsWith('cds-a')) throw new KubernetesError('denied by a webhook', { status: 403 });
    return {} as T;
  };
  clock.wait = (ms) => (ms === 0 ? turn() : new Promise(() => undefined));
  const finalizers = finalizersOn({ namespace: 'default', request });
  for (const uid of ['a', 'b', 'c']) finalizers.remove(uid, `cds-${uid}`);
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect([removed, finalizers.left]).toEqual([['b', 'c'], 1]);
});

test('where all are refused, only so many are tried', async () => {
  const cluster = scripted(() => {
    throw new KubernetesError('no right', { status: 403 });
  });
  clock.wait = (ms) => (ms === 0 ? turn() : new Promise(() => undefined));
  const finalizers = finalizersOn(cluster, { concurrency: 3 });
  for (let index = 0; index < 20; index += 1) finalizers.remove(`uid-${index}`, `cds-${index}`);
  for (let turns = 0; turns < 60; turns += 1) await turn();
  expect([cluster.asked.length, removed, finalizers.left]).toEqual([4, [], 20]);
});

test('nothing is removed once the Lease may be lost', async () => {
  const cluster = scripted(() => ({}));
  finalizersOn(cluster, { mayWrite: () => false }).remove('a', 'cds-a');
  await turn();
  expect([cluster.asked, removed]).toEqual([[], []]);
});

describeOnApiServer('the finalizer of a Job', (cluster) => {
  let kubernetes: Kubernetes;
  let count = 0;
  beforeEach(() => {
    count += 1;
    kubernetes = connectKubernetes({ kubeConfig: cluster().kubeconfig, namespace: 'default' });
  });
  afterEach(() => kubernetes.close());

  const name = () => `cds-${count}`;
  async function create(finalizers: readonly string[]): Promise<string> {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'job:1' }] } };
    const body = { metadata: { name: name(), finalizers }, spec: { template } };
    return (await kubernetes.request<Job>('POST', path, { body })).metadata.uid;
  }
  const remove = () => kubernetes.request('DELETE', `${path}/${name()}`, { body: { propagationPolicy: 'Background' } });
  const exists = () =>
    kubernetes.request<Job>('GET', `${path}/${name()}`).then(
      (job) => job.metadata.finalizers ?? [],
      () => undefined,
    );
  const expectRemoved = (uid: string) => until('the removal', 10_000, () => removed.includes(uid));

  test.each([
    ['alone', [reportedFinalizer], []],
    ['first', [reportedFinalizer, other], [other]],
    ['last', [other, 'example.com/third', reportedFinalizer], [other, 'example.com/third']],
  ])('is removed where it stands %s, and no other one', async (_title, finalizers, left) => {
    const uid = await create(finalizers);
    finalizersOn(kubernetes).remove(uid, name());
    await expectRemoved(uid);
    expect(await exists()).toEqual(left);
  });

  test('that is removed lets a deleted Job go', async () => {
    const uid = await create([reportedFinalizer]);
    await remove();
    expect(await exists()).toEqual([reportedFinalizer]);
    finalizersOn(kubernetes).remove(uid, name());
    await expectRemoved(uid);
    expect(await exists()).toBeUndefined();
  });

  test('that is not there, as the Job is not, counts as removed', async () => {
    finalizersOn(kubernetes).remove('gone-uid', 'cds-gone');
    await expectRemoved('gone-uid');
    const uid = await create([]);
    finalizersOn(kubernetes).remove(uid, name());
    await expectRemoved(uid);
  });

  test('of another Job of the same name stays', async () => {
    await create([reportedFinalizer]);
    finalizersOn(kubernetes).remove('uid-of-the-one-before', name());
    await expectRemoved('uid-of-the-one-before');
    expect(await exists()).toEqual([reportedFinalizer]);
  });
});
