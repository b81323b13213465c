import { Lazy, type ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { clusterOf, namespaceOf } from '../core/environment.ts';
import { reportFault } from '../core/faults.ts';
import type { Component } from '../core/labels.ts';
import { addManifest } from '../core/manifest.ts';
import { checkName } from '../core/names.ts';
import { isPortName, isPortNumber } from '../core/port.ts';
import { ClusterUrl, DialledHost, DialledPort } from './address.ts';
import { networkPolicySpec } from './network-policy.ts';
import { Endpoint, type Connection, type OutsideSource, type Target, type WiredUnit } from './target.ts';

/** A port a unit listens on: a TCP port number, or a port with its protocol. */
export type PortSettings = number | { readonly number: number; readonly protocol: 'TCP' | 'UDP' };

/** Props of a `Unit`. */
export interface UnitProps {
  /** The name of the unit's objects and Service; by default also its deployment key. A DNS label. */
  readonly name: string;
  readonly component: Component;
  /** The ports its pods listen on, by name: at most 15 lower-case letters, digits and dashes. @default - none */
  readonly ports?: Readonly<Record<string, PortSettings>>;
}

/**
 * A workload as the network sees it: who it is, what it offers, whom it dials. From this comes its NetworkPolicy: everything is refused in
 * both directions but what was declared.
 */
export class Unit extends Construct implements WiredUnit {
  readonly name: string;
  readonly namespace: string;
  readonly component: Component;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly policy: ApiObject;
  readonly #sidePorts: Endpoint[] = [];
  #connections: Connection[] = [];

  constructor(scope: Construct, id: string, props: UnitProps) {
    super(scope, id);
    this.name = props.name;
    this.namespace = namespaceOf(this);
    this.component = props.component;
    checkName(this, 'name', this.name);
    this.#checkPorts(props.ports ?? {});
    this.endpoints = new Map(
      Object.entries(props.ports ?? {}).map(([name, port]) => [name, this.#endpoint(name, port)]),
    );
    this.policy = addManifest<INetworkPolicy>(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: this.name, namespace: this.namespace },
      spec: Lazy.any({ produce: () => networkPolicySpec(this, clusterOf(this)) }),
    });
  }

  /** Ports that no unit dials and that somebody else may reach. */
  get sidePorts(): readonly Endpoint[] {
    return this.#sidePorts;
  }

  /** Lets somebody who is no unit reach a port that no unit dials, such as that of health checks and metrics. */
  addSidePort(name: string, number: number, source: OutsideSource): void {
    const endpoint = new Endpoint(this, name, number, 'TCP');
    endpoint.outside.add(source);
    this.#sidePorts.push(endpoint);
  }

  /** What this unit dials, in the order it was declared. */
  get connections(): readonly Connection[] {
    return this.#connections;
  }

  /** The name under which other units find this one: `<name>.<namespace>.svc.<cluster domain>`. */
  get hostName(): string {
    return `${this.name}.${this.namespace}.svc.${clusterOf(this)?.domain ?? 'cluster.local'}`;
  }

  /** The URL of a port; its scheme is the port's name. @param path such as `/v1` */
  url(port: string, path = ''): ClusterUrl {
    const endpoint = this.endpoint(port);
    return new ClusterUrl(`${port}://${this.hostName}:${endpoint.number}${path.replace(/^(?=[^/])/, '/')}`, [endpoint]);
  }

  /** The host name, for who dials a port of this unit. */
  host(port: string): DialledHost {
    return new DialledHost(this.hostName, [this.endpoint(port)]);
  }

  /** The number of a port, for who dials it. */
  port(port: string): DialledPort {
    const endpoint = this.endpoint(port);
    return new DialledPort(String(endpoint.number), [endpoint]);
  }

  /** A port by its name; a fault where it is not declared. */
  endpoint(port: string): Endpoint {
    const endpoint = this.endpoints.get(port);
    if (endpoint !== undefined) return endpoint;
    const declared = [...this.endpoints.keys()].map((name) => `"${name}"`).join(', ');
    reportFault(this, {
      code: 'ERR_PORT',
      property: 'ports',
      got: port,
      expected: `one of the declared ports: ${declared || 'there are none'}`,
      remedy: declared
        ? 'declare the port or correct its name'
        : 'dial another unit, or make this one a Server or a Singleton, which declare ports',
    });
    return new Endpoint(this, port, 1, 'TCP');
  }

  /** Declares that this unit dials a target. Variables do this; it is for what reaches a program another way, such as a configuration file. */
  connect(target: Target | 'api-server', via: string): void {
    this.#connections.push({ target, via });
    if (target instanceof Endpoint) target.callers.add(this);
  }

  /** Takes back what was declared for a reason, such as a variable that gets another value. */
  disconnect(via: string): void {
    if (!this.#connections.some((connection) => connection.via === via)) return;
    for (const { target } of this.#connections) if (target instanceof Endpoint) target.callers.delete(this);
    this.#connections = this.#connections.filter((connection) => connection.via !== via);
    for (const { target } of this.#connections) if (target instanceof Endpoint) target.callers.add(this);
  }

  #checkPorts(ports: Readonly<Record<string, PortSettings>>): void {
    const owners = new Map<string, string>();
    for (const [name, settings] of Object.entries(ports)) {
      const { number, protocol } = portOf(settings);
      const owner = owners.get(`${number}/${protocol}`);
      if (owner === undefined) owners.set(`${number}/${protocol}`, name);
      else {
        reportFault(this, {
          code: 'ERR_PORT',
          property: `ports.${name}`,
          got: number,
          expected: `a number that no other port has; "${owner}" has it already`,
          remedy: 'correct one of them, or leave one out',
        });
      }
    }
  }

  #endpoint(name: string, settings: PortSettings): Endpoint {
    const { number, protocol } = portOf(settings);
    if (!isPortName(name) || !isPortNumber(number)) {
      reportFault(this, {
        code: 'ERR_PORT',
        property: `ports.${name}`,
        got: number,
        expected:
          'a name of at most 15 lower-case letters, digits and dashes, and a number from 1 to 65535, such as { http: 8080 }',
        remedy: 'correct the port',
      });
    }
    return new Endpoint(this, name, number, protocol);
  }
}

const portOf = (settings: PortSettings) =>
  typeof settings === 'number' ? { number: settings, protocol: 'TCP' as const } : settings;

/** All units below a construct, in the order they were made. */
export function unitsIn(root: Construct): Unit[] {
  return root.node.findAll().filter((construct) => construct instanceof Unit);
}
