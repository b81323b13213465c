import { scheduleFault } from '../../core/cron.ts';
import { isTimeZone } from '../../core/time-zone.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { problem, problemOf } from '../problem.ts';
import type { Problem, Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
export const cronSchedule: Rule = builtIn({
  name: 'cron-schedule',
  summary: 'Schedules and time zones of CronJobs that are not legal, or that never come.',
  kinds: ['CronJob'],
  check({ manifest }, _all, report) {
    const { schedule, timeZone } = fieldsOf(manifest.spec);
    const fault = typeof schedule === 'string' ? scheduleProblem(schedule) : undefined;
    if (fault !== undefined) report(fault);
    if (typeof timeZone !== 'string' || isTimeZone(timeZone)) return;
    const expected = 'a name of the time zone database, such as "Etc/UTC" or "Europe/Berlin"';
    report(problem('spec.timeZone', timeZone, expected, 'correct it or leave it out'));
  },
});

function scheduleProblem(schedule: string): Problem | undefined {
  if (schedule.includes('TZ')) {
    const expected = 'a schedule without time zone, such as "30 5 * * *"';
    return problem('spec.schedule', schedule, expected, 'state the zone in spec.timeZone');
  }
  const fault = scheduleFault(schedule);
  if (fault === undefined) return undefined;
  const expected = 'minute, hour, day of month, month and day of week, such as "30 5 * * 1-5"';
  return problemOf('spec.schedule', `${JSON.stringify(schedule)}, in which ${fault}`, expected, 'correct it');
}
