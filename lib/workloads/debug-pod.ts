import type { ApiObject } from 'cdk8s';
import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { addManifest } from '../core/manifest.ts';
import { selectorLabels } from '../core/labels.ts';
import type { Workload } from './workload.ts';

/** Props of `DebugPod`. */
export interface DebugPodProps {
  /** The workload whose pod is copied. */
  readonly of: Workload;
  /** What runs instead of the program. @default - a shell that waits for input */
  readonly command?: readonly string[];
}

/**
 * A pod with the image, variables, secrets, mounts and network rules of a workload, and a shell in place of its program, to look at things by
 * hand: `kubectl attach -it <name>-debug`. It gets no traffic and is no replica of the workload.
 */
export class DebugPod extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { of, command = ['/bin/sh'] }: DebugPodProps) {
    super(scope, id);
    this.object = addManifest<IPod>(this, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${of.name}-debug`, namespace: of.unit.namespace, labels: selectorLabels(of.name, 'debug') },
      spec: Lazy.any({ produce: () => debugSpec(of, command) }),
    });
  }
}

function debugSpec(workload: Workload, command: readonly string[]): IPod['spec'] {
  // a Job's try has a deadline; who looks at things by hand has none
  const { activeDeadlineSeconds, ...spec } = workload.pod.spec();
  const containers = spec.containers.map(
    ({ args, startupProbe, readinessProbe, livenessProbe, lifecycle, ...container }) => ({
      ...container,
      command: [...command],
      stdin: true,
      tty: true,
    }),
  );
  return { ...spec, containers, restartPolicy: 'Never' };
}
