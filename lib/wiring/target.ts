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
  readonly outside = new Set<OutsideSource>();

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

/** Who other than units may reach a port: the pods of the ingress controller, those of KEDA, or networks. */
export type OutsideSource = 'ingress' | 'keda' | Network;

/** A unit as policies, order and diagrams see it. */
export interface WiredUnit {
  readonly name: string;
  readonly namespace: string;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly connections: readonly Connection[];
}
