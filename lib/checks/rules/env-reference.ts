import { builtIn } from '../built-in.ts';
import { itemsOf, textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** `$(NAME)`, but not `$$(NAME)`, which stands for the text itself. */
const reference = /(\$+)\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)/g;

/**
 * Names that are not set at all are left alone: they may be meant for a shell.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export const envReference: Rule = builtIn({
  name: 'env-reference',
  summary: 'A value that names a variable which is set only further down: it stays the text `$(NAME)`.',
  kinds: podKinds,
  check(object, _all, report) {
    for (const container of podOf(object)?.containers ?? []) {
      const entries = itemsOf(container.fields.env, `${container.path}.env`);
      const places = new Map(entries.map(({ fields }, index) => [textOf(fields.name), index] as const).toReversed());
      for (const [index, { fields, path }] of entries.entries()) {
        for (const [, dollars = '', name = ''] of (textOf(fields.value) ?? '').matchAll(reference)) {
          const place = places.get(name);
          const isText = dollars.length % 2 === 0;
          if (isText || place === undefined || place < index) continue;
          const expected = place === index ? 'no reference to itself' : 'a variable that stands further up';
          const remedy = place === index ? 'write the value out' : `put ${name} before ${textOf(fields.name) ?? 'it'}`;
          report(problem(`${path}.value`, `$(${name})`, expected, remedy));
        }
      }
    }
  },
});
