import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import type { JobProps } from '../../../lib/workloads/job.ts';
import { faultsOf, jobTemplate, scheduledJob } from '../../support/workloads.ts';

const spec = (props: Partial<JobProps> = {}) => jobTemplate(props).manifest.spec;

describe('the spec of a Job', () => {
  test('ends it at its deadline', () => {
    expect(spec({ deadline: Duration.hours(2) })?.activeDeadlineSeconds).toBe(7200);
  });

  test('makes a new pod for each try, so that the log of a failed one stays', () => {
    expect(spec()?.template.spec?.restartPolicy).toBe('Never');
  });

  test('deletes it a day after its end, unless said otherwise', () => {
    expect(spec()?.ttlSecondsAfterFinished).toBe(86_400);
    expect(spec({ keptFor: Duration.hours(1) })?.ttlSecondsAfterFinished).toBe(3600);
    expect(spec({ keptFor: Duration.seconds(0) })?.ttlSecondsAfterFinished).toBe(0);
  });

  test('tries it again six times after a failure, unless said otherwise', () => {
    expect(spec()?.backoffLimit).toBe(6);
    expect(spec({ retries: 0 })?.backoffLimit).toBe(0);
  });

  test('ends a try at a deadline of its own, if it has one', () => {
    expect(spec()?.template.spec).not.toHaveProperty('activeDeadlineSeconds');
    expect(spec({ tryDeadline: Duration.minutes(2) })?.template.spec?.activeDeadlineSeconds).toBe(120);
  });

  test.each([-1, 1.5])('fails when it shall be tried again %p times', (retries) => {
    expect(faultsOf(jobTemplate({ retries }))).toEqual([
      `test/shop/web/web: retries: got ${retries}; expected a whole number from 0, such as 3; correct it [ERR_REPLICAS]`,
    ]);
  });

  test.each(['deadline', 'tryDeadline', 'keptFor'])('fails when %s is no whole number of seconds', (property) => {
    expect(faultsOf(jobTemplate({ [property]: Duration.millis(500) }))).toEqual([
      expect.stringMatching(new RegExp(`^test/shop/web/web: ${property}: got "500 millis"; .* \\[ERR_DURATION\\]$`)),
    ]);
  });

  test('fails when it has no deadline, which the compiler would have said', () => {
    const deadline = undefined as unknown as Duration;
    expect(faultsOf(scheduledJob({ deadline }))).toEqual([
      expect.stringMatching(/^test\/shop\/web\/web: deadline: got nothing; .* \[ERR_DURATION\]$/),
    ]);
  });

  test('starts it at once unless a Kueue queue admits it', () => {
    expect(spec()).not.toHaveProperty('suspend');
    expect(spec({ kueueQueue: 'night' })?.suspend).toBe(true);
  });

  test('has no probes and no selector: Kubernetes makes that one', () => {
    expect(spec()).not.toHaveProperty('selector');
    expect(Object.keys(spec()?.template.spec?.containers[0] ?? {}).filter((key) => key.endsWith('Probe'))).toEqual([]);
  });
});
