import type { Construct } from 'constructs';
import { reportFault } from '../core/faults.ts';
import type { PortSettings } from '../wiring/unit.ts';
import { DeployedWorkload, type DeployedProps } from './deployed.ts';
import { addExposure, type PublicHost } from './exposure.ts';
import type { Probes } from './probe.ts';
import { addService } from './service.ts';

/** Props of `Singleton`. */
export interface SingletonProps extends DeployedProps {
  readonly probes: Probes;
  /** The ports others reach it at, by name. @default - none: it has no Service */
  readonly ports?: Readonly<Record<string, PortSettings>>;
  /** The public host of its first port. @default - none */
  readonly exposure?: PublicHost;
}

/**
 * Something of which two must not run at once, because of what it writes: one replica, and the old pod ends before the new one starts. It is away for that
 * time. A node that is cut off may still run the old pod, so what must never be done twice needs a lease besides.
 */
export class Singleton extends DeployedWorkload {
  constructor(scope: Construct, id: string, props: SingletonProps) {
    const { ports = {}, probes, exposure } = props;
    super(scope, id, props, { component: 'singleton', ports, probes, replicas: 1, mayOverlap: false });
    const [port] = Object.keys(ports);
    if (port === undefined) {
      if (exposure === undefined) return;
      reportFault(this, {
        code: 'ERR_PORT',
        property: 'ports',
        got: {},
        expected: 'at least one port, such as { http: 8080 }, since it has a public host',
        remedy: 'declare the port it listens on, or leave the exposure out',
      });
      return;
    }
    addService(this, this.unit);
    if (exposure !== undefined) addExposure(this, this.unit, port, exposure);
  }
}
