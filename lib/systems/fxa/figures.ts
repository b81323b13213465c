import { Duration } from 'cdk8s';
import type { Resources, StorageQuantity } from '../../core/resources.ts';
import { Probe, type Probes } from '../../workloads/probe.ts';
import type { Mode } from './catalogue/mode.ts';
import type { Server } from './catalogue/server.ts';

const mebibytes = (count: number): StorageQuantity => `${Math.ceil(count / 16) * 16}Mi`;

/** What nobody has measured: a Rust program and some Python workers. */
const unmeasured = { cpu: '100m', memory: '128Mi', memoryLimit: '512Mi' } as const;

/** What a program asks for: a quarter more than it was seen to use, idle and at most; twice the idle memory where no load was tried. */
export function resourcesOf({ idle, name }: Server, mode: Mode): Resources {
  if (idle === undefined) return unmeasured;
  const { memoryMiB, peakMemoryMiB } = idle;
  // what was measured of content is its build in the pod, which there is in development alone
  const peak = name === 'fxa-content-server' && mode !== 'development' ? undefined : peakMemoryMiB;
  return {
    // hashing a password takes the auth server a quarter of a second of CPU, so two sign-ins a second come with what is set aside
    cpu: name === 'fxa-auth-server' ? '500m' : '100m',
    memory: mebibytes(memoryMiB * 1.25),
    memoryLimit: mebibytes(Math.max(memoryMiB * 2, (peak ?? 0) * 1.25)),
  };
}

const inFlight = Duration.seconds(10);

/** How long a program gets after SIGTERM. One that serves on, or hangs, gets no longer than requests take that had come before. */
export function shutdownOf({ stop }: Server): Duration {
  return stop?.onSigterm === 'ends' ? Duration.seconds(30) : inFlight;
}

/** A pod counts once it stayed up for this long where it may be ready and yet end soon: one that is gone restarts, with code 0 or not. */
export function settleOf({ endsWithZeroOn, health }: Server): Duration | undefined {
  return endsWithZeroOn !== undefined || health?.asks === undefined ? Duration.seconds(5) : undefined;
}

/** Readiness may ask what the program depends on, liveness never does. */
export function probesOf({ health, idle }: Server): Probes {
  const { liveness = 'tcp', readiness = 'tcp', asks } = health ?? {};
  const reason =
    asks === undefined ? 'it answers once it listens; no path of it asks what it depends on' : `asks ${asks}`;
  return {
    readiness: readiness === 'tcp' ? Probe.tcp(reason) : Probe.http(readiness, reason),
    liveness:
      liveness === 'tcp'
        ? Probe.tcp('it accepts connections as long as it runs')
        : Probe.http(liveness, 'answers as long as the event loop turns; asks nobody else'),
    // twenty times what it took on two cores, and never less than a minute
    startsWithin: Duration.seconds(Math.max(60, Math.ceil((idle?.listensAfterSeconds ?? 0) * 20))),
  };
}

/** The image worker's memory follows its child processes: six large pictures at once took 650 MiB with three of them. */
export function resourcesOfWorker(processes: number): Resources {
  const perProcess = (650 - 68) / 3;
  return {
    cpu: '250m',
    memory: mebibytes(68 * 1.25 + perProcess),
    memoryLimit: mebibytes((68 + perProcess * processes) * 1.25),
  };
}
