import { builtIn } from '../built-in.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

const ofJobs: readonly unknown[] = ['Never', 'OnFailure'];

/** A bare Pod may have any. */
export const restartPolicy: Rule = builtIn({
  name: 'restart-policy',
  summary: 'Jobs that would restart for ever, and other workloads that would not restart: the API server refuses both.',
  kinds: podKinds.filter((kind) => kind !== 'Pod'),
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const policy = pod.spec.restartPolicy ?? undefined;
    const isJob = pod.kind === 'Job' || pod.kind === 'CronJob';
    if (isJob ? ofJobs.includes(policy) : policy === undefined || policy === 'Always') return;
    const expected = isJob ? '"Never" or "OnFailure"' : '"Always", or none';
    report(problem(`${pod.path}.restartPolicy`, policy, expected, isJob ? 'state Never' : 'leave it out'));
  },
});
