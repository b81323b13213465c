import { describeOn } from '../describe-on.ts';
import { lookUpAssets, type KubernetesVersion } from './assets.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from './control-plane.ts';

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
  const shared = {
    title: `${title} (Kubernetes ${version})`,
    what: 'a control plane',
    lookUp: lookUpAssets(version),
    start: () => startControlPlane({ ...options, version }),
    startTimeoutMs: 120_000,
    testTimeoutMs: 60_000,
  };
  describeOn(shared, body);
}
