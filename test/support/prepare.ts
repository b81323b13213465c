/**
 * Makes ready what tests need beside npm's packages: Kubernetes, and programs from Debian's packages. Run it before
 * jest, as a build takes longer than any test may. Prints one line for each; ends with exit code 1 only when something
 * is missing and CI=true.
 */
import { findAssets, KUBERNETES_VERSIONS, lookUpAssets } from './control-plane/assets.ts';
import { installPackages, missingPrograms, remedyFor, type SystemProgram } from './debian-packages.ts';
import { RABBITMQ_PROGRAMS } from './rabbitmq.ts';
import { BUILD_PROGRAMS } from './real-node/built-image.ts';
import { IMAGE_PROGRAMS } from './real-node/debian-image.ts';
import { NODE_PROGRAMS } from './real-node/requirements.ts';
import { BROWSER_PROGRAMS } from './log-viewer/browser.ts';
import { REDIS_PROGRAMS } from './redis.ts';

preparePrograms('a real node', [...NODE_PROGRAMS, ...IMAGE_PROGRAMS]);
preparePrograms('built images', BUILD_PROGRAMS);
preparePrograms('a browser', BROWSER_PROGRAMS);
preparePrograms('RabbitMQ and Redis', [...RABBITMQ_PROGRAMS, ...REDIS_PROGRAMS]);
for (const version of KUBERNETES_VERSIONS) {
  if (!lookUpAssets(version).found) {
    console.log(`Kubernetes ${version} for tests: not there yet; with Go on the PATH it is built now, some 11 minutes`);
  }
  const assets = await findAssets(version);
  if (assets.found) console.log(`Kubernetes ${version} for tests: ${assets.source}`);
  else reportMissing(`Kubernetes ${version}`, assets.reason);
}

/** Installs the programs of something that tests start. @param what it is, to complete `tests on` */
function preparePrograms(what: string, programs: readonly SystemProgram[]): void {
  const missing = missingPrograms(programs);
  const fault = missing.length === 0 ? undefined : installPackages(missing);
  if (missing.length === 0) {
    console.log(`Programs of ${what} for tests: all there`);
  } else if (fault === undefined) {
    console.log(`Programs of ${what} for tests: installed ${missing.map(({ program }) => program).join(', ')}`);
  } else {
    reportMissing(what, `${fault}; ${remedyFor(missing)}`);
  }
}

function reportMissing(what: string, reason: string): void {
  if (process.env['CI'] === 'true') {
    console.error(`ERROR: no ${what} for tests: ${reason}`);
    process.exitCode = 1;
  } else {
    console.error(`WARNING: tests on ${what} WILL BE SKIPPED: ${reason}`);
  }
}
