import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { probeReasonAnnotations } from '../contract/annotations.ts';
import { checkSeconds } from '../core/durations.ts';

const defaultPeriod = Duration.seconds(10);
const defaultTimeout = Duration.seconds(3);

/** How often and how patiently a probe asks. */
export interface ProbeTimes {
  /** The port's name. @default - the first port of the workload */
  readonly port?: string;
  /** Time between two questions. @default 10 seconds */
  readonly period?: Duration;
  /** Time within which the answer must come. @default 3 seconds */
  readonly timeout?: Duration;
  /** How many answers in a row must fail. @default 3 */
  readonly failures?: number;
}

/**
 * How the kubelet finds out about a container, and why so. The reason is written on the workload as an annotation, for who reads `dist/` or the cluster.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export class Probe {
  readonly reason: string;
  readonly #action: (port: string) => IProbe | undefined;
  readonly #times: ProbeTimes;

  private constructor(reason: string, action: (port: string) => IProbe | undefined, times: ProbeTimes) {
    this.reason = reason;
    this.#action = action;
    this.#times = times;
  }

  /** A GET request whose answer must have a status from 200 to 399. @param path such as `/livez` @param reason why this path tells */
  static http(path: string, reason: string, times: ProbeTimes = {}): Probe {
    return new Probe(reason, (port) => ({ httpGet: { path, port } }), times);
  }

  /** A TCP connection that must be accepted. */
  static tcp(reason: string, times: ProbeTimes = {}): Probe {
    return new Probe(reason, (port) => ({ tcpSocket: { port } }), times);
  }

  /** A command in the container that must end with exit code 0. */
  static exec(command: readonly string[], reason: string, times: ProbeTimes = {}): Probe {
    return new Probe(reason, () => ({ exec: { command: [...command] } }), times);
  }

  /** No probe, and why there is none. */
  static none(reason: string): Probe {
    return new Probe(reason, () => undefined, {});
  }

  /** The port the probe asks at; undefined where it takes the workload's first one. */
  get port(): string | undefined {
    return this.#times.port;
  }

  /**
   * Records a fault for each of its times that Kubernetes does not take.
   *
   * @param property such as `probes.readiness`
   * @returns whether it takes all
   * @internal
   */
  checkTimes(scope: Construct, property: string): boolean {
    const { period = defaultPeriod, timeout = defaultTimeout } = this.#times;
    const isPeriod = checkSeconds(scope, `${property}.period`, period);
    return checkSeconds(scope, `${property}.timeout`, timeout) && isPeriod;
  }

  /**
   * The probe as Kubernetes takes it.
   *
   * @internal
   */
  manifest(firstPort: string): IProbe | undefined {
    const action = this.#action(this.#times.port ?? firstPort);
    const { period = defaultPeriod, timeout = defaultTimeout, failures = 3 } = this.#times;
    return (
      action && {
        ...action,
        periodSeconds: period.toSeconds(),
        timeoutSeconds: timeout.toSeconds(),
        failureThreshold: failures,
      }
    );
  }

  /**
   * The same question while the container starts: every 2 seconds until it was answered once or the time is over.
   *
   * @internal
   */
  startup(firstPort: string, startsWithin: Duration): IProbe | undefined {
    const probe = this.manifest(firstPort);
    return (
      probe && {
        ...probe,
        periodSeconds: startupPeriodSeconds,
        failureThreshold: Math.ceil(startsWithin.toSeconds() / startupPeriodSeconds),
      }
    );
  }
}

const startupPeriodSeconds = 2;

/** The probes of a workload. */
export interface Probes {
  /** Whether it can be sent work now; while it fails, Services leave the pod out. It may ask what the program depends on. */
  readonly readiness: Probe;
  /** Whether only a restart can help; when it fails, the container is restarted. It must not ask what the program depends on. */
  readonly liveness: Probe;
  /** How long a start may take before liveness counts. @default 60 seconds */
  readonly startsWithin?: Duration;
}

/** The annotations that carry the reasons of probes. */
export function probeReasons({ readiness, liveness }: Probes): Record<string, string> {
  return { [probeReasonAnnotations.readiness]: readiness.reason, [probeReasonAnnotations.liveness]: liveness.reason };
}
