import { isDnsName, isLabelValue } from '../../core/names.ts';
import { fieldsOf, pathTo, valueAt } from '../fields.ts';
import { podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

const keyShape = 'an optional DNS name and "/", then at most 63 letters, digits, ".", "_" and "-"';
const valueShape = 'at most 63 letters, digits, ".", "_" and "-" that begin and end with a letter or digit';

/** Whether a text can be the key of a label or, apart from case, of an annotation: `app.kubernetes.io/name`, `app`. */
export function isQualifiedName(key: string): boolean {
  const isKnown = legalKeys.has(key);
  if (!isKnown && isLegalKey(key)) legalKeys.add(key);
  return isKnown || legalKeys.has(key);
}

/** Keys that were found legal: objects of one fleet have the same ones. */
const legalKeys = new Set<string>();

function isLegalKey(key: string): boolean {
  const [first = '', second, ...rest] = key.split('/');
  if (second === undefined) return first !== '' && isLabelValue(first);
  return rest.length === 0 && isDnsName(first) && second !== '' && isLabelValue(second);
}

function checkLabels(value: unknown, path: string, report: ReportProblem): void {
  const labels = fieldsOf(value);
  for (const key of Object.keys(labels)) {
    const text = labels[key];
    if (!isQualifiedName(key)) report(problem(path, key, `a label's key: ${keyShape}`, 'rename the label'));
    // what is no text is a matter of the schema
    if (typeof text !== 'string' || isLabelValue(text)) continue;
    const remedy = 'shorten it or put it into an annotation';
    report(problem(pathTo(path, key), text, `a label's value: ${valueShape}`, remedy));
  }
}

/** Where objects have labels besides their own: in the pods and Jobs they make, and in what they select by. */
const places: ReadonlyMap<string, readonly string[]> = new Map([
  ['CronJob', ['spec', 'jobTemplate', 'metadata', 'labels']],
  ['NetworkPolicy', ['spec', 'podSelector', 'matchLabels']],
  ['Service', ['spec', 'selector']],
]);
const selector = ['spec', 'selector', 'matchLabels'];

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const label: Rule = {
  name: 'label',
  summary: 'Keys and values of labels, and of selectors, that the API server refuses.',
  check(object, _all, report) {
    const { manifest } = object;
    const pod = podOf(object);
    const own = places.get(manifest.kind) ?? selector;
    checkLabels(valueAt(manifest, 'metadata', 'labels'), 'metadata.labels', report);
    if (pod !== undefined && pod.templatePath !== '') {
      checkLabels(pod.labels, `${pod.templatePath}.metadata.labels`, report);
    }
    checkLabels(valueAt(manifest, ...own), own.join('.'), report);
  },
};
