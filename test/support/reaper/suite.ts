import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { describeOnApiServer } from '../api-server-suite.ts';
import type { ApiServerOptions } from '../api-server.ts';
import { RuntimeProcesses } from '../runtime-process.ts';
import { describeOnRabbitmq, describeOnRedis } from '../server-suites.ts';
import { World, type Servers } from './world.ts';

/**
 * A `describe` whose tests share an API server, a RabbitMQ and a Redis, and have a world of their own each. Reapers of a test end with it.
 * @param body registers tests; it is handed what makes a world, and the servers, which only tests and hooks may ask for
 */
export function describeOnWorlds(
  title: string,
  body: (newWorld: () => Promise<World>, servers: () => Servers) => void,
  options: ApiServerOptions = {},
): void {
  describeOnApiServer(
    title,
    (cluster) =>
      describeOnRabbitmq('with RabbitMQ', (rabbitmq) =>
        describeOnRedis('with Redis', (redis) => {
          let processes: RuntimeProcesses;
          const worlds: World[] = [];
          const servers = (): Servers => ({ cluster: cluster(), rabbitmq: rabbitmq(), redis: redis(), processes });
          beforeAll(() => {
            processes = new RuntimeProcesses();
          });
          afterEach(async () => {
            await processes.end();
            processes = new RuntimeProcesses();
            for (const world of worlds.splice(0)) await world.stop();
          });
          afterAll(() => processes.end());
          body(async () => {
            const world = await World.create(servers());
            worlds.push(world);
            return world;
          }, servers);
        }),
      ),
    options,
  );
}
