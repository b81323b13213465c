import { valueAt } from './fields.ts';
import { namespaceOf } from './identity.ts';
import { selectedPods, type Pod } from './pods.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';
import { requirementsOf } from './selector.ts';

const known = new WeakMap<ObjectIndex, ReadonlyMap<CheckedObject, readonly CheckedObject[]>>();

/** The pods that a PodDisruptionBudget is for. An empty selector is for all of the namespace, a missing one for none. */
export function budgetedPods(budget: CheckedObject, all: ObjectIndex): readonly Pod[] {
  const selector = valueAt(budget.manifest, 'spec', 'selector') ?? undefined;
  return selector === undefined ? [] : selectedPods(all, namespaceOf(budget), requirementsOf(selector));
}

/** The PodDisruptionBudgets that are for an object's pods, in the order of the objects. */
export function budgetsOf(object: CheckedObject, all: ObjectIndex): readonly CheckedObject[] {
  let budgets = known.get(all);
  if (budgets === undefined) {
    const byObject = new Map<CheckedObject, CheckedObject[]>();
    for (const budget of all.ofKind('PodDisruptionBudget')) {
      for (const pod of budgetedPods(budget, all)) {
        byObject.set(pod.object, [...(byObject.get(pod.object) ?? []), budget]);
      }
    }
    known.set(all, (budgets = byObject));
  }
  return budgets.get(object) ?? [];
}
