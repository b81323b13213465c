import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { clusterOf } from '../core/environment.ts';
import { reportFault } from '../core/faults.ts';
import { addManifest } from '../core/manifest.ts';
import { isDnsName } from '../core/names.ts';
import { isPortNumber } from '../core/port.ts';
import { PublicUrl } from '../wiring/address.ts';
import type { Unit } from '../wiring/unit.ts';

/** A public host and path, as the outside knows it. */
export interface PublicHost {
  /** A host name, such as `logs.example.com`. */
  readonly host: string;
  /** The path below which the unit answers; it sees whole paths. @default / */
  readonly path?: string;
  /** The Secret that holds the host's certificate, and the cert-manager issuer that makes it. @default - plain http */
  readonly tls?: { readonly secretName: string; readonly clusterIssuer?: string };
  /** Annotations for the ingress controller, such as a body size. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A port of every node, for who has no ingress controller. */
export interface NodePort {
  /** 30000 to 32767 unless the cluster says another range. */
  readonly nodePort: number;
}

/** How a port of a server is reached from outside the cluster. */
export type Exposure = PublicHost | NodePort;

/** The URL of a public host. */
export function publicUrl({ host, path = '', tls }: PublicHost): PublicUrl {
  return new PublicUrl(`${tls ? 'https' : 'http'}://${host}${path}`);
}

/** Lets the outside in at a port: an Ingress for a public host; for a node port only the NetworkPolicy, the Service does the rest. */
export function addExposure(scope: Construct, unit: Unit, port: string, exposure: Exposure): ApiObject | undefined {
  if ('nodePort' in exposure) {
    if (!isPortNumber(exposure.nodePort)) {
      fault(scope, 'nodePort', exposure.nodePort, "a port of the cluster's node port range, such as 30500");
    }
    // what comes in at a node keeps its own address or gets the node's; pods must use the Service
    const except = clusterOf(scope)?.podCidrs ?? [];
    const source = { cidr: '0.0.0.0/0', ...(except.length > 0 ? { except } : {}) } as const;
    unit.endpoint(port).outside.add({ source, name: `node port ${exposure.nodePort}` });
    return undefined;
  }
  unit.endpoint(port).outside.add({ source: 'ingress', name: publicUrl(exposure).value });
  const { host, path = '/', tls, annotations } = exposure;
  if (!isDnsName(host)) fault(scope, 'host', host, 'a host name without scheme and port, such as "logs.example.com"');
  if (!path.startsWith('/')) fault(scope, 'path', path, 'a path that begins with a slash, such as "/logs"');
  // undefined in a plain App, and where a value came past the compiler
  const ingress = clusterOf(scope)?.ingress;
  if (ingress === undefined) fault(scope, 'host', host, 'an environment that says which ingress controller serves it');
  return addManifest<IIngress>(scope, 'ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: unit.name,
      namespace: unit.namespace,
      annotations: {
        ...annotations,
        ...(tls?.clusterIssuer === undefined ? {} : { 'cert-manager.io/cluster-issuer': tls.clusterIssuer }),
      },
    },
    spec: {
      ...(ingress ? { ingressClassName: ingress.className } : {}),
      ...(tls ? { tls: [{ hosts: [host], secretName: tls.secretName }] } : {}),
      rules: [
        {
          host,
          http: {
            paths: [{ path, pathType: 'Prefix', backend: { service: { name: unit.name, port: { name: port } } } }],
          },
        },
      ],
    },
  });
}

function fault(scope: Construct, property: string, got: unknown, expected: string): void {
  reportFault(scope, {
    code: 'ERR_EXPOSURE',
    property: `exposure.${property}`,
    got,
    expected,
    remedy: 'correct it in the environment',
  });
}
