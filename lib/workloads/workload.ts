import { ApiObject, type JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { Variables } from '../config/variables.ts';
import { reportFault } from '../core/faults.ts';
import { selectorLabels, type Component } from '../core/labels.ts';
import { isLabelValue } from '../core/names.ts';
import type { Volume } from '../core/volume.ts';
import type { ClusterUrl, DialledHost, DialledPort } from '../wiring/address.ts';
import { Unit, type PortSettings } from '../wiring/unit.ts';
import type { Pod, PodProps } from './pod.ts';

/** Props that every workload has. */
export interface WorkloadProps extends PodProps {
  /** The name of its objects. A DNS label. Changing it makes a new workload beside the old one. @default - the construct's id */
  readonly name?: string;
}

/** What all workloads have in common: a unit of the network, one pod shape, variables and mounts that can grow, patches. */
export abstract class Workload extends Construct {
  readonly unit: Unit;
  abstract readonly pod: Pod;

  constructor(
    scope: Construct,
    id: string,
    name: string | undefined,
    component: Component,
    ports: Readonly<Record<string, PortSettings>> = {},
  ) {
    super(scope, id);
    this.unit = new Unit(this, 'unit', { name: name ?? id, component, ports });
  }

  /** The name of its objects. */
  get name(): string {
    return this.unit.name;
  }

  /** The URL at which other units reach a port. @param port its name, which is also the URL's scheme @param path such as `/v1` */
  url(port: string, path = ''): ClusterUrl {
    return this.unit.url(port, path);
  }

  /** The host name at which other units reach a port. */
  host(port: string): DialledHost {
    return this.unit.host(port);
  }

  /** The number of a port, for other units. */
  port(port: string): DialledPort {
    return this.unit.port(port);
  }

  /** Sets environment variables; one of the same name is replaced. For addresses of units that are made later than this one. */
  addVariables(variables: Variables): void {
    this.pod.addVariables(variables);
  }

  /** Mounts a volume at an absolute path. */
  addMount(path: string, volume: Volume): void {
    this.pod.addMount(path, volume);
  }

  /**
   * Changes what is rendered of one kind of object of this workload. Nothing is dropped, whatever the patch sets.
   *
   * @param kind such as `Deployment` or `NetworkPolicy`
   * @param operations such as `JsonPatch.add('/spec/template/spec/priorityClassName', 'high')`
   */
  patch(kind: string, ...operations: readonly JsonPatch[]): void {
    const objects = this.node.findAll().filter((construct) => construct instanceof ApiObject);
    const found = objects.filter((object) => object.kind === kind);
    for (const object of found) object.addJsonPatch(...operations);
    if (found.length > 0) return;
    reportFault(this, {
      code: 'ERR_PATCH',
      property: `patch(${JSON.stringify(kind)})`,
      got: kind,
      expected: `a kind that this workload renders: ${[...new Set(objects.map((object) => object.kind))].join(', ')}`,
      remedy: 'correct the kind',
    });
  }

  /** The labels the workload's controller knows its pods by. */
  protected get selector(): Record<string, string> {
    return selectorLabels(this.unit.name, this.unit.component);
  }

  /** The labels of its pods and of the object that makes them: the selector's and the version. */
  protected get podLabels(): Record<string, string> {
    const { tag } = this.pod.image;
    return {
      ...this.selector,
      ...(tag !== undefined && isLabelValue(tag) ? { 'app.kubernetes.io/version': tag } : {}),
    };
  }
}
