import { builtIn } from '../built-in.ts';
import { valueAt } from '../fields.ts';
import { isWindows } from '../pod-security.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Ephemeral containers are there for debugging and may write. */
export const readOnlyRoot: Rule = builtIn({
  name: 'read-only-root',
  summary: 'Containers that may write to the files of their image: an intruder could change the program.',
  kinds: podKinds,
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined || isWindows(pod)) return;
    for (const { fields, path, role } of pod.containers) {
      const value = valueAt(fields, 'securityContext', 'readOnlyRootFilesystem');
      if (value === true || role === 'ephemeral') continue;
      const remedy = 'state it, and mount an emptyDir where the program writes, such as /tmp';
      report(problem(`${path}.securityContext.readOnlyRootFilesystem`, value, 'true', remedy));
    }
  },
});
