import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';

/** A volume of a pod, as Kubernetes takes it. */
export type VolumeManifest = NonNullable<IPodSpec['volumes']>[number];

/** Something that can be mounted into a container at a path. */
export interface Volume {
  /** What holds the data; `name` is given by who mounts it. */
  readonly source: Omit<VolumeManifest, 'name'>;
  /** Whether the container may write to it. */
  readonly writable: boolean;
}
