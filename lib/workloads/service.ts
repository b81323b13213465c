import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IService } from 'kubernetes-models/v1/Service';
import { addManifest } from '../core/manifest.ts';
import { selectorLabels } from '../core/labels.ts';
import type { Unit } from '../wiring/unit.ts';

/** The Service of a unit: all its ports under its name. @param nodePort of the first port; without it the Service is for the cluster only */
export function addService(scope: Construct, unit: Unit, nodePort?: number): ApiObject {
  return addManifest<IService>(scope, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: unit.name, namespace: unit.namespace },
    spec: {
      type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
      selector: selectorLabels(unit.name, unit.component),
      ports: [...unit.endpoints.values()].map(({ name, number, protocol }, index) => ({
        name,
        port: number,
        targetPort: name,
        protocol,
        ...(nodePort !== undefined && index === 0 ? { nodePort } : {}),
      })),
    },
  });
}
