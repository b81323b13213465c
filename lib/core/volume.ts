/** A key as a file: its path in the volume. */
interface KeyFile {
  key: string;
  path: string;
}

/**
 * What holds the data of a volume, as Kubernetes takes it: one of these.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/
 */
export interface VolumeSource {
  readonly configMap?: { name: string; items?: KeyFile[] };
  readonly csi?: { driver: string; readOnly?: boolean; volumeAttributes?: Record<string, string> };
  readonly emptyDir?: { medium?: 'Memory'; sizeLimit?: string };
  readonly hostPath?: { path: string; type?: 'Directory' | 'DirectoryOrCreate' | 'File' | 'FileOrCreate' | 'Socket' };
  readonly persistentVolumeClaim?: { claimName: string };
  readonly secret?: { secretName: string; items?: KeyFile[] };
}

/** Something that can be mounted into a container at a path. */
export interface Volume {
  /** What holds the data; `name` is given by who mounts it. */
  readonly source: VolumeSource;
  /** Whether the container may write to it. */
  readonly writable: boolean;
}
