import { fieldsOf, textsOf, valueAt } from '../fields.ts';
import { podOf } from '../pods.ts';
import { problem, problemOf } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';
import { isQualifiedName } from './label.ts';

/** @see kubernetes/kubernetes staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go, TotalAnnotationSizeLimitB */
const limitBytes = 256 * 1024;

function checkAnnotations(annotations: unknown, path: string, report: ReportProblem): void {
  for (const key of Object.keys(fieldsOf(annotations))) {
    if (isQualifiedName(key.toLowerCase())) continue;
    const expected =
      'an annotation\'s key: an optional DNS name and "/", then at most 63 letters, digits, ".", "_" and "-"';
    report(problem(path, key, expected, 'rename the annotation'));
  }
  let bytes = 0;
  for (const [key, value] of textsOf(annotations)) bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  if (bytes <= limitBytes) return;
  report(problemOf(path, `${bytes} bytes`, `at most ${limitBytes} bytes in all`, 'put large values into a ConfigMap'));
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set */
export const annotation: Rule = {
  name: 'annotation',
  summary: 'Keys of annotations that the API server refuses, and annotations of more than 256 KiB in all.',
  check(object, _all, report) {
    checkAnnotations(valueAt(object.manifest, 'metadata', 'annotations'), 'metadata.annotations', report);
    const pod = podOf(object);
    if (pod === undefined || pod.templatePath === '') return;
    checkAnnotations(pod.annotations, `${pod.templatePath}.metadata.annotations`, report);
  },
};
