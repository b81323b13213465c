import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Lease, leaseTimes, type LeaseTimes } from '../../../runtime/reaper/lease.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';
import { connectKubernetes, type Kubernetes } from '../../../runtime/shared/kubernetes.ts';
import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { until } from '../../support/control-plane/until.ts';
import { HastyClock, keptLog } from '../../support/reaper/quiet.ts';

const times: LeaseTimes = { durationMs: 3_000, renewDeadlineMs: 2_000, retryPeriodMs: 300 };
const api = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

interface LeaseObject {
  readonly metadata: { readonly uid: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

test('the times of 15 seconds are those of client-go', () => {
  expect(leaseTimes(15_000)).toEqual({ durationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 });
});

test.each([
  { durationMs: 10_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 },
  { durationMs: 15_000, renewDeadlineMs: 2_400, retryPeriodMs: 2_000 },
])('fails when the times leave no room for a second try: %j', (times) => {
  const kubernetes = { namespace: 'default', request: () => Promise.reject(new Error('not asked')) };
  const { log } = keptLog();
  expect(() => new Lease({ kubernetes, name: 'x', identity: 'x', times, log, clock: new HastyClock() })).toThrow(
    RangeError,
  );
});

describeOnApiServer('a Lease', (cluster) => {
  let kubernetes: Kubernetes;
  let name = '';
  let count = 0;
  const ends: AbortController[] = [];
  const closing: { close(): Promise<void> }[] = [];

  beforeEach(() => {
    count += 1;
    name = `lease-${count}`;
    kubernetes = connectKubernetes({ kubeConfig: cluster().kubeconfig, namespace: 'default' });
    closing.push(kubernetes);
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) end.abort(new Error('the test ends'));
    for (const connection of closing.splice(0)) await connection.close();
  });

  const never = () => {
    const end = new AbortController();
    ends.push(end);
    return end.signal;
  };
  const candidate = (identity: string, options: { kubernetes?: Kubernetes; skewMs?: number } = {}): Lease => {
    const { skewMs = 0 } = options;
    // only the wall clock is wrong: nothing may be compared with it
    const clock = { ...systemClock, wallMs: () => Date.now() + skewMs };
    const { log } = keptLog();
    return new Lease({ kubernetes: options.kubernetes ?? kubernetes, name, identity, times, log, clock });
  };
  const read = () => kubernetes.request<LeaseObject>('GET', `${api}/${name}`);
  /** What became of the keeping, once something has. */
  const outcome = (keeping: Promise<void>): Promise<unknown> =>
    keeping.then(
      () => 'kept',
      (error: unknown) => error,
    );

  test('is created where there is none, in the form that Kubernetes keeps', async () => {
    const lease = candidate('one');
    const fence = await lease.acquire(never());
    const { metadata, spec } = await read();
    expect(fence).toEqual({ leaseUid: metadata.uid, transitions: 0 });
    expect(lease.isHeld()).toBe(true);
    const microTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(spec).toEqual({
      holderIdentity: 'one',
      leaseDurationSeconds: 3,
      acquireTime: microTime,
      renewTime: microTime,
      leaseTransitions: 0,
    });
  });

  test('is renewed for as long as it is kept, and waited for by others', async () => {
    const [one, other] = [candidate('one'), candidate('other')];
    await one.acquire(never());
    const first = await read();
    const kept = outcome(one.keep(never()));
    let isTaken = false;
    void other.acquire(never()).then(
      () => (isTaken = true),
      () => undefined,
    );
    const endMs = performance.now() + 2 * times.durationMs;
    await until('twice the duration to pass', 20_000, () => performance.now() > endMs);
    expect([isTaken, one.isHeld(), other.isHeld()]).toEqual([false, true, false]);
    const { spec } = await read();
    expect(spec).toMatchObject({ holderIdentity: 'one', leaseTransitions: 0, acquireTime: first.spec['acquireTime'] });
    expect(spec['renewTime']).not.toBe(first.spec['renewTime']);
    expect(await Promise.race([kept, Promise.resolve('kept so far')])).toBe('kept so far');
  });

  test('passes to another one some time after its holder has died, whatever the clocks say', async () => {
    await candidate('dead', { skewMs: 3_600_000 }).acquire(never());
    const startMs = performance.now();
    const fence = await candidate('other', { skewMs: -3_600_000 }).acquire(never());
    expect(performance.now() - startMs).toBeGreaterThan(times.durationMs - times.retryPeriodMs);
    expect(fence.transitions).toBe(1);
    expect((await read()).spec).toMatchObject({ holderIdentity: 'other', leaseTransitions: 1 });
  });

  test('passes to another one at once when its holder releases it', async () => {
    const [one, other] = [candidate('one'), candidate('other')];
    await one.acquire(never());
    const taking = other.acquire(never());
    await one.release();
    expect((await read()).spec).toMatchObject({ leaseTransitions: expect.any(Number) });
    const startMs = performance.now();
    expect(await taking).toMatchObject({ transitions: 1 });
    expect(performance.now() - startMs).toBeLessThan(times.durationMs - times.retryPeriodMs);
    expect(one.isHeld()).toBe(false);
  });

  test('goes to one of several that want it at once', async () => {
    const signal = new AbortController();
    ends.push(signal);
    const all = ['a', 'b', 'c', 'd', 'e'].map((identity) => candidate(identity));
    await Promise.any(all.map((lease) => lease.acquire(signal.signal)));
    const { spec } = await read();
    await until('the others to have tried', 5_000, () => all.every((lease) => lease.holder !== ''));
    expect(all.filter((lease) => lease.isHeld())).toHaveLength(1);
    expect(all.find((lease) => lease.isHeld())?.holder).toBe(spec['holderIdentity']);
  });

  test('is lost at once to somebody who wrote another holder', async () => {
    const one = candidate('one');
    await one.acquire(never());
    const kept = outcome(one.keep(never()));
    const lease = await read();
    const spec = { ...lease.spec, holderIdentity: 'usurper' };
    await kubernetes.request('PUT', `${api}/${name}`, { body: { ...lease, spec } });
    expect(await kept).toMatchObject({
      code: 'ERR_REAPER_LEASE_LOST',
      exitCode: 75,
      message: expect.stringContaining('got the holder "usurper"'),
    });
    expect(one.isHeld()).toBe(false);
  });

  test('is lost at once when somebody deletes it: another one may have it by now', async () => {
    const one = candidate('one');
    await one.acquire(never());
    const kept = outcome(one.keep(never()));
    await kubernetes.request('DELETE', `${api}/${name}`);
    expect(await kept).toMatchObject({
      code: 'ERR_REAPER_LEASE_LOST',
      message: expect.stringContaining('got the holder ""'),
    });
  });

  test('that is made anew has another uid, by which its transitions can be told from the old ones', async () => {
    const before = await candidate('one').acquire(never());
    await kubernetes.request('DELETE', `${api}/${name}`);
    const after = await candidate('other').acquire(never());
    expect(after.transitions).toBe(0);
    expect(after.leaseUid).not.toBe(before.leaseUid);
  });

  test('stays with a holder whose renewal was done though its answer got lost', async () => {
    let isLossy = false;
    const lossy: Kubernetes = {
      ...kubernetes,
      namespace: 'default',
      request: async (method, path, options) => {
        const answer = await kubernetes.request<never>(method, path, options);
        if (isLossy && method === 'PUT') {
          isLossy = false;
          throw new Error('the answer is lost');
        }
        return answer;
      },
    };
    const one = candidate('one', { kubernetes: lossy });
    await one.acquire(never());
    const kept = outcome(one.keep(never()));
    isLossy = true;
    const endMs = performance.now() + 2 * times.renewDeadlineMs;
    await until('twice the deadline to pass', 20_000, () => performance.now() > endMs);
    expect([one.isHeld(), isLossy]).toEqual([true, false]);
    expect(await Promise.race([kept, Promise.resolve('kept so far')])).toBe('kept so far');
  });

  test('is lost at the deadline to a holder whose requests are never answered, while nobody else can have it yet', async () => {
    let isStuck = false;
    const stuck: Kubernetes = {
      ...kubernetes,
      namespace: 'default',
      request: (method, path, options) =>
        isStuck ? new Promise<never>(() => undefined) : kubernetes.request<never>(method, path, options),
    };
    const one = candidate('one', { kubernetes: stuck });
    await one.acquire(never());
    isStuck = true;
    const startMs = performance.now();
    expect(await outcome(one.keep(never()))).toMatchObject({
      message: expect.stringContaining('no renewal for 2000 ms'),
    });
    expect(performance.now() - startMs).toBeLessThan(times.durationMs);
    expect(one.isHeld()).toBe(false);
  });

  test('is not waited for any more once the process ends', async () => {
    await candidate('one').acquire(never());
    const end = new AbortController();
    const waiting = candidate('other').acquire(end.signal);
    end.abort(new Error('the end'));
    await expect(waiting).rejects.toThrow('the end');
  });
});
