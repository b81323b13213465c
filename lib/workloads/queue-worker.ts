import type { Construct } from 'constructs';
import { DeployedWorkload, type DeployedProps } from './deployed.ts';
import { Probe, type Probes } from './probe.ts';
import type { CpuScaling, QueueScaling, Replicas } from './replicas.ts';
import type { QueueTrigger } from './scaled-object.ts';

/** Props of `QueueWorker`. */
export interface QueueWorkerProps extends DeployedProps {
  /** @default 1 */
  readonly replicas?: Replicas<CpuScaling | QueueScaling>;
  /** The queue it consumes, by whose length it is scaled. @default - none: fixed replicas or scaling by CPU */
  readonly queue?: QueueTrigger;
  /** @default - none: it has no port to ask at, and it ends by itself when it cannot go on */
  readonly probes?: Probes;
}

const noProbes: Probes = {
  readiness: Probe.none('nothing connects to it, so there is no traffic to hold back'),
  liveness: Probe.none('it ends by itself when it cannot go on; one that hangs shows as a queue that grows'),
};

/** Something that takes messages off a queue: a Deployment without a Service. Competing consumers may overlap, so it is rolled without losing capacity. */
export class QueueWorker extends DeployedWorkload {
  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    const { replicas = 1, queue, probes = noProbes } = props;
    super(scope, id, props, { component: 'queue-worker', probes, replicas, mayOverlap: true, queue });
  }
}
