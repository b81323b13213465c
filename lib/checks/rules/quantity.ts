import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, pathTo, valueAt } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import { quantityNumber } from '../quantity.ts';
import type { ReportProblem, Rule } from '../rule.ts';

const claimKinds = ['PersistentVolumeClaim', 'PersistentVolume', 'StatefulSet'];

/**
 * What is no quantity at all is a matter of the schema.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export const quantity: Rule = builtIn({
  name: 'quantity',
  summary:
    'Amounts of CPU, memory and storage that are not positive or too small to be meant, and limits below their requests.',
  kinds: [...podKinds, ...claimKinds.filter((kind) => !podKinds.includes(kind))],
  check(object, _all, report) {
    const { manifest } = object;
    const pod = podOf(object);
    if (pod !== undefined) {
      checkResources(pod.spec.resources, `${pod.path}.resources`, report);
      for (const { fields, path } of pod.containers) checkResources(fields.resources, `${path}.resources`, report);
      for (const { fields, path } of itemsOf(pod.spec.volumes, `${pod.path}.volumes`)) {
        const sizeLimit = valueAt(fields.emptyDir, 'sizeLimit');
        if (sizeLimit !== undefined) checkAmount('memory', sizeLimit, `${path}.emptyDir.sizeLimit`, report);
      }
    }
    if (manifest.kind === 'PersistentVolumeClaim') {
      checkResources(valueAt(manifest, 'spec', 'resources'), 'spec.resources', report);
    }
    if (manifest.kind === 'PersistentVolume') {
      checkAmounts(valueAt(manifest, 'spec', 'capacity'), 'spec.capacity', report);
    }
    const templates = manifest.kind === 'StatefulSet' ? valueAt(manifest, 'spec', 'volumeClaimTemplates') : undefined;
    for (const { fields, path } of itemsOf(templates, 'spec.volumeClaimTemplates')) {
      checkResources(valueAt(fields, 'spec', 'resources'), `${path}.spec.resources`, report);
    }
  },
});

function checkResources(resources: unknown, path: string, report: ReportProblem): void {
  const requests = fieldsOf(valueAt(resources, 'requests'));
  const limits = fieldsOf(valueAt(resources, 'limits'));
  checkAmounts(requests, `${path}.requests`, report);
  checkAmounts(limits, `${path}.limits`, report);
  for (const [name, limit] of Object.entries(limits)) {
    const most = quantityNumber(limit);
    const least = quantityNumber(Object.hasOwn(requests, name) ? requests[name] : undefined);
    if (most === undefined || least === undefined || most >= least) continue;
    const expected = `at least what is requested, ${JSON.stringify(requests[name])}`;
    report(problem(pathTo(`${path}.limits`, name), limit, expected, 'raise the limit or lower the request'));
  }
}

function checkAmounts(amounts: unknown, path: string, report: ReportProblem): void {
  for (const [name, amount] of Object.entries(fieldsOf(amounts))) {
    // the schema reports what is neither text nor number
    if (typeof amount === 'string' || typeof amount === 'number') checkAmount(name, amount, pathTo(path, name), report);
  }
}

function checkAmount(name: string, amount: unknown, path: string, report: ReportProblem): void {
  const number = quantityNumber(amount);
  // what is no quantity is a matter of the schema
  if (number === undefined) return;
  if (number <= 0) {
    const expected = name === 'cpu' ? 'a positive amount, such as "250m"' : 'a positive amount, such as "256Mi"';
    report(problem(path, amount, expected, 'state what is needed'));
  } else if (name !== 'cpu' && !Number.isInteger(number)) {
    // 128m of memory is an eighth of a byte
    report(problem(path, amount, 'whole bytes, such as "128Mi"; "m" stands for thousandths', 'write Mi for mebibytes'));
  } else if (name === 'cpu' && number < 0.001) {
    report(problem(path, amount, 'at least "1m", a thousandth of a core', 'state a larger amount'));
  }
}
