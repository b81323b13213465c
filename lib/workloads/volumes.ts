import type { Size } from 'cdk8s';
import { Construct } from 'constructs';
import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { namespaceOf } from '../core/environment.ts';
import { addClusterManifest, addManifest } from '../core/manifest.ts';
import { checkName } from '../core/names.ts';
import { checkStorage, type StorageQuantity } from '../core/resources.ts';
import type { Volume } from '../core/volume.ts';

function quantity(size: Size): string {
  const kibibytes = size.toKibibytes();
  return kibibytes % 1024 === 0 ? `${kibibytes / 1024}Mi` : `${kibibytes}Ki`;
}

/** Space of the pod's own, gone with the pod. @param size above which the pod is evicted */
export const scratch = (size: Size): Volume => ({
  source: { emptyDir: { sizeLimit: quantity(size) } },
  writable: true,
});

/** Space in memory, gone with the pod. It counts against the container's memory limit. */
export const memoryScratch = (size: Size): Volume => ({
  source: { emptyDir: { medium: 'Memory', sizeLimit: quantity(size) } },
  writable: true,
});

/**
 * A folder of the node. No Pod Security level but "privileged" admits it, so the workload needs a namespace of that level.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const hostPath = (path: string): Volume => ({
  source: { hostPath: { path, type: 'Directory' } },
  writable: false,
});

/** A volume, but not to be written to. */
export const readOnly = (volume: Volume): Volume => ({ ...volume, source: volume.source, writable: false });

/** Storage that a class provides. */
export interface ClassStorage {
  /** @default - the cluster's default class */
  readonly storageClass?: string;
  readonly size: StorageQuantity;
}

/** A folder of an NFS server, which a PersistentVolume of its own stands for. */
export interface NfsStorage {
  readonly nfs: { readonly server: string; readonly path: string };
  /** What Kubernetes shall take the folder for; NFS does not hold anybody to it. */
  readonly size: StorageQuantity;
}

/** Where a claim has its storage from. */
export type Storage = ClassStorage | NfsStorage;

type AccessMode = 'ReadWriteOnce' | 'ReadWriteMany';

/** Props of `Claim`. */
export interface ClaimProps {
  readonly name: string;
  readonly storage: Storage;
  /** Whether pods on several nodes write to it. @default ReadWriteMany for NFS, else ReadWriteOnce */
  readonly accessMode?: AccessMode;
}

/** A PersistentVolumeClaim; for NFS also the PersistentVolume it is bound to, which is kept when the claim goes. */
export class Claim extends Construct implements Volume {
  readonly claimName: string;
  readonly writable = true;

  constructor(scope: Construct, id: string, props: ClaimProps) {
    super(scope, id);
    const { name, storage } = props;
    const namespace = namespaceOf(this);
    this.claimName = name;
    checkName(this, 'name', name);
    checkStorage(this, 'storage.size', storage.size);
    const nfs = 'nfs' in storage ? storage.nfs : undefined;
    const accessModes: AccessMode[] = [props.accessMode ?? (nfs ? 'ReadWriteMany' : 'ReadWriteOnce')];
    const volumeName = `${namespace}-${name}`;
    if (nfs) this.#addVolume(volumeName, accessModes, nfs, storage.size);
    // no such class exists, so that no other claim can take the volume
    const className = nfs ? volumeName : 'storageClass' in storage ? storage.storageClass : undefined;
    addManifest<IPersistentVolumeClaim>(this, 'claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace },
      spec: {
        accessModes,
        resources: { requests: { storage: storage.size } },
        ...(className === undefined ? {} : { storageClassName: className }),
        ...(nfs ? { volumeName } : {}),
      },
    });
  }

  get source(): Volume['source'] {
    return { persistentVolumeClaim: { claimName: this.claimName } };
  }

  #addVolume(name: string, accessModes: AccessMode[], nfs: NfsStorage['nfs'], size: StorageQuantity): void {
    addClusterManifest<IPersistentVolume>(this, 'volume', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        accessModes,
        capacity: { storage: size },
        nfs: { ...nfs },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: name,
      },
    });
  }
}
