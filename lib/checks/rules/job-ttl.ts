import { builtIn } from '../built-in.ts';
import { valueAt } from '../fields.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A CronJob's Jobs are removed by its history limits. */
export const jobTtl: Rule = builtIn({
  name: 'job-ttl',
  summary:
    'Jobs that stay for ever once they are done: their name is taken, and the next apply changes nothing or fails.',
  kinds: ['Job'],
  check({ manifest }, _all, report) {
    if ((valueAt(manifest, 'spec', 'ttlSecondsAfterFinished') ?? undefined) !== undefined) return;
    const expected = 'the seconds after which it is removed, such as 86400';
    report(problem('spec.ttlSecondsAfterFinished', undefined, expected, 'state it'));
  },
});
