import { jobAnnotations, reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import { jobCommand } from '../../lib/contract/job.ts';
import { jobLabels, type JobLabels } from '../../lib/contract/job-labels.ts';
import type { JobTemplate } from './template.ts';

/** What one request makes of the template. */
export interface JobValues {
  /** As `jobName` gives it. */
  readonly name: string;
  /** Of the inmeta file, in the Job's container. */
  readonly inmetaPath: string;
  readonly routeName: string;
  /** As `deliveryIdentity` gives it. */
  readonly identity: string;
  /** As `jobLabels` gives them for the request. */
  readonly labels: JobLabels;
  /** W3C trace context. @default - none */
  readonly traceparent?: string;
}

/**
 * The manifest of a request's Job: the template with another name, another command of the first container, labels and annotations added, and the finalizer
 * that keeps the Job until its end is told. All else is the template's own, the labels of its pods too. Shares its parts with the template.
 */
export function jobManifest(template: JobTemplate, values: JobValues): object {
  const { generateName: _, ...metadata } = template.metadata ?? {};
  const { template: pods, ...spec } = template.spec;
  const [first, ...others] = pods.spec.containers;
  const container = { ...first, command: jobCommand(values.inmetaPath, values.routeName) };
  return {
    ...template,
    metadata: {
      ...metadata,
      name: values.name,
      labels: { ...metadata.labels, ...values.labels.labels },
      annotations: { ...metadata.annotations, ...annotationsOf(values) },
      finalizers: [...new Set([...(metadata.finalizers ?? []), reportedFinalizer])],
    },
    spec: { ...spec, template: { ...pods, spec: { ...pods.spec, containers: [container, ...others] } } },
  };
}

function annotationsOf({ labels, identity, traceparent }: JobValues): Readonly<Record<string, string>> {
  const annotations = { ...labels.annotations, [jobAnnotations.delivery]: identity };
  return traceparent === undefined ? annotations : { ...annotations, [jobAnnotations.traceparent]: traceparent };
}

/** A Job like any that a request gives, for asking the API server whether it takes the template. */
export function sampleManifest(template: JobTemplate, inmetaFolder: string): object {
  const labels = jobLabels({ deliverable_asset: 1, deliverable_bundle: 1, online_id: 'sample' });
  const inmetaPath = `${inmetaFolder}/cds-sample.inmeta`;
  return jobManifest(template, { name: 'cds-sample', inmetaPath, routeName: 'sample.xml', identity: 'sample', labels });
}
