import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ControlPlane } from './control-plane/control-plane.ts';

/** A cluster with simulated nodes or a real one. */
type Cluster = Pick<ControlPlane, 'kubectl'>;

/** What tests read of an object. */
export interface LiveObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: Readonly<Record<string, string>> };
  };
  readonly status?: { readonly phase?: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** The folder of the manifests of an environment, or one file of it. */
export const distPath = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

const crds = fileURLToPath(new URL('../../imports/crds/', import.meta.url));

/** Makes the kinds of KEDA and the External Secrets Operator known; nothing acts on their objects. */
export async function installCrds({ kubectl }: Cluster): Promise<void> {
  await kubectl(['create', '-f', crds]);
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
}

/** The objects of a kind in all namespaces. */
export async function list({ kubectl }: Cluster, kind: string): Promise<readonly LiveObject[]> {
  const { stdout } = await kubectl(['get', kind, '-A', '-o', 'json']);
  return (JSON.parse(stdout) as { items: LiveObject[] }).items;
}

/**
 * Stands in for a cluster's storage: makes a PersistentVolume for every claim that does not name one.
 * @param folder where a real node keeps them, writable for every user. @default none, as simulated nodes mount nothing
 */
export async function provideVolumes(cluster: Cluster, folder?: string): Promise<void> {
  const claims = (await list(cluster, 'persistentvolumeclaim')).filter(({ spec }) => spec.volumeName === undefined);
  const volumes = claims.map(({ metadata: { name, namespace }, spec }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `test-${namespace}-${name}` },
    spec: {
      accessModes: spec.accessModes,
      capacity: spec.resources.requests,
      claimRef: { name, namespace },
      hostPath: { path: join(folder ?? '/var/lib/test', `${namespace}-${name}`) },
      storageClassName: spec.storageClassName ?? '',
    },
  }));
  if (volumes.length === 0) return;
  for (const { spec } of folder === undefined ? [] : volumes) {
    await mkdir(spec.hostPath.path, { recursive: true });
    // The kubelet gives a hostPath to no group, unlike the volumes that a storage class makes.
    await chmod(spec.hostPath.path, 0o777);
  }
  await cluster.kubectl(['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: volumes }),
  });
}
