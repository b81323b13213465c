import { targetOf } from '../autoscalers.ts';
import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, listOf, pathTo, scalarText, textOf, textsOf } from '../fields.ts';
import { findObject, namespaceOf } from '../identity.ts';
import { podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from '../rule.ts';

/** @see https://keda.sh/docs/latest/reference/scaledobject-spec/ and https://keda.sh/docs/latest/concepts/authentication/ */
export const scalerTrigger: Rule = builtIn({
  name: 'scaler-trigger',
  summary: 'Triggers of ScaledObjects whose TriggerAuthentication or environment variable does not exist.',
  kinds: ['ScaledObject'],
  check(object, all, report) {
    const { triggers } = fieldsOf(object.manifest.spec);
    const variables = targetVariables(object, all);
    for (const { fields, path } of itemsOf(triggers, 'spec.triggers')) {
      checkAuthentication(object, all, fields.authenticationRef, `${path}.authenticationRef`, report);
      if (variables === 'unknown') continue;
      for (const [key, name] of textsOf(fields.metadata)) {
        if (!key.endsWith('FromEnv') || name === '' || variables.has(name)) continue;
        const expected = 'an environment variable of the container it scales';
        report(problem(pathTo(`${path}.metadata`, key), name, expected, 'set the variable there or correct the name'));
      }
    }
  },
});

function checkAuthentication(
  object: CheckedObject,
  all: ObjectIndex,
  value: unknown,
  path: string,
  report: ReportProblem,
): void {
  const { name, kind = 'TriggerAuthentication' } = fieldsOf(value);
  const wanted = textOf(name);
  // a ClusterTriggerAuthentication is the cluster's and is taken to exist
  if (wanted === undefined || kind !== 'TriggerAuthentication') return;
  if (findObject(all, 'TriggerAuthentication', namespaceOf(object), wanted) !== undefined) return;
  const expected = 'a TriggerAuthentication of the same namespace';
  report(problem(`${path}.name`, wanted, expected, 'add it or correct the name'));
}

/** The variables of the container whose values KEDA reads: the named one, else the first. */
function targetVariables(object: CheckedObject, all: ObjectIndex): ReadonlySet<string> | 'unknown' {
  const target = targetOf(object);
  const found = target && findObject(all, target.kind, namespaceOf(object), target.name);
  const containers = (found && podOf(found)?.containers.filter(({ role }) => role === 'main')) ?? [];
  const { envSourceContainerName } = fieldsOf(fieldsOf(object.manifest.spec).scaleTargetRef);
  const source = textOf(envSourceContainerName);
  const container = source === undefined ? containers[0] : containers.find(({ name }) => name === source);
  if (container === undefined || listOf(container.fields.envFrom).length > 0) return 'unknown';
  return new Set(itemsOf(container.fields.env, '').map(({ fields }) => scalarText(fields.name)));
}
