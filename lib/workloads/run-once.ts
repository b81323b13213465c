import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { addManifest } from '../core/manifest.ts';
import { checkName, contentName } from '../core/names.ts';
import { JobWorkload, type JobProps } from './job.ts';

/** What Kubernetes appends to the name of a Job to call its pods, and what the content's hash takes. */
const appended = 17;

/**
 * Something that runs once for each release, such as the migration of a schema: a Job that is named by what it runs. Another image, or another
 * variable, is another Job, since those that ran cannot be changed; the same again is left alone. What it does must do no harm when it is done again,
 * which happens when the Job was deleted with its time. All it needs is given when it is made: what is added later is not in its name.
 */
export class RunOnce extends JobWorkload {
  readonly job: ApiObject;

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, props, 'job');
    checkName(this, 'name', this.name, 63 - appended);
    const spec = this.jobSpec();
    this.job = addManifest<IJob>(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: contentName(this.name, spec),
        namespace: this.unit.namespace,
        labels: { ...this.podLabels, ...this.queueLabels },
      },
      spec,
    });
  }
}
