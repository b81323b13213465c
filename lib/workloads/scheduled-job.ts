import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import { scheduleFault } from '../core/cron.ts';
import { reportFault } from '../core/faults.ts';
import { addManifest } from '../core/manifest.ts';
import { checkName } from '../core/names.ts';
import { isTimeZone } from '../core/time-zone.ts';
import { JobWorkload, type JobProps } from './job.ts';

/** Props of `ScheduledJob`. */
export interface ScheduledJobProps extends JobProps {
  /** Five fields of cron with one space between, such as `0 3 * * *` for three at night; a time that never comes is refused. @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
  readonly schedule: string;
  /** A name of the time zone database in its spelling, such as `Europe/London`. @default Etc/UTC */
  readonly timeZone?: string;
  /** Whether a run may start while the last one goes on. @default - no: it is left out */
  readonly mayOverlap?: boolean;
}

/** The controller appends 11 characters to a CronJob's name. @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const maxNameLength = 52;

const item = String.raw`(?:\*|\w+(?:-\w+)?)(?:/[1-9]\d*)?`;
const field = `${item}(?:,${item})*`;
/** The one way to write a schedule. Kubernetes also takes words such as `@hourly`, `?`, tabs, and more than one space or comma. */
const plainSchedule = new RegExp(`^${field}(?: ${field}){4}$`);

/** Something that runs at set times and ends: a CronJob. A run that was missed, because the cluster was away, is caught up within five minutes or left out. */
export class ScheduledJob extends JobWorkload {
  readonly cronJob: ApiObject;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id, props, 'scheduled-job');
    const { schedule, timeZone = 'Etc/UTC', mayOverlap = false } = props;
    checkName(this, 'name', this.name, maxNameLength);
    this.#checkSchedule(schedule, timeZone);
    this.cronJob = addManifest<ICronJob>(this, 'cron-job', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: this.name, namespace: this.unit.namespace, labels: this.podLabels },
      spec: Lazy.any({
        produce: () => ({
          schedule,
          timeZone,
          concurrencyPolicy: mayOverlap ? 'Allow' : 'Forbid',
          startingDeadlineSeconds: 300,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 3,
          jobTemplate: { metadata: { labels: { ...this.jobLabels, ...this.queueLabels } }, spec: this.jobSpec() },
        }),
      }),
    });
  }

  #checkSchedule(schedule: string, timeZone: string): void {
    const isPlain = plainSchedule.test(schedule);
    const fault = isPlain ? scheduleFault(schedule) : undefined;
    if (!isPlain || fault !== undefined) {
      reportFault(this, {
        code: 'ERR_SCHEDULE',
        property: 'schedule',
        got: schedule,
        expected: 'minute, hour, day of month, month and day of week, such as "*/5 * * * *"',
        remedy: isPlain ? `correct it: ${fault}` : 'write all five fields with one space between',
      });
    }
    if (!isTimeZone(timeZone)) {
      reportFault(this, {
        code: 'ERR_SCHEDULE',
        property: 'timeZone',
        got: timeZone,
        expected: 'a name of the time zone database, such as "Europe/London"',
        remedy: 'correct the name',
      });
    }
  }
}
