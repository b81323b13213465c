import { Duration } from 'cdk8s';
import { healthPaths, reaperVariables } from '../../contract/env.ts';
import { Probe, type Probes } from '../../workloads/probe.ts';

/** The probes of a process of the runtime. @param ready what its readiness tells */
export const processProbes = (ready: string): Probes => ({
  readiness: Probe.http(healthPaths.ready, ready),
  liveness: Probe.http(healthPaths.live, 'answers as long as the event loop turns; asks nobody else'),
});

/** How long a process may take over the work in hand after SIGTERM; `SHUTDOWN_TIMEOUT`. */
export const shutdownTimeout = Duration.seconds(Number(reaperVariables.SHUTDOWN_TIMEOUT.default));

/** How long its pod waits before it is killed: a process that gives up in time closes its connections yet, and says so in its log. */
export const gracePeriod = Duration.seconds(shutdownTimeout.toSeconds() + 5);
