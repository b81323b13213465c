import { describeOn } from './describe-on.ts';
import { lookUpRabbitmq, Rabbitmq, type RabbitmqOptions } from './rabbitmq.ts';
import { lookUpRedis, Redis, type RedisOptions } from './redis.ts';

const START_TIMEOUT_MS = 90_000;

/**
 * A `describe` whose tests share one private RabbitMQ. Each test may take 120 s. Where it is not installed the tests are skipped, with one line that says why;
 * with CI=true one test fails instead.
 * @param body registers tests; it is handed a getter, which only tests and hooks may call
 */
export function describeOnRabbitmq(
  title: string,
  body: (get: () => Rabbitmq) => void,
  options?: RabbitmqOptions,
): void {
  const shared = {
    title,
    what: 'a RabbitMQ',
    lookUp: lookUpRabbitmq(),
    start: () => Rabbitmq.create(options),
    startTimeoutMs: START_TIMEOUT_MS,
    testTimeoutMs: 120_000,
  };
  describeOn(shared, body);
}

/** As {@link describeOnRabbitmq}, with a private Redis; each test may take 30 s. */
export function describeOnRedis(title: string, body: (get: () => Redis) => void, options?: RedisOptions): void {
  const shared = {
    title,
    what: 'a Redis',
    lookUp: lookUpRedis(),
    start: () => Redis.create(options),
    startTimeoutMs: START_TIMEOUT_MS,
    testTimeoutMs: 30_000,
  };
  describeOn(shared, body);
}
