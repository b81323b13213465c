import { builtIn } from '../built-in.ts';
import { fieldsOf, integerOf, valueAt } from '../fields.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/**
 * The controller looks every 10 seconds.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
 */
const lookSeconds = 10;

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy */
export const cronConcurrency: Rule = builtIn({
  name: 'cron-concurrency',
  summary: 'CronJobs that do not say what happens when the last run still goes on, or that one run can stop for good.',
  kinds: ['CronJob'],
  check({ manifest }, _all, report) {
    const spec = fieldsOf(manifest.spec);
    const policy = spec.concurrencyPolicy ?? undefined;
    if (policy === undefined) {
      const expected = '"Forbid", "Replace" or "Allow"; without it, runs that take long pile up';
      report(problem('spec.concurrencyPolicy', policy, expected, 'state it'));
    }
    const deadline = integerOf(spec.startingDeadlineSeconds);
    if (deadline !== undefined && deadline < lookSeconds) {
      const expected = `at least ${lookSeconds}, for the controller looks every ${lookSeconds} seconds`;
      report(problem('spec.startingDeadlineSeconds', deadline, expected, 'raise it or leave it out'));
    }
    const limit = valueAt(spec, 'jobTemplate', 'spec', 'activeDeadlineSeconds') ?? undefined;
    if (policy !== 'Forbid' || limit !== undefined) return;
    const expected = 'the seconds a run may take, for one that hangs keeps all later ones from starting';
    report(problem('spec.jobTemplate.spec.activeDeadlineSeconds', limit, expected, 'state it'));
  },
});
