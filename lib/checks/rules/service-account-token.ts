import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, textOf } from '../fields.ts';
import { findObject, namespaceOf } from '../identity.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { ObjectIndex, Rule } from '../rule.ts';

/** A token opens the API server to who gets into the pod. A binding among the objects says that the pod needs it. */
export const serviceAccountToken: Rule = builtIn({
  name: 'service-account-token',
  summary: "Pods that are given their ServiceAccount's token although no RoleBinding gives that account any right.",
  kinds: podKinds,
  check(object, all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const name = textOf(pod.spec.serviceAccountName) ?? textOf(pod.spec.serviceAccount) ?? 'default';
    const account = findObject(all, 'ServiceAccount', pod.namespace, name);
    const ofPod = pod.spec.automountServiceAccountToken;
    const isMounted = ofPod ?? fieldsOf(account?.manifest).automountServiceAccountToken ?? true;
    if (isMounted === false || boundAccounts(all).has(accountKey(pod.namespace, name))) return;
    const expected = `false, for no RoleBinding names ServiceAccount "${name}"`;
    report(
      problem(`${pod.path}.automountServiceAccountToken`, ofPod, expected, 'state it, or bind the account to a Role'),
    );
  },
});

const known = new WeakMap<ObjectIndex, ReadonlySet<string>>();

/** The ServiceAccounts that a binding of the check names. */
function boundAccounts(all: ObjectIndex): ReadonlySet<string> {
  let bound = known.get(all);
  if (bound === undefined) {
    const bindings = ['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) => all.ofKind(kind));
    bound = new Set(
      bindings.flatMap((binding) =>
        itemsOf(fieldsOf(binding.manifest).subjects, '').flatMap(({ fields }) => {
          const name = textOf(fields.name) ?? '';
          if (fields.kind !== 'ServiceAccount') return [];
          const namespace = textOf(fields.namespace);
          // what states no namespace is put into that of the kubectl context, which may be the subject's
          return [accountKey(namespace ?? namespaceOf(binding), name), accountKey(undefined, name)];
        }),
      ),
    );
    known.set(all, bound);
  }
  return bound;
}

const accountKey = (namespace: string | undefined, name: string): string => JSON.stringify([namespace, name]);
