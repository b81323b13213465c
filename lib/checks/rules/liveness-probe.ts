import { probeReasonAnnotations } from '../../contract/annotations.ts';
import { isDeepStrictEqual } from 'node:util';
import { builtIn } from '../built-in.ts';
import { fieldsOf, textOf, valueAt } from '../fields.ts';
import { isServing, podOf, servingKinds } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** By this annotation an object says why its pods have no liveness probe, or why it may ask the same as readiness. */
const reason = probeReasonAnnotations.liveness;

/** What can ask more than whether the program runs; a TCP connection cannot. */
const telling = ['exec', 'grpc', 'httpGet'];

/** A connection (tcpSocket) may ask the same as readiness: it depends on nobody else. Jobs and sidecars need no probe. */
export const livenessProbe: Rule = builtIn({
  name: 'liveness-probe',
  summary:
    'Containers without liveness probe, or whose liveness asks what readiness asks: all restart when what they depend on fails.',
  kinds: [...servingKinds, 'Pod'],
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined || !isServing(pod)) return;
    if (textOf(valueAt(object.manifest, 'metadata', 'annotations', reason)) !== undefined) return;
    for (const { fields, path, role } of pod.containers) {
      if (role !== 'main') continue;
      const liveness = fields.livenessProbe ?? undefined;
      if (liveness === undefined) {
        const remedy = `add one that fails only when a restart can help, or say why not: annotation ${reason}`;
        report(problem(`${path}.livenessProbe`, undefined, 'a probe', remedy));
        continue;
      }
      const action = telling.find((name) => fieldsOf(liveness)[name] !== undefined);
      if (action === undefined) continue;
      if (!isDeepStrictEqual(valueAt(liveness, action), valueAt(fields.readinessProbe, action))) continue;
      const remedy = `ask nothing that depends on others, or say why it may: annotation ${reason}`;
      report(problemOf(`${path}.livenessProbe.${action}`, 'what readinessProbe asks', 'a question of its own', remedy));
    }
  },
});
