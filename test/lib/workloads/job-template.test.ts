import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, JsonPatch } from 'cdk8s';
import { parse } from 'yaml';
import { objects } from '../../support/build.ts';
import { faultsOf, jobTemplate, objectOf, server } from '../../support/workloads.ts';

describe('JobTemplate', () => {
  test('renders the network rules of its pods, and no Job', () => {
    expect(objects(Chart.of(jobTemplate())).map(({ kind }) => kind)).toEqual(['NetworkPolicy']);
  });

  test('is a whole manifest', () => {
    const { manifest } = jobTemplate({ deadline: Duration.minutes(5), retries: 3 });
    expect(manifest).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { activeDeadlineSeconds: 300, backoffLimit: 3, ttlSecondsAfterFinished: 86_400 },
    });
  });

  test('has pods that its NetworkPolicy selects', () => {
    const job = jobTemplate();
    const selector = { 'app.kubernetes.io/name': 'web' };
    expect(objectOf(job, 'NetworkPolicy')).toHaveProperty('spec.podSelector.matchLabels', selector);
    expect(job.manifest.spec?.template.metadata?.labels).toMatchObject(selector);
  });

  test('is the same as YAML', () => {
    const job = jobTemplate({
      command: ['run', '--yes', 'no', 'on', '0755'],
      variables: { SWITCH: 'yes', MODE: '1e3' },
    });
    expect(parse(job.yaml)).toEqual(job.manifest);
  });

  test('opens its network by its variables', () => {
    const job = jobTemplate();
    job.addVariables({ API_URL: server({}, Chart.of(job), 'api').url('http') });
    expect(job.manifest.spec?.template.spec?.containers[0]?.env).toHaveLength(1);
    const policy = objectOf(job, 'NetworkPolicy', 'web');
    expect(policy).toHaveProperty('spec.egress.1.to.0.podSelector.matchLabels', { 'app.kubernetes.io/name': 'api' });
  });

  test('asks a Kueue queue by a label on the Job alone', () => {
    const { manifest } = jobTemplate({ kueueQueue: 'night' });
    expect(manifest.metadata?.labels).toHaveProperty(['kueue.x-k8s.io/queue-name'], 'night');
    expect(manifest.spec?.template.metadata?.labels).not.toHaveProperty(['kueue.x-k8s.io/queue-name']);
  });

  test('can be patched, and loses nothing', () => {
    const job = jobTemplate();
    job.patch('Job', JsonPatch.add('/spec/template/spec/invented', { deep: [1] }));
    expect(faultsOf(job)).toEqual([]);
    expect(job.manifest).toHaveProperty('spec.template.spec.invented', { deep: [1] });
    expect(parse(job.yaml)).toEqual(job.manifest);
  });

  test('takes no null from a patch, which would be lost', () => {
    const job = jobTemplate();
    job.patch('Job', JsonPatch.add('/spec/template/spec/invented', [null]));
    expect(job.yaml).not.toContain('invented');
    expect(faultsOf(job)).toEqual([expect.stringContaining('patch("Job")/spec/template/spec/invented/0: got null')]);
  });
});
