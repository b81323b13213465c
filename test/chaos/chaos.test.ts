import { expect, test } from '@jest/globals';
import { lookUpAssets } from '../support/control-plane/assets.ts';
import { describeOn } from '../support/describe-on.ts';
import { lookUpRabbitmq } from '../support/rabbitmq.ts';
import { lookUpRedis } from '../support/redis.ts';
import { runChaos } from './chaos.ts';

const RUN_TIMEOUT_MS = 300_000;

const programs = [lookUpAssets('1.36'), lookUpRabbitmq(), lookUpRedis()];

describeOn(
  {
    title: 'requests while processes, servers and connections fail',
    what: 'RabbitMQ, Redis and a control plane',
    lookUp: programs.find(({ found }) => !found) ?? { found: true },
    start: async () => ({ stop: async () => undefined }),
    startTimeoutMs: 1_000,
    testTimeoutMs: RUN_TIMEOUT_MS,
  },
  () => {
    test('end in exactly one Job, or one refusal, each; and every Job in one last event', async () => {
      const { verdict, ...report } = await runChaos({
        requests: 300,
        seed: 20,
        faults: 15,
        perSecond: 20,
        patienceMs: 60_000,
      });
      expect(verdict).toMatchObject({ lost: [], doubled: [], wrong: [] });
      expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBe(15);
    });
  },
);
