import type { Variable, Variables } from '../../../config/variables.ts';
import type { Fault } from '../../../core/errors.ts';
import type { Mode } from './mode.ts';
import { textOf } from './needs.ts';
import type { CatalogueTable, CatalogueVariable } from './variable.ts';

/** Modes in which a placeholder of the source will do. */
const forTrying: readonly Mode[] = ['development', 'test'];

const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const ipv4 = '[0-9]{1,3}(\\.[0-9]{1,3}){3}';
// the last label may not be all digits
const host = `(${label}\\.)*(?![0-9]+(?:[:/?#]|$))${label}`;
const strictUrl = new RegExp(`^https?://(${ipv4}|${host})(:[1-9][0-9]{0,4})?([/?#][^\\s<>]*)?$`, 'i');
const longestUrl = 2082;

/** Whether convict takes a text for a URL: underscores, blanks and very long ones it does not. @see npm validator isURL, as convict-format-with-validator calls it */
const isStrictUrl = (text: string): boolean => text.length <= longestUrl && strictUrl.test(text) && URL.canParse(text);

/** What a program would refuse, or take in another way than it is meant, although it is of the type of its variable. */
export function valueFaults(table: CatalogueTable, mode: Mode, given: Variables): Fault[] {
  return Object.entries(given).flatMap(([name, variable]) => {
    const spec = table[name];
    const fault = spec && valueFault(spec, mode, variable);
    return fault ? [{ ...fault, property: `variables.${name}` }] : [];
  });
}

type Refusal = Omit<Fault, 'property'>;

function valueFault(spec: CatalogueVariable, mode: Mode, variable: Variable): Refusal | undefined {
  const text = textOf(variable);
  const refusal = (expected: string, remedy: string): Refusal => ({
    code: 'ERR_VARIABLE_VALUE',
    got: text ?? 'a reference',
    expected: `${expected}: ${spec.meaning}`,
    remedy,
  });
  if (spec.onlyIn !== undefined && !spec.onlyIn.includes(mode))
    return refusal(`nothing, unless the mode is ${spec.onlyIn.join(' or ')}`, 'leave it out');
  if (text === undefined || spec.or?.includes(text)) return undefined;
  if (text === '') return refusal('a value', 'leave it out: a variable that is empty counts as set');
  if (spec.strictUrl && !isStrictUrl(text))
    return refusal('a URL of http or https whose host has letters, digits and dashes only', 'correct the value');
  if (spec.plainKeys && hasOddKey(JSON.parse(text)))
    return refusal('JSON whose keys have no dots and are not empty', 'rename the keys');
  if (spec.placeholder && text === spec.default && !forTrying.includes(mode))
    return refusal('another value than the placeholder in the source of the program', 'give the real value');
  return undefined;
}

/** Whether a key of an object is empty or has a dot, at any depth; convict does not look into arrays. */
function hasOddKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).some(([key, entry]) => key === '' || key.includes('.') || hasOddKey(entry));
}
