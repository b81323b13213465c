/**
 * Finds or builds what `describeOnCluster` needs, and prints one line for each version: run it before jest, as a build
 * takes longer than any test may. Ends with exit code 1 only when something is missing and CI=true.
 */
import { findAssets, KUBERNETES_VERSIONS, lookUpAssets } from './assets.ts';

for (const version of KUBERNETES_VERSIONS) {
  if (!lookUpAssets(version).found) {
    console.log(`Kubernetes ${version} for tests: not there yet; with Go on the PATH it is built now, some 11 minutes`);
  }
  const assets = await findAssets(version);
  if (assets.found) {
    console.log(`Kubernetes ${version} for tests: ${assets.source}`);
  } else if (process.env['CI'] === 'true') {
    console.error(`ERROR: no Kubernetes ${version} for tests: ${assets.reason}`);
    process.exitCode = 1;
  } else {
    console.error(`WARNING: tests on Kubernetes ${version} WILL BE SKIPPED: ${assets.reason}`);
  }
}
