import { builtIn } from '../built-in.ts';
import { textOf } from '../fields.ts';
import { findObject } from '../identity.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ */
export const serviceAccountReference: Rule = builtIn({
  name: 'service-account-reference',
  summary: 'ServiceAccounts that a pod runs as and that are not among the objects: its pods would be refused.',
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const name = textOf(pod.spec.serviceAccountName);
    const former = textOf(pod.spec.serviceAccount);
    if (former !== undefined && former !== name) {
      const expected =
        name === undefined
          ? 'serviceAccountName, which replaced it'
          : `${JSON.stringify(name)}, as serviceAccountName says`;
      report(problem(`${pod.path}.serviceAccount`, former, expected, 'state only serviceAccountName'));
    }
    const account = name ?? former;
    // every namespace has a ServiceAccount of this name
    if (account === undefined || account === 'default') return;
    if (findObject(all, 'ServiceAccount', pod.namespace, account) !== undefined) return;
    const path = `${pod.path}.${name === undefined ? 'serviceAccount' : 'serviceAccountName'}`;
    report(problem(path, account, 'a ServiceAccount of the same namespace', 'add it or correct the name'));
  },
});
