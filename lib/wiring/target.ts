import type { Component } from '../core/labels.ts';
import type { Network } from '../core/networks.ts';

/** What a unit can dial. */
export abstract class Target {
  /** What people call it; it stands in the diagram. */
  abstract readonly title: string;
}

/** A port of a unit. */
export class Endpoint extends Target {
  readonly unit: WiredUnit;
  /** The port's name, which is also the scheme of its URLs, such as `http` or `redis`. */
  readonly name: string;
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP';
  /** The units that dial this port. */
  readonly callers = new Set<WiredUnit>();
  /** Who else may reach it. */
  readonly outside = new Set<OutsideSource | NamedWayIn>();

  constructor(unit: WiredUnit, name: string, number: number, protocol: 'TCP' | 'UDP') {
    super();
    this.unit = unit;
    this.name = name;
    this.number = number;
    this.protocol = protocol;
  }

  get title(): string {
    return `${this.unit.name}:${this.number}`;
  }
}

/** That a unit dials something, and why we know. */
export interface Connection {
  readonly target: Target | 'api-server';
  /** The variable that holds the address, or another reason. */
  readonly via: string;
}

/** Who other than units may reach a port: the pods of the ingress controller, those of KEDA, those of Prometheus, or networks. */
export type OutsideSource = 'ingress' | 'keda' | 'prometheus' | Network;

/** A way in that the outside has a name for; the name stands in the diagram and changes no policy. */
export interface NamedWayIn {
  readonly source: OutsideSource;
  /** What people use, such as `https://shop.example.com/api` or `node port 30500`. */
  readonly name: string;
}

/** A unit as policies, order and diagrams see it. */
export interface WiredUnit {
  readonly name: string;
  readonly namespace: string;
  readonly component: Component;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /**
   * Ports that no unit dials, such as that of health checks and metrics, and that somebody else may reach. They are in no diagram: what happens there is not the
   * work of the system. @default - none
   */
  readonly sidePorts?: readonly Endpoint[];
  readonly connections: readonly Connection[];
}
