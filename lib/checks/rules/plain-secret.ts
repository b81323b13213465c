import { builtIn } from '../built-in.ts';
import { itemsOf, listOf, pathTo, scalarText, textOf, textsOf } from '../fields.ts';
import { podKinds, podOf, type Container } from '../pods.ts';
import { problemOf } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';
import { isHarmless, isSecretName, secretIn } from '../secret-words.ts';

const expected = 'nothing secret in a plain place';
const hidden = (what: string): string => `${what} (not shown)`;

/** It goes by names and shapes, so it may miss a secret or take something harmless for one. */
export const plainSecret: Rule = builtIn({
  name: 'plain-secret',
  summary:
    'Passwords, tokens and keys in variables, arguments and ConfigMaps, where everyone who may read the object sees them.',
  kinds: [...podKinds, 'ConfigMap'],
  check(object, _all, report) {
    if (object.manifest.kind === 'ConfigMap') {
      for (const [key, value] of textsOf(object.manifest.data)) {
        const what = secretIn(value) ?? (isSecretName(key) && isValue(key, value) ? 'a literal value' : undefined);
        if (what === undefined) continue;
        report(problemOf(pathTo('data', key), hidden(what), expected, 'put it into a Secret and mount that'));
      }
      return;
    }
    for (const container of podOf(object)?.containers ?? []) checkContainer(container, report);
  },
});

/** A file that is called after a secret, such as `token-rules.yaml`, need not hold one. */
const isValue = (key: string, value: string): boolean =>
  !isHarmless(value) && !value.trim().includes('\n') && !/\.[a-z]+$/i.test(key);

function checkContainer({ fields, path }: Container, report: ReportProblem): void {
  for (const { fields: entry, path: at } of itemsOf(fields.env, `${path}.env`)) {
    const name = textOf(entry.name) ?? '';
    const value = textOf(entry.value) ?? '';
    const what = secretIn(value) ?? (isSecretName(name) && !isHarmless(value) ? 'a literal value' : undefined);
    if (what === undefined) continue;
    report(problemOf(`${at}.value`, hidden(what), expected, `take ${name} from a Secret: valueFrom.secretKeyRef`));
  }
  for (const field of ['command', 'args']) {
    const list = listOf(fields[field]);
    for (const [index, argument] of list.entries()) {
      const what = argumentSecret(scalarText(argument), list[index - 1]);
      if (what === undefined) continue;
      const remedy = 'take it from a variable whose value is that of a Secret: $(NAME)';
      report(problemOf(`${path}.${field}[${index}]`, hidden(what), expected, remedy));
    }
  }
}

/** Finds `--password=hunter2` and `--password hunter2`; a reference to a variable is none. */
function argumentSecret(argument: string, before: unknown): string | undefined {
  const shape = secretIn(argument);
  if (shape !== undefined) return shape;
  const [, flag, value] = /^(--?[A-Za-z][\w.-]*)=(.*)$/s.exec(argument) ?? [];
  if (flag !== undefined && value !== undefined) return isSecretFlag(flag, value) ? 'a literal value' : undefined;
  const isFlag = typeof before === 'string' && /^--?[A-Za-z][\w.-]*$/.test(before) && !argument.startsWith('-');
  return isFlag && isSecretFlag(before, argument) ? 'a literal value' : undefined;
}

const isSecretFlag = (flag: string, value: string): boolean =>
  isSecretName(flag) && !isHarmless(value) && !/\$[({]?\w/.test(value);
