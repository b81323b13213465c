import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { reportFault } from '../core/faults.ts';
import { endpointRemoval } from '../core/pod-defaults.ts';
import type { PublicUrl } from '../wiring/address.ts';
import type { PortSettings } from '../wiring/unit.ts';
import { DeployedWorkload, type DeployedProps } from './deployed.ts';
import { addExposure, publicUrl, type Exposure } from './exposure.ts';
import type { Probes } from './probe.ts';
import type { Replicas } from './replicas.ts';
import { addService } from './service.ts';

/** Props of `Server`. */
export interface ServerProps extends DeployedProps {
  /** The ports others reach it at, by name, such as `{ http: 8080 }`; the name is also the scheme of its URLs. */
  readonly ports: Readonly<Record<string, PortSettings>>;
  readonly probes: Probes;
  /** @default 1 */
  readonly replicas?: Replicas;
  /** How its first port is reached from outside the cluster. @default - not at all */
  readonly exposure?: Exposure;
}

/**
 * Something that answers requests: a Deployment behind a Service, rolled without losing capacity; with a disruption budget and spread from two
 * replicas on.
 */
export class Server extends DeployedWorkload {
  readonly service: ApiObject;
  readonly #exposure: Exposure | undefined;

  constructor(scope: Construct, id: string, props: ServerProps) {
    const { ports, probes, replicas = 1, exposure } = props;
    super(scope, id, props, { component: 'server', ports, probes, replicas, mayOverlap: true, drain: endpointRemoval });
    this.#exposure = exposure;
    this.service = addService(this, this.unit, exposure && 'nodePort' in exposure ? exposure.nodePort : undefined);
    const [port] = Object.keys(ports);
    if (port === undefined) {
      reportFault(this, {
        code: 'ERR_PORT',
        property: 'ports',
        got: {},
        expected: 'at least one port, such as { http: 8080 }',
        remedy: 'declare the port it listens on',
      });
    } else if (exposure !== undefined) addExposure(this, this.unit, port, exposure);
  }

  /** The URL at which browsers reach it; a fault where it is exposed at no host. */
  get publicUrl(): PublicUrl {
    if (this.#exposure && 'host' in this.#exposure) return publicUrl(this.#exposure);
    reportFault(this, {
      code: 'ERR_EXPOSURE',
      property: 'exposure',
      expected: 'a public host, since its public URL is used',
      remedy: 'give it one in the environment',
    });
    return publicUrl({ host: 'not-exposed.invalid' });
  }
}
