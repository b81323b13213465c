import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAssets, lookUpAssets, PROGRAMS } from './assets.ts';

describe('the programs of a control plane', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function addPrograms(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => writeFile(join(folder, name), '', { mode: 0o755 })));
  }

  test('are those of the folder that the variable of their version names', async () => {
    await addPrograms(PROGRAMS['1.30']);
    const source = `KUBEBUILDER_ASSETS_1_30=${folder}`;
    expect(lookUpAssets('1.30', { KUBEBUILDER_ASSETS_1_30: folder })).toEqual({ found: true, folder, source });
    expect(lookUpAssets('1.36', { KUBEBUILDER_ASSETS_1_30: folder, XDG_CACHE_HOME: folder }).found).toBe(false);
  });

  test('are missing from a folder that lacks some, with their names', async () => {
    await addPrograms(['etcd', 'kube-apiserver', 'kubectl']);
    const assets = lookUpAssets('1.36', { KUBEBUILDER_ASSETS: folder, XDG_CACHE_HOME: folder });
    expect(assets).toMatchObject({
      found: false,
      reason: expect.stringContaining(
        `KUBEBUILDER_ASSETS=${folder} lacks kube-controller-manager, kube-scheduler, kwok, kubelet, kube-proxy, coredns, and ${folder}/berth/`,
      ),
    });
  });

  test('are missing without a variable, a build and Go, with what to do', async () => {
    const assets = await findAssets('1.36', { PATH: folder, XDG_CACHE_HOME: folder });
    expect(assets).toMatchObject({
      found: false,
      reason: expect.stringMatching(
        /^KUBEBUILDER_ASSETS is not set, and .*\/berth\/control-plane\/1\.36-[0-9a-f]{12} has not been built; set /,
      ),
    });
  });
});
