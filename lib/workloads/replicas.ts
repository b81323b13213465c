import type { Construct } from 'constructs';
import { reportFault } from '../core/faults.ts';

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
  const scaled = typeof replicas === 'object';
  const byQueue = scaled && 'messagesPerReplica' in replicas;
  const { min, max } = scaled ? replicas : { min: replicas, max: replicas };
  const goal = !scaled
    ? 1
    : byQueue
      ? (replicas as QueueScaling).messagesPerReplica
      : (replicas as CpuScaling).averageCpuPercent;
  const least = scaled && !byQueue ? 1 : 0;
  const whole = [min, max, goal].every(Number.isInteger);
  if (whole && goal >= 1 && min >= least && max >= min && max >= (scaled ? 1 : 0)) return;
  reportFault(scope, {
    code: 'ERR_REPLICAS',
    property: 'replicas',
    got: replicas,
    expected:
      'a whole number, or whole numbers of which min is at least 1 (0 by queue) and max not below it, such as { min: 2, max: 6, averageCpuPercent: 70 }',
    remedy: 'correct the number of replicas',
  });
}
