import { apiGroupOf } from '../api-group.ts';
import { autoscalerKinds, autoscalersLike, targetOf } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf } from '../fields.ts';
import { findObject, namespaceOf, refer } from '../identity.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Targets may be of any kind, also of other projects. */
export const scaleTarget: Rule = builtIn({
  name: 'scale-target',
  summary: 'Autoscalers of what does not exist in their namespace, or of what another autoscaler scales already.',
  kinds: autoscalerKinds,
  check(object, all, report) {
    const target = targetOf(object);
    if (target === undefined) return;
    const path = 'spec.scaleTargetRef';
    const found = findObject(all, target.kind, namespaceOf(object), target.name);
    if (found === undefined) {
      const expected = `a ${target.kind} of the same namespace`;
      report(problem(`${path}.name`, target.name, expected, 'add it or correct kind and name'));
      return;
    }
    const { apiVersion } = fieldsOf(found.manifest);
    if (target.group !== undefined && target.group !== apiGroupOf(apiVersion)) {
      const got = fieldsOf(fieldsOf(object.manifest.spec).scaleTargetRef).apiVersion;
      report(problem(`${path}.apiVersion`, got, `${JSON.stringify(apiVersion)}, as ${refer(found)} has`, 'correct it'));
    }
    const [first] = autoscalersLike(object, all);
    if (first === undefined || first === object) return;
    const expected = `a target that ${refer(first)} does not scale, for both would set its replicas`;
    report(problem(`${path}.name`, target.name, expected, 'put the metrics of both into one'));
  },
});
