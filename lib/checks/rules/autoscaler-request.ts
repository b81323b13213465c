import { autoscalerKinds, targetOf } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { hasRequest } from '../container-resources.ts';
import { fieldsOf, itemsOf, textOf, valueAt, type Fields } from '../fields.ts';
import { findObject, namespaceOf, refer } from '../identity.ts';
import { podOf } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { CheckedObject, Rule } from '../rule.ts';

/** A metric that is a share of what is requested. */
interface Share {
  readonly resource: string;
  readonly path: string;
  /** Undefined where it is about all containers. */
  readonly container: string | undefined;
}

/** @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details */
export const autoscalerRequest: Rule = builtIn({
  name: 'autoscaler-request',
  summary: 'Autoscalers by the use of CPU or memory of containers that request none: there is nothing to measure by.',
  kinds: autoscalerKinds,
  check(object, all, report) {
    const target = targetOf(object);
    const workload = target && findObject(all, target.kind, namespaceOf(object), target.name);
    const pod = workload && podOf(workload);
    if (pod === undefined || workload === undefined) return;
    for (const { resource, path, container: wanted } of sharesIn(object)) {
      for (const container of pod.running) {
        if (wanted !== undefined && container.name !== wanted) continue;
        if (hasRequest(pod, container, resource, all)) continue;
        const expected = `a request of ${resource} at container "${container.name}" of ${refer(workload)}`;
        report(problemOf(path, `a share of ${resource}`, expected, `state resources.requests.${resource} there`));
      }
    }
  },
});

function sharesIn({ manifest }: CheckedObject): Share[] {
  const spec = fieldsOf(manifest.spec);
  if (manifest.kind === 'ScaledObject') {
    return itemsOf(spec.triggers, 'spec.triggers').flatMap(({ fields, path }) => triggerShares(fields, path));
  }
  // the field of autoscaling/v1
  const former = 'targetCPUUtilizationPercentage';
  if (spec[former] !== undefined) return [{ resource: 'cpu', path: `spec.${former}`, container: undefined }];
  return itemsOf(spec.metrics, 'spec.metrics').flatMap(({ fields, path }) => metricShares(fields, path));
}

function metricShares(metric: Fields, path: string): Share[] {
  return ['resource', 'containerResource'].flatMap((field) => {
    const { name, target, container } = fieldsOf(metric[field]);
    const resource = textOf(name);
    if (resource === undefined || valueAt(target, 'type') !== 'Utilization') return [];
    return [{ resource, path: `${path}.${field}`, container: textOf(container) }];
  });
}

function triggerShares({ type, metricType, metadata }: Fields, path: string): Share[] {
  const isShare = (metricType ?? valueAt(metadata, 'type') ?? 'Utilization') === 'Utilization';
  if (!isShare || (type !== 'cpu' && type !== 'memory')) return [];
  return [{ resource: type, path, container: textOf(valueAt(metadata, 'containerName')) }];
}
