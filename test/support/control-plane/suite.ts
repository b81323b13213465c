import { afterAll, beforeAll, describe, jest, test } from '@jest/globals';
import { lookUpAssets, type KubernetesVersion } from './assets.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from './control-plane.ts';

const START_TIMEOUT_MS = 120_000;
const TEST_TIMEOUT_MS = 60_000;

/**
 * A `describe` whose tests share one control plane, started before the first and stopped after the last. Every test of
 * the file may take 60 s from then on. Where the programs are missing the tests are skipped, with one line that says
 * why; with CI=true one test fails instead.
 * @param version of Kubernetes; the title ends with it
 * @param body registers tests; it is handed a getter, which only tests and hooks may call
 * @param options as those of `startControlPlane`. @default one simulated node, no further flags
 */
export function describeOnCluster(
  title: string,
  version: KubernetesVersion,
  body: (cluster: () => ControlPlane) => void,
  options: Omit<ControlPlaneOptions, 'version'> = {},
): void {
  const fullTitle = `${title} (Kubernetes ${version})`;
  let cluster: ControlPlane | undefined;
  const getCluster = (): ControlPlane => {
    if (cluster === undefined) throw new Error(`${fullTitle}: the control plane runs only during tests and hooks`);
    return cluster;
  };

  const assets = lookUpAssets(version);
  if (assets.found) {
    describe(fullTitle, () => {
      jest.setTimeout(TEST_TIMEOUT_MS);
      beforeAll(async () => {
        cluster = await startControlPlane({ ...options, version });
      }, START_TIMEOUT_MS);
      afterAll(async () => cluster?.stop(), START_TIMEOUT_MS);
      body(getCluster);
    });
  } else if (process.env['CI'] === 'true') {
    describe(fullTitle, () => {
      test('has a control plane to run on', () => {
        throw new Error(assets.reason);
      });
    });
  } else {
    process.stderr.write(`SKIPPED: ${fullTitle}: ${assets.reason}\n`);
    describe.skip(`${fullTitle}: skipped, as ${assets.reason}`, () => body(getCluster));
  }
}
