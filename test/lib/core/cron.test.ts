import { expect, it } from '@jest/globals';
import { scheduleFault } from '../../../lib/core/cron.ts';

it.each([
  '* * * * *',
  '*/15 8-18/2 1,15 jan-jun MON-FRI',
  '5/10 ? * * ?',
  '0 0 29 2 *',
  '0 0 31 2 fri',
  '0 0 31 1,2 *',
  '0 0 29-31 2 *',
  '0 0 31 2-4 *',
  '0 0 31 2/3 *',
  '0 0 31 feb,dec *',
  '0,,30 * * * *',
  '\t0  5\u3000* * * ',
  '*-5 * * * *',
  '*/007 * * * *',
  '*/9223372036854774784 * * * *',
  '@hourly',
  '@every 1h30m',
])('%s is a schedule', (schedule) => {
  expect(scheduleFault(schedule)).toBeUndefined();
});

it.each([
  ['', 'there are 0 fields'],
  ['* * * *', 'there are 4 fields'],
  ['60 * * * *', '60 is no minute'],
  ['* 24 * * *', '24 is no hour'],
  ['* * 0 * *', '0 is no day of month'],
  ['* * * 13 *', '13 is no month'],
  ['* * * * 7', '7 is no day of week'],
  ['* * * * sunday', 'sunday is no day of week'],
  ['-5 * * * *', '-5 is no minute'],
  ['1.5 * * * *', '1.5 is no minute'],
  ['1-2-3 * * * *', '1-2-3 is no minute'],
  ['30-10 * * * *', '30-10 is no range'],
  ['*/0 * * * *', '*/0 is no step'],
  ['*/5/5 * * * *', '*/5/5 is no step'],
  ['+5 * * * *', '+5 is no minute'],
  [', * * * *', ', is no minute'],
  ['* * * * ſun', 'ſun is no day of week'],
  ['5- * * * *', '5- is no range'],
  ['*/9223372036854775808 * * * *', '*/9223372036854775808 is no step'],
  ['0\u{FEFF}5 * * * *', '0\u{FEFF}5 is no minute'],
  ['TZ=Europe/Berlin 0 5 * * *', 'a time zone stands'],
  ['*-TZ * * * *', 'a time zone stands'],
  ['0 0 30 2 *', 'no month has that day'],
  ['0 0 31 4,6 *', 'no month has that day'],
  ['0 0 30-31 feb *', 'no month has that day'],
  ['0 0 31/2 4-11/5 ?', 'no month has that day'],
  ['0 0 31 2 */1', 'no month has that day'],
  ['0 0 30 2 1,*', 'no month has that day'],
  ['@often', '@often is no word that is known'],
  ['@every day', '@every day is no word that is known'],
  ['@every -1h', '@every -1h is no word that is known'],
  ['@hourly ', '@hourly  is no word that is known'],
])('%j is none: %s', (schedule, fault) => {
  expect(scheduleFault(schedule)).toBe(fault);
});

it.each(['0 0 30 2 1', '0 0 30 2 0-6', '0 0 30 2 */2'])(
  '%s comes on days of the week, as it leaves neither field of days open',
  (schedule) => {
    expect(scheduleFault(schedule)).toBeUndefined();
  },
);
