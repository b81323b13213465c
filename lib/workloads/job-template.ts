import type { JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { waiverPrefix } from '../contract/annotations.ts';
import { reportFault } from '../core/faults.ts';
import { nullPaths } from '../core/manifest.ts';
import { applyPatches } from '../core/patches.ts';
import { stringifyManifest } from '../core/yaml.ts';
import { JobWorkload, type JobProps } from './job.ts';

/**
 * A Job that another program creates, again and again: its manifest as a value, and the network rules of its pods. Nothing runs until that program
 * creates a Job from it.
 */
export class JobTemplate extends JobWorkload {
  readonly #patches: JsonPatch[] = [];

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, props, 'job');
    this.unit.policy.metadata.addAnnotation(
      `${waiverPrefix}network-policy-selector`,
      'its pods are made by another program at run time',
    );
  }

  /** Changes the manifest of kind `Job`, or what is rendered of another kind. */
  override patch(kind: string, ...operations: readonly JsonPatch[]): void {
    if (kind === 'Job') this.#patches.push(...operations);
    else super.patch(kind, ...operations);
  }

  /**
   * The manifest; who creates a Job from it sets a name of its own.
   *
   * @internal
   */
  get manifest(): IJob {
    const manifest: IJob = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: this.name, namespace: this.unit.namespace, labels: { ...this.jobLabels, ...this.queueLabels } },
      spec: this.jobSpec(),
    };
    if (this.#patches.length === 0) return manifest;
    const { document, fault } = applyPatches(JSON.parse(JSON.stringify(manifest)), this.#patches);
    if (fault) reportFault(this, { code: 'ERR_PATCH', property: 'patch("Job")', ...fault });
    const nulls = nullPaths(document);
    for (const path of nulls) {
      const property = `patch("Job")${path}`;
      const [expected, remedy] = ['a value', 'give one, or remove the field'];
      reportFault(this, { code: 'ERR_MANIFEST_NULL', property, got: null, expected, remedy });
    }
    if (nulls.length > 0) return manifest;
    return document as IJob;
  }

  /** The manifest as YAML, for a ConfigMap; who creates a Job from it sets a name of its own. */
  get yaml(): string {
    return stringifyManifest(this.manifest);
  }
}
