import { reportFault } from '../../core/faults.ts';
import type { SharedValue } from './catalogue/data.ts';
import { sharedValues } from './catalogue/generated/shared-values.ts';
import { textOf } from './catalogue/needs.ts';
import type { Fleet } from './parts.ts';
import type { FxaServer } from './settings.ts';

/** Whether two values fit, by a rule that is about two. */
type Fits = (first: string, second: string, path: string) => boolean;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
const origin = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

const fits: Readonly<Record<SharedValue['rule'], Fits>> = {
  equal: (first, second) => first === second,
  entry: (first, second) => second.split(',').includes(first),
  authority: (first, second) => URL.canParse(second) && new URL(second).host === first,
  'same-address': (first, second) =>
    withoutSlash(first) === withoutSlash(second) || first.startsWith(`${withoutSlash(second)}/`),
  'same-origin': (first, second) => origin(first) === origin(second),
  matches: (first, second) => new RegExp(second).test(first.replace('{id}', '0'.repeat(32))),
  below: (first, second, path) => first === `${withoutSlash(second)}${path}`,
  // what one publishes and the other signs with is in no variable's text
  published: () => true,
};

/** Records a fault for each two values that have to fit and do not. They fit by construction, unless the environment gives one of them. */
export function checkSharedValues(fleet: Fleet): void {
  for (const { rule, values, path = '', meaning } of sharedValues as readonly SharedValue[]) {
    const [first, ...others] = values.flatMap((value) => {
      const text = given(fleet, value);
      return text === undefined ? [] : [{ value, text }];
    });
    if (first === undefined) continue;
    for (const other of others) {
      if (fits[rule](first.text, other.text, path)) continue;
      reportFault(fleet.app, {
        code: 'ERR_VARIABLE_VALUE',
        property: `${other.value} and ${first.value}`,
        got: [other.text, first.text],
        expected: meaning === undefined ? 'equal values' : `values that fit: of ${values.join(' and ')}, ${meaning}`,
        remedy: 'correct one of them, or leave both to the addresses of the environment',
      });
    }
  }
}

/** The text of a value, such as `fxa-auth-server/ISSUER`, that a server is given; undefined where only the cluster knows it, or the server does not run. */
function given({ parts }: Fleet, value: string): string | undefined {
  const [server = '', name = ''] = value.split('/');
  const variable = parts[server as FxaServer]?.variables[name];
  return variable === undefined ? undefined : textOf(variable);
}
