import { builtIn } from '../built-in.ts';
import { scheduleFault } from '../cron.ts';
import { fieldsOf, textOf } from '../fields.ts';
import { problem, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Time zones are those that Node knows. @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones */
export const cronSchedule: Rule = builtIn({
  name: 'cron-schedule',
  summary: 'Schedules and time zones of CronJobs that are not legal, or that never come.',
  kinds: ['CronJob'],
  *check({ manifest }) {
    const spec = fieldsOf(manifest.spec);
    const schedule = textOf(spec.schedule);
    if (schedule?.includes('TZ') === true) {
      const expected = 'a schedule without time zone, such as "30 5 * * *"';
      yield problem('spec.schedule', schedule, expected, 'state the zone in spec.timeZone');
    } else {
      const fault = schedule === undefined ? undefined : scheduleFault(schedule);
      const expected = 'minute, hour, day of month, month and day of week, such as "30 5 * * 1-5"';
      const got = `${JSON.stringify(schedule)}, in which ${fault}`;
      if (fault !== undefined) yield problemOf('spec.schedule', got, expected, 'correct it');
    }
    const zone = spec.timeZone ?? undefined;
    if (typeof zone !== 'string' || isTimeZone(zone)) return;
    const expected = 'a name of the time zone database, such as "Etc/UTC" or "Europe/Berlin"';
    yield problem('spec.timeZone', zone, expected, 'correct it or leave it out');
  },
});

const knownZones = new Map<string, boolean>();

function isTimeZone(zone: string): boolean {
  const isKnown = knownZones.get(zone) ?? existsZone(zone);
  knownZones.set(zone, isKnown);
  return isKnown;
}

function existsZone(zone: string): boolean {
  // Node also takes +01:00, the API server does not
  if (!/^[A-Za-z]/.test(zone) || zone.toLowerCase() === 'local') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
