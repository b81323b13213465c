import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import { objects } from '../../support/build.ts';
import { faultsOf, jobTemplate, objectOf, scheduledJob } from '../../support/workloads.ts';

const cronJob = (job: ReturnType<typeof scheduledJob>): ICronJob => objectOf(job, 'CronJob');

describe('ScheduledJob', () => {
  test('is a CronJob of its own name', () => {
    const job = scheduledJob();
    expect(objects(Chart.of(job)).map(({ kind }) => kind)).toEqual(['NetworkPolicy', 'CronJob']);
    expect(cronJob(job).metadata).toMatchObject({ name: 'web', namespace: 'shop' });
  });

  test('runs at its times in UTC, one run at a time', () => {
    expect(cronJob(scheduledJob({ schedule: '*/5 1-4 * * MON-FRI' })).spec).toMatchObject({
      schedule: '*/5 1-4 * * MON-FRI',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
    });
  });

  test('catches up on a run for five minutes, and keeps three runs that succeeded and three that failed', () => {
    expect(cronJob(scheduledJob()).spec).toMatchObject({
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
    });
  });

  test('may run beside its last run', () => {
    expect(cronJob(scheduledJob({ mayOverlap: true })).spec?.concurrencyPolicy).toBe('Allow');
  });

  test('runs the Jobs a JobTemplate describes', () => {
    const props = { deadline: Duration.minutes(10), retries: 1, keptFor: Duration.hours(1) };
    const { template, ...spec } = cronJob(scheduledJob(props)).spec?.jobTemplate.spec ?? {};
    const { template: sameTemplate, ...sameSpec } = jobTemplate(props).manifest.spec ?? {};
    expect(spec).toEqual(sameSpec);
    expect(template?.spec).toEqual(sameTemplate?.spec);
  });

  test('labels its Jobs and their pods, so that its policy finds them', () => {
    const labels = { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/component': 'scheduled-job' };
    const template = cronJob(scheduledJob()).spec?.jobTemplate;
    expect(template?.metadata?.labels).toMatchObject(labels);
    expect(template?.spec?.template.metadata?.labels).toMatchObject(labels);
  });

  test('leaves the start of its Jobs to a Kueue queue where there is one', () => {
    const template = cronJob(scheduledJob({ kueueQueue: 'night' })).spec?.jobTemplate;
    expect(template?.metadata?.labels).toHaveProperty(['kueue.x-k8s.io/queue-name'], 'night');
    expect(template?.spec?.suspend).toBe(true);
  });
});

describe('the name of a ScheduledJob', () => {
  test('may have 52 characters, to which Kubernetes appends 11', () => {
    expect(faultsOf(scheduledJob({ name: 'a'.repeat(52) }))).toEqual([]);
  });

  test('fails when it has 53', () => {
    const name = 'a'.repeat(53);
    expect(faultsOf(scheduledJob({ name }))).toEqual([
      `test/shop/web/web: name: got "${name}"; expected at most 52 lower-case letters, digits and dashes, ` +
        'such as "worker-update"; rename it [ERR_NAME]',
    ]);
  });
});

describe('schedule', () => {
  test.each(['* * * * *', '0,30 */2 1-15/3 JAN,JUL 0-6', '59 23 31 12 6', '0 0 * * sun'])('may be %p', (schedule) => {
    expect(faultsOf(scheduledJob({ schedule }))).toEqual([]);
  });

  test('fails when it has six fields', () => {
    expect(faultsOf(scheduledJob({ schedule: '0 0 3 * * *' }))).toEqual([
      'test/shop/web/web: schedule: got "0 0 3 * * *"; expected minute, hour, day of month, month and day of week, ' +
        'such as "*/5 * * * *"; write all five fields with one space between [ERR_SCHEDULE]',
    ]);
  });

  test('fails when it is missing, which the compiler would have said', () => {
    expect(faultsOf(scheduledJob({ schedule: undefined as unknown as string }))).toEqual([
      expect.stringMatching(
        /: schedule: got nothing; .*; write all five fields with one space between \[ERR_SCHEDULE\]$/,
      ),
    ]);
  });

  test('fails when it never comes', () => {
    expect(faultsOf(scheduledJob({ schedule: '0 0 30 2 *' }))).toEqual([
      'test/shop/web/web: schedule: got "0 0 30 2 *"; expected minute, hour, day of month, month and day of week, ' +
        'such as "*/5 * * * *"; correct it: no month has that day [ERR_SCHEDULE]',
    ]);
  });

  test.each(['0  3 * * *', '0 3 * * ?', '0\t3 * * *', '0,,30 3 * * *', '*/05 * * * *', '*-5 * * * *', ' 0 3 * * *'])(
    'fails when it is %p, which Kubernetes takes',
    (schedule) => {
      expect(faultsOf(scheduledJob({ schedule }))).toEqual([
        expect.stringMatching(/; write all five fields with one space between \[ERR_SCHEDULE\]$/),
      ]);
    },
  );

  test.each(['', '@hourly', '0  3 * *', '*/x * * * *', '1- * * * *', '60 * * * *', '0 24 * * *', '0 0 0 * *'])(
    'fails when it is %p',
    (schedule) => {
      expect(faultsOf(scheduledJob({ schedule }))).toEqual([expect.stringMatching(/schedule: .*\[ERR_SCHEDULE\]$/)]);
    },
  );

  test.each(['0 0 * 13 *', '0 0 * FOO *', '0 0 * * 7', '30-10 * * * *', '*/0 * * * *'])(
    'fails when it is %p',
    (schedule) => {
      expect(faultsOf(scheduledJob({ schedule }))).toEqual([expect.stringMatching(/schedule: .*\[ERR_SCHEDULE\]$/)]);
    },
  );
});

describe('timeZone', () => {
  test.each(['Europe/London', 'UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'America/Argentina/Buenos_Aires'])(
    'may be %s',
    (timeZone) => {
      expect(cronJob(scheduledJob({ timeZone })).spec?.timeZone).toBe(timeZone);
    },
  );

  test('fails when it is no name of the time zone database', () => {
    expect(faultsOf(scheduledJob({ timeZone: 'Europe/Atlantis' }))).toEqual([
      'test/shop/web/web: timeZone: got "Europe/Atlantis"; expected a name of the time zone database, ' +
        'such as "Europe/London"; correct the name [ERR_SCHEDULE]',
    ]);
  });

  test.each(['+01:00', 'Local', 'europe/london', 'PST', ''])('fails when it is %p', (timeZone) => {
    expect(faultsOf(scheduledJob({ timeZone }))).toEqual([expect.stringMatching(/timeZone: .*\[ERR_SCHEDULE\]$/)]);
  });
});
