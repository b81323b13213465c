import { Yaml } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { JobWorkload, type JobProps } from './job.ts';

/**
 * A Job that another program creates, again and again: its manifest as a value, and the network rules of its pods. Nothing runs until that program
 * creates a Job from it.
 */
export class JobTemplate extends JobWorkload {
  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, props, 'job');
  }

  /** The manifest; who creates a Job from it sets a name of its own. */
  get manifest(): IJob {
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: this.name, namespace: this.unit.namespace, labels: { ...this.jobLabels, ...this.queueLabels } },
      spec: this.jobSpec(),
    };
  }

  /** The manifest as YAML, for a ConfigMap. */
  get yaml(): string {
    return Yaml.stringify(JSON.parse(JSON.stringify(this.manifest)));
  }
}
