import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { reportFault } from '../core/faults.ts';
import { addManifest } from '../core/manifest.ts';
import { addScaledObject, type QueueTrigger } from './scaled-object.ts';

/** Between how many replicas a workload is scaled. */
export interface ReplicaRange {
  /** Replicas that always run. */
  readonly min: number;
  /** Replicas at most. */
  readonly max: number;
}

/** Scaling by CPU, with the cluster's metrics server. */
export interface CpuScaling extends ReplicaRange {
  /** CPU used per CPU requested, in percent, averaged over the pods, that replicas are added or removed to keep. */
  readonly averageCpuPercent: number;
}

/** Scaling by the length of a queue, with KEDA. Zero replicas are possible. */
export interface QueueScaling extends ReplicaRange {
  /** Messages for each replica. */
  readonly messagesPerReplica: number;
}

/** How many replicas a workload has: a fixed number, or a range and what it is scaled by. */
export type Replicas<By extends ReplicaRange = CpuScaling> = number | By;

/** The replicas that are there at all times. */
export const fewest = (replicas: Replicas<ReplicaRange>): number =>
  typeof replicas === 'number' ? replicas : replicas.min;

/** Records a fault unless replicas are whole numbers in a range that makes sense. */
export function checkReplicas(scope: Construct, replicas: Replicas<ReplicaRange>): void {
  const scaled = typeof replicas !== 'number';
  const byQueue = scaled && 'messagesPerReplica' in replicas;
  const { min, max } = scaled ? replicas : { min: replicas, max: replicas };
  const limits = scaled && !byQueue ? [min, max, (replicas as CpuScaling).averageCpuPercent] : [min, max];
  const legal =
    limits.every(Number.isInteger) && min >= (scaled && !byQueue ? 1 : 0) && max >= min && max >= (scaled ? 1 : 0);
  if (legal && (!byQueue || (replicas as QueueScaling).messagesPerReplica >= 1)) return;
  reportFault(scope, {
    code: 'ERR_REPLICAS',
    property: 'replicas',
    got: replicas,
    expected:
      'a whole number, or whole numbers of which min is at least 1 (0 by queue) and max not below it, such as { min: 2, max: 6, averageCpuPercent: 70 }',
    remedy: 'correct the number of replicas',
  });
}

/** Adds what scales a Deployment, if anything does. */
export function addScaling(
  scope: Construct,
  target: { readonly name: string; readonly namespace: string },
  replicas: Replicas<ReplicaRange>,
  trigger?: QueueTrigger,
): ApiObject | undefined {
  if (typeof replicas === 'number') return undefined;
  if ('averageCpuPercent' in replicas) return addHorizontalPodAutoscaler(scope, target, replicas as CpuScaling);
  if (trigger !== undefined) return addScaledObject(scope, target, replicas as QueueScaling, trigger);
  reportFault(scope, {
    code: 'ERR_REPLICAS',
    property: 'replicas',
    got: replicas,
    expected: 'a fixed number or scaling by CPU, since no queue is given',
    remedy: 'give the queue the workload consumes, or scale by CPU',
  });
  return undefined;
}

function addHorizontalPodAutoscaler(
  scope: Construct,
  { name, namespace }: { name: string; namespace: string },
  scaling: CpuScaling,
): ApiObject {
  return addManifest<IHorizontalPodAutoscaler>(scope, 'horizontal-pod-autoscaler', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: scaling.min,
      maxReplicas: scaling.max,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: scaling.averageCpuPercent } },
        },
      ],
    },
  });
}
