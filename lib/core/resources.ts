import type { IConstruct } from 'constructs';
import { reportFault } from './faults.ts';

/** An amount of CPU: cores, such as `1` or `0.5`, or thousandths, such as `250m`. */
export type CpuQuantity = `${number}` | `${number}m`;

/** An amount of memory or storage in binary units, such as `256Mi` or `1Gi`. */
export type StorageQuantity = `${number}${'Ki' | 'Mi' | 'Gi' | 'Ti'}`;

/** What a container asks for and may use at most. */
export interface Resources {
  /** CPU that is set aside for it. */
  readonly cpu: CpuQuantity;
  /** Memory that is set aside for it. */
  readonly memory: StorageQuantity;
  /** Memory at which it is killed. @default - the same as `memory`, so that no node is overbooked */
  readonly memoryLimit?: StorageQuantity;
  /** CPU above which it is throttled. @default - none: throttling slows a program while CPU lies idle */
  readonly cpuLimit?: CpuQuantity;
}

/** The `resources` of a container, as Kubernetes takes them. */
export interface ContainerResources {
  readonly requests: Record<string, string>;
  readonly limits: Record<string, string>;
}

const unitBytes: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** The bytes of a quantity such as `256Mi`; undefined where it is none. */
export function quantityBytes(quantity: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti)$/.exec(quantity);
  return match ? Number(match[1]) * (unitBytes[match[2] ?? ''] ?? Number.NaN) : undefined;
}

/** The cores of a quantity such as `250m`; undefined where it is none. */
export function quantityCores(quantity: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity);
  return match ? Number(match[1]) / (match[2] === 'm' ? 1000 : 1) : undefined;
}

/** Records a fault unless a quantity of memory or storage is positive and in binary units. */
export function checkStorage(scope: IConstruct, property: string, quantity: string): number {
  const bytes = quantityBytes(quantity);
  if (bytes !== undefined && bytes > 0) return bytes;
  reportFault(scope, {
    code: 'ERR_RESOURCES',
    property,
    got: quantity,
    expected: 'a positive amount in Ki, Mi, Gi or Ti, such as "256Mi"',
    remedy: 'state it with its unit',
  });
  return 0;
}

function checkCpu(scope: IConstruct, property: string, quantity: string): number {
  const cores = quantityCores(quantity);
  if (cores !== undefined && cores > 0) return cores;
  reportFault(scope, {
    code: 'ERR_RESOURCES',
    property,
    got: quantity,
    expected: 'a positive amount of cores or thousandths, such as "0.5" or "250m"',
    remedy: 'state it',
  });
  return 0;
}

/** Checks resources (undefined where a value came past the compiler) and renders them; a limit below its request is a fault. */
export function containerResources(scope: IConstruct, resources: Resources | undefined): ContainerResources {
  if (resources === undefined) {
    reportFault(scope, {
      code: 'ERR_RESOURCES',
      property: 'resources',
      expected: 'what it asks for, such as { cpu: "100m", memory: "128Mi" }',
      remedy: 'state it',
    });
    return { requests: {}, limits: {} };
  }
  const { cpu, memory, memoryLimit = memory, cpuLimit } = resources;
  const cores = checkCpu(scope, 'resources.cpu', cpu);
  const bytes = checkStorage(scope, 'resources.memory', memory);
  if (memoryLimit !== memory) {
    const limit = checkStorage(scope, 'resources.memoryLimit', memoryLimit);
    checkLimit(scope, 'resources.memoryLimit', memoryLimit, limit, bytes);
  }
  if (cpuLimit !== undefined) {
    checkLimit(scope, 'resources.cpuLimit', cpuLimit, checkCpu(scope, 'resources.cpuLimit', cpuLimit), cores);
  }
  return {
    requests: { cpu, memory },
    limits: { ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }), memory: memoryLimit },
  };
}

function checkLimit(scope: IConstruct, property: string, got: string, limit: number, request: number): void {
  if (limit === 0 || request === 0 || limit >= request) return;
  reportFault(scope, {
    code: 'ERR_RESOURCES',
    property,
    got,
    expected: 'a limit that is not below what is requested',
    remedy: 'raise the limit or lower the request',
  });
}
