import { ApiServer, type ApiServerOptions } from './api-server.ts';
import { lookUpAssets } from './control-plane/assets.ts';
import { describeOn } from './describe-on.ts';

/**
 * A `describe` whose tests share one API server. Each test may take 60 s. Where the programs are missing the tests are skipped, with one line that says why;
 * with CI=true one test fails instead.
 * @param body registers tests; it is handed a getter, which only tests and hooks may call
 */
export function describeOnApiServer(
  title: string,
  body: (get: () => ApiServer) => void,
  options: ApiServerOptions = {},
): void {
  const { version = '1.36' } = options;
  const shared = {
    title: `${title} (Kubernetes ${version})`,
    what: 'an API server',
    lookUp: lookUpAssets(version),
    start: () => ApiServer.create(options),
    startTimeoutMs: 120_000,
    testTimeoutMs: 60_000,
  };
  describeOn(shared, body);
}
