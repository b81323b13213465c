import type { Construct } from 'constructs';
import type { PortSettings } from '../wiring/unit.ts';
import { DeployedWorkload, type DeployedProps } from './deployed.ts';
import type { Probes } from './probe.ts';
import { addService } from './service.ts';

/** Props of `Singleton`. */
export interface SingletonProps extends DeployedProps {
  readonly probes: Probes;
  /** The ports others reach it at, by name. @default - none: it has no Service */
  readonly ports?: Readonly<Record<string, PortSettings>>;
}

/**
 * Something of which two must not run at once, because of what it writes: one replica, and the old pod ends before the new one starts. It is away for that
 * time. A node that is cut off may still run the old pod, so what must never be done twice needs a lease besides.
 */
export class Singleton extends DeployedWorkload {
  constructor(scope: Construct, id: string, props: SingletonProps) {
    const { ports = {}, probes } = props;
    super(scope, id, props, { component: 'singleton', ports, probes, replicas: 1, mayOverlap: false });
    if (Object.keys(ports).length > 0) addService(this, this.unit);
  }
}
