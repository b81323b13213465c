import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { JobProps } from '../../../lib/workloads/job.ts';
import { anImage } from '../../support/build.ts';
import { faultsOf, objectOf, runOnce } from '../../support/workloads.ts';

const job = (props: Partial<JobProps> = {}): IJob => objectOf<IJob>(runOnce(props), 'Job');
const nameOf = (props?: Partial<JobProps>): string | undefined => job(props).metadata?.name;

describe('RunOnce', () => {
  test('is a Job that is named by what it runs', () => {
    expect(nameOf()).toMatch(/^web-[0-9a-f]{10}$/);
    expect(job({ retries: 2 })).toMatchObject({ kind: 'Job', spec: { backoffLimit: 2 } });
  });

  test('is the same Job as long as it runs the same', () => {
    expect(nameOf({ image: anImage })).toBe(nameOf());
    expect(nameOf({ variables: { B: '1', A: '2' } })).toBe(nameOf({ variables: { A: '2', B: '1' } }));
  });

  test.each<[string, Partial<JobProps>]>([
    ['image', { image: 'example.com/shop/web:1.4.3' }],
    ['variables', { variables: { MODE: 'other' } }],
    ['command', { command: ['migrate'] }],
    ['deadline', { deadline: Duration.hours(3) }],
  ])('is another Job with another %s, since one that ran cannot be changed', (_property, props) => {
    expect(nameOf(props)).not.toBe(nameOf());
  });

  test('has pods that its NetworkPolicy selects', () => {
    const once = runOnce();
    const selector = { 'app.kubernetes.io/name': 'web' };
    expect(objectOf(once, 'NetworkPolicy')).toHaveProperty('spec.podSelector.matchLabels', selector);
    expect(objectOf(once, 'Job')).toHaveProperty('spec.template.metadata.labels', expect.objectContaining(selector));
  });

  test('fails when its name leaves no room for what is appended', () => {
    expect(faultsOf(runOnce({ name: 'a'.repeat(47) }))).toEqual([
      expect.stringMatching(/^test\/shop\/web\/web: name: got "a+"; expected at most 46 .* \[ERR_NAME\]$/),
    ]);
  });
});
