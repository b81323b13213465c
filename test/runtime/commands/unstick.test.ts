import { beforeEach, expect, test } from '@jest/globals';
import { reportedFinalizer } from '../../../lib/contract/job-metadata.ts';
import { CommandCluster } from '../../../runtime/commands/cluster.ts';
import { unstick, type HeldJob } from '../../../runtime/commands/unstick.ts';

import { describeOnApiServer } from '../../support/api-server-suite.ts';
import { completed, createJobs } from '../../support/job-objects.ts';

describeOnApiServer('unstick', (get) => {
  let number = 0;
  let namespace: string;

  beforeEach(async () => {
    number += 1;
    namespace = `unstick-${number}`;
    await get().kubectl(['create', 'namespace', namespace]);
  });

  async function run(dryRun = false, env: { KUBE_CONFIG?: string } = {}) {
    const jobs: HeldJob[] = [];
    const values = { NAMESPACE: namespace, KUBE_CONFIG: get().kubeconfig, ...env };
    const cluster = new CommandCluster(values, {});
    try {
      return { done: await unstick(cluster, { dryRun }, (job) => jobs.push(job)), jobs };
    } finally {
      await cluster.close();
    }
  }

  async function finalizers(): Promise<Record<string, readonly string[]>> {
    const { stdout } = await get().kubectl(['get', 'jobs', '-n', namespace, '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { metadata: { name: string; finalizers?: string[] } }[] };
    return Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.finalizers ?? []]));
  }

  test('takes our finalizer off every Job, and leaves all others', async () => {
    await createJobs(get(), namespace, [
      { name: 'cds-a', status: completed('2026-01-01T00:00:00Z') },
      { name: 'cds-b', finalizers: ['example.com/other', reportedFinalizer, 'example.com/third'] },
      { name: 'cds-c', finalizers: ['example.com/other'] },
      { name: 'other', finalizers: [reportedFinalizer] },
    ]);
    const { done, jobs } = await run();
    expect(done).toEqual({ namespace, held: 2, released: 2, dryRun: false });
    expect(jobs.map(({ name, state, isDeleted }) => [name, state, isDeleted])).toEqual([
      ['cds-a', 'success', false],
      ['cds-b', 'starting', false],
    ]);
    expect(await finalizers()).toEqual({
      'cds-a': [],
      'cds-b': ['example.com/other', 'example.com/third'],
      'cds-c': ['example.com/other'],
      other: [reportedFinalizer],
    });
  });

  test('lets go a Job that is deleted and stays because of it', async () => {
    await createJobs(get(), namespace, [{ name: 'cds-a' }]);
    await get().kubectl(['delete', 'job', 'cds-a', '-n', namespace, '--wait=false', '--cascade=background']);
    const { jobs } = await run();
    expect(jobs).toMatchObject([{ name: 'cds-a', isDeleted: true }]);
    expect(await finalizers()).toEqual({});
  });

  test('only tells which Jobs have it with a dry run', async () => {
    await createJobs(get(), namespace, [{ name: 'cds-a' }]);
    const { done, jobs } = await run(true);
    expect(done).toEqual({ namespace, held: 1, released: 0, dryRun: true });
    expect(jobs).toHaveLength(1);
    expect(await finalizers()).toEqual({ 'cds-a': [reportedFinalizer] });
  });

  test('finds Jobs beyond the first page of a list', async () => {
    const names = Array.from({ length: 520 }, (_, index) => `cds-${index}`);
    await createJobs(
      get(),
      namespace,
      names.map((name) => ({ name, finalizers: name === 'cds-99' ? [reportedFinalizer] : ['example.com/other'] })),
    );
    expect((await run()).done).toMatchObject({ held: 1, released: 1 });
  });

  test('fails when it has not the right, and says which', async () => {
    await createJobs(get(), namespace, [{ name: 'cds-a' }]);
    await get().kubectl(['create', 'serviceaccount', 'nobody', '-n', namespace]);
    const kubeConfig = await get().kubeconfigOf(namespace, 'nobody');
    await expect(run(false, { KUBE_CONFIG: kubeConfig })).rejects.toMatchObject({
      code: 'ERR_COMMAND_REFUSED',
      exitCode: 2,
      message: expect.stringMatching(/GET .*\/jobs: got 403 Forbidden: .*cannot list resource "jobs"/),
    });
  });
});
