import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { reportFault } from '../core/faults.ts';
import { addManifest } from '../core/manifest.ts';
import type { CpuScaling, QueueScaling, ReplicaRange, Replicas } from './replicas.ts';
import { addScaledObject, type QueueTrigger } from './scaled-object.ts';

/** Adds what scales a Deployment, if anything does. */
export function addScaling(
  scope: Construct,
  target: { readonly name: string; readonly namespace: string },
  replicas: Replicas<ReplicaRange>,
  trigger?: QueueTrigger,
): ApiObject | undefined {
  // what is no range is either a number or a fault that is known
  if (typeof replicas !== 'object') return undefined;
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
