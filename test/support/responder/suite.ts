import { afterEach, beforeEach, jest } from '@jest/globals';
import { describeOnApiServer } from '../api-server-suite.ts';
import { describeOnRabbitmq } from '../server-suites.ts';
import { Surroundings } from './process.ts';

const TEST_MS = 120_000;

/**
 * A `describe` whose tests share an API server and a broker, and have a namespace, queues and a folder each. Each test may take two minutes, as a message that
 * is tried again waits for 5 s, and a broker that restarts for longer.
 * @param body registers tests; it is handed a getter of the present test's surroundings
 */
export function describeResponder(title: string, body: (get: () => Surroundings) => void): void {
  describeOnApiServer(title, (cluster) => {
    describeOnRabbitmq('with a broker', (rabbitmq) => {
      jest.setTimeout(TEST_MS);
      let around: Surroundings | undefined;
      let namespaces = 0;
      beforeEach(async () => {
        namespaces += 1;
        around = await Surroundings.create(cluster(), rabbitmq(), `responder-${namespaces}`);
      }, TEST_MS);
      afterEach(async () => around?.stop(), TEST_MS);
      body(() => {
        if (around === undefined) throw new Error(`${title}: the surroundings are there only during tests`);
        return around;
      });
    });
  });
}
