import { healthPaths } from '../../contract/env.ts';
import { Probe, type Probes } from '../../workloads/probe.ts';

/** The probes of a process of the runtime. @param ready what its readiness tells */
export const processProbes = (ready: string): Probes => ({
  readiness: Probe.http(healthPaths.ready, ready),
  liveness: Probe.http(healthPaths.live, 'answers as long as the event loop turns; asks nobody else'),
});
