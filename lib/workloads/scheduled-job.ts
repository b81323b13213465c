import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import { reportFault } from '../core/faults.ts';
import { addManifest } from '../core/manifest.ts';
import { checkName } from '../core/names.ts';
import { JobWorkload, type JobProps } from './job.ts';

/** Props of `ScheduledJob`. */
export interface ScheduledJobProps extends JobProps {
  /** Five fields of cron, such as `0 3 * * *` for three at night. @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
  readonly schedule: string;
  /** A name of the time zone database, such as `Europe/London`. @default Etc/UTC */
  readonly timeZone?: string;
  /** Whether a run may start while the last one goes on. @default - no: it is left out */
  readonly mayOverlap?: boolean;
}

/** The controller appends 11 characters to a CronJob's name. @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const maxNameLength = 52;
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** The fields of a schedule: least and greatest number, and words. @see https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format */
const cronFields: readonly { readonly least: number; readonly greatest: number; readonly words?: readonly string[] }[] =
  [
    { least: 0, greatest: 59 },
    { least: 0, greatest: 23 },
    { least: 1, greatest: 31 },
    { least: 1, greatest: 12, words: months },
    { least: 0, greatest: 6, words: days },
  ];

function isCronField(text: string, { least, greatest, words = [] }: (typeof cronFields)[number]): boolean {
  const valueOf = (part: string): number => {
    const word = words.indexOf(part.toUpperCase());
    return word >= 0 ? word + least : /^\d+$/.test(part) ? Number(part) : NaN;
  };
  return text.split(',').every((item) => {
    const [, range = ''] = /^([^/]+)(?:\/[1-9]\d*)?$/.exec(item) ?? [];
    if (range === '*') return true;
    const [from = NaN, to = from, ...more] = range.split('-').map(valueOf);
    return from >= least && to >= from && to <= greatest && more.length === 0;
  });
}

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
    const fields = schedule.split(' ');
    if (fields.length !== 5 || !cronFields.every((field, index) => isCronField(fields[index] ?? '', field))) {
      reportFault(this, {
        code: 'ERR_SCHEDULE',
        property: 'schedule',
        got: schedule,
        expected: 'minute, hour, day of month, month and day of week, such as "*/5 * * * *"',
        remedy: 'write all five fields with one space between',
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

/** Names that were looked up; that of the default needs no look at all the zones, which takes longer than a whole system. */
const timeZones = new Map([['Etc/UTC', true]]);

function isTimeZone(name: string): boolean {
  const known = timeZones.get(name) ?? isKnownToIntl(name);
  timeZones.set(name, known);
  return known;
}

/** Intl also knows offsets and any case, which the time zone database does not. */
function isKnownToIntl(name: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
