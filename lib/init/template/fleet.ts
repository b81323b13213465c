import type { Fleet, FleetEnvironment } from 'berth';
import { hello, type HelloSettings } from './systems/hello.ts';

/** What a file in `environments/` says. Another system is one more name here, and one more below. */
export type Environment = FleetEnvironment<{ readonly hello: HelloSettings }>;

/** The fleet, as `main.ts` and the commands of `berth` find it. */
export default { systems: { hello }, environments: new URL('./environments/', import.meta.url) } satisfies Fleet;
