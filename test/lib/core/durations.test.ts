import { expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { checkSeconds } from '../../../lib/core/durations.ts';
import { chart, faults } from '../../support/build.ts';

function refusals(time: Duration): string[] {
  const scope = chart();
  expect(checkSeconds(scope, 'shutdown', time)).toBe(faults(scope).length === 0);
  return faults(scope);
}

test.each([Duration.seconds(0), Duration.seconds(90), Duration.minutes(1.5), Duration.millis(2000)])(
  'a time may be %p',
  (time) => {
    expect(refusals(time)).toEqual([]);
  },
);

test.each<[string, unknown, string]>([
  ['no whole number of seconds', Duration.millis(1500), '"1 second 500 millis"'],
  ['a bare number, whose unit nobody knows', 30, '30'],
  ['missing', undefined, 'nothing'],
])('fails when a time is %s', (_what, time, got) => {
  expect(refusals(time as Duration)).toEqual([
    `test/shop/web: shutdown: got ${got}; expected a Duration of whole seconds, such as Duration.seconds(30); ` +
      'round it, or state its unit [ERR_DURATION]',
  ]);
});
