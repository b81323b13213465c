import type { Fleet } from './lib/synth/fleet.ts';
import { systems } from './lib/systems/index.ts';

/** The fleet of this repository, as `main.ts` and the commands of `berth` find it. */
export default { systems, environments: new URL('./environments/', import.meta.url) } satisfies Fleet;
