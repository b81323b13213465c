import { builtIn } from '../built-in.ts';
import { integerOf, listOf, scalarText, valueAt } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** The default of terminationGracePeriodSeconds. */
const defaultGraceSeconds = 30;

/** Only hooks that wait are timed: `sleep`, and a command that runs `sleep`. */
export const termination: Rule = builtIn({
  name: 'termination',
  summary:
    'Pods that are killed before their program was told to stop: the preStop hook waits as long as the grace period.',
  kinds: podKinds,
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const grace = integerOf(pod.spec.terminationGracePeriodSeconds) ?? defaultGraceSeconds;
    const gracePath = `${pod.path}.terminationGracePeriodSeconds`;
    if (grace <= 0) {
      report(problem(gracePath, grace, 'time in which the program can end, such as 30', 'state it or leave it out'));
      return;
    }
    for (const { fields, path } of pod.containers) {
      const preStop = valueAt(fields, 'lifecycle', 'preStop');
      const [seconds, at] = sleepOf(preStop);
      if (seconds === undefined || seconds < grace) continue;
      const expected = `less than the grace period of ${grace} seconds, in which the hook is counted`;
      report(problem(`${path}.lifecycle.preStop.${at}`, seconds, expected, `raise ${gracePath} or wait less`));
    }
  },
});

/** How long a hook only waits, whether it says so or runs `sleep`. */
function sleepOf(preStop: unknown): readonly [number | undefined, string] {
  const seconds = integerOf(valueAt(preStop, 'sleep', 'seconds'));
  if (seconds !== undefined) return [seconds, 'sleep.seconds'];
  const command = listOf(valueAt(preStop, 'exec', 'command'))
    .map(scalarText)
    .join(' ');
  const match = /(?:^|[\s/;&])sleep\s+(\d+)(m?)(?:$|[\s;&])/.exec(command);
  return [match ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : undefined, 'exec.command'];
}
