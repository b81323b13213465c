import { expect, test } from '@jest/globals';
import { lookUpAssets } from '../support/control-plane/assets.ts';
import { describeWhere } from '../support/describe-on.ts';
import { runProgram } from '../support/programs.ts';
import { lookUpRabbitmq } from '../support/rabbitmq.ts';
import { lookUpRedis } from '../support/redis.ts';

const lookUp = [lookUpRabbitmq(), lookUpRedis(), lookUpAssets('1.36')].find(({ found }) => !found) ?? { found: true };
const demo = (env: Readonly<Record<string, string>> = {}) => runProgram('node', ['test/demo/run.ts'], { env });

describeWhere('the demonstration', 'RabbitMQ, Redis and a control plane', lookUp, () => {
  test('shows ten requests that end as they should', async () => {
    const { exitCode, stdout, stderr } = await demo();
    expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stdout.match(/^✓ /gm)).toHaveLength(10);
    expect(stdout).toMatch(/^ +[0-9.]+ s {2}a good one: success: cds-bunnymxf-[0-9a-f]{16}$/m);
    expect(stdout).toMatch(/^✓ no JSON +dead letter: body: got 10 bytes that are not JSON; /m);
    expect(stdout).toMatch(/^ +[0-9.]+ s {2}each of the 10 requests has ended as it should\n$/m);
  }, 180_000);
});

test('the demonstration says what is missing, and starts nothing', async () => {
  const { exitCode, stdout, stderr } = await demo({
    KUBEBUILDER_ASSETS: '',
    HOME: '/nowhere',
    XDG_CACHE_HOME: '/nowhere',
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^demo: this machine lacks what it runs on:\n/);
  expect(stderr).toMatch(
    /^ {2}Kubernetes 1\.36: KUBEBUILDER_ASSETS is not set, .* set KUBEBUILDER_ASSETS to a folder with etcd, /m,
  );
  expect(stderr).toMatch(/^node test\/support\/prepare\.ts installs and builds what it can\n$/m);
});
