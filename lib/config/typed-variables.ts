import type { Duration, Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { VariableSpec, VariableTable } from '../contract/variables.ts';
import { reportFault } from '../core/faults.ts';
import { isPortNumber } from '../wiring/external.ts';
import type { DialledHost, DialledPort, DialledText, DialledUrl, PublicUrl } from '../wiring/address.ts';
import { ConfigKey } from './config-files.ts';
import { SecretKey } from './secrets.ts';
import { bytes, json, list, milliseconds, seconds, type PodField, type Variable, type Variables } from './variables.ts';

interface ValueTypes<Spec extends VariableSpec> {
  text: Spec extends { readonly oneOf: readonly (infer Word)[] } ? Word : string | PodField | DialledText | DialledUrl;
  integer: number;
  port: number | DialledPort;
  path: string;
  host: DialledHost;
  url: DialledUrl;
  'public-url': PublicUrl;
  boolean: boolean;
  seconds: Duration;
  milliseconds: Duration;
  bytes: Size;
  list: readonly string[];
  json: unknown;
}

/** The type of a variable's value: a Secret's key where the program holds it secret, else what its type says, or a Secret's or ConfigMap's key. */
export type VariableValue<Spec extends VariableSpec> = Spec extends { readonly secret: true }
  ? SecretKey
  : ValueTypes<Spec>[Spec['type']] | SecretKey | ConfigKey;

type RequiredNames<Table extends VariableTable> = {
  [Name in keyof Table]: Table[Name] extends { readonly required: true } ? Name : never;
}[keyof Table];

/** The variables of a program as its table describes them; those without which it does not start must be given. */
export type VariableValues<Table extends VariableTable> = {
  readonly [Name in RequiredNames<Table>]: VariableValue<Table[Name]>;
} & { readonly [Name in Exclude<keyof Table, RequiredNames<Table>>]?: VariableValue<Table[Name]> | undefined };

/**
 * Variables in the form in which the program parses them. What the types cannot say is checked: ranges, whole numbers, empty words, and values that
 * came past the compiler.
 *
 * @param scope whose faults the faults of the values are
 */
export function typedVariables<Table extends VariableTable>(
  scope: IConstruct,
  table: Table,
  values: VariableValues<Table>,
): Variables {
  const given = new Map<string, unknown>(Object.entries(values).filter(([, value]) => value !== undefined));
  for (const name of given.keys()) if (!Object.hasOwn(table, name)) reportUnknown(scope, table, name);
  const rendered: Record<string, Variable> = {};
  for (const [name, spec] of Object.entries(table)) {
    const value = given.get(name);
    if (value !== undefined) rendered[name] = render(scope, name, spec, value);
    else if (spec.required) reportMissing(scope, name, spec);
  }
  return rendered;
}

const printers: Partial<Record<VariableSpec['type'], (value: never, spec: VariableSpec) => string>> = {
  boolean: (value: boolean, { words = { true: 'true', false: 'false' } }) => (value ? words.true : words.false),
  seconds: (value: Duration) => seconds(value),
  milliseconds: (value: Duration) => milliseconds(value),
  bytes: (value: Size) => bytes(value),
  list: (value: readonly string[], { separator = ',' }) => list(value, separator),
  json: (value: unknown) => json(value),
};

function render(scope: IConstruct, name: string, spec: VariableSpec, value: unknown): Variable {
  if (value instanceof SecretKey || (value instanceof ConfigKey && !spec.secret)) return value;
  const print = printers[spec.type];
  const variable = (print && !spec.secret ? print(value as never, spec) : value) as Variable;
  const expected = refusal(spec, value, variable);
  if (expected !== undefined) {
    reportFault(scope, {
      code: 'ERR_VARIABLE_VALUE',
      property: `variables.${name}`,
      ...(spec.secret ? {} : { got: value }),
      expected: `${expected} (${spec.meaning})`,
      remedy: 'correct the value',
    });
  }
  return variable;
}

/** What a value should have been; undefined where it is right. */
function refusal(spec: VariableSpec, value: unknown, variable: Variable): string | undefined {
  if (spec.secret) return 'a key of a Secret';
  if (spec.oneOf && !spec.oneOf.includes(String(value)))
    return `one of ${spec.oneOf.map((word) => `"${word}"`).join(', ')}`;
  if (spec.type === 'path' && !String(value).startsWith('/')) return 'an absolute path, such as "/data"';
  if (spec.type === 'port' && typeof value === 'number' && !isPortNumber(value)) return 'a port, 1 to 65535';
  if (spec.type === 'list' && (value as string[]).some((word) => word.includes(spec.separator ?? ','))) {
    return `words without the separator "${spec.separator ?? ','}"`;
  }
  if (!['integer', 'seconds', 'milliseconds', 'bytes'].includes(spec.type)) return undefined;
  const number = Number(variable);
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = spec;
  return Number.isInteger(number) && number >= minimum && number <= maximum
    ? undefined
    : `a whole number from ${minimum} to ${maximum}`;
}

function reportMissing(scope: IConstruct, name: string, spec: VariableSpec): void {
  reportFault(scope, {
    code: 'ERR_VARIABLE_MISSING',
    property: `variables.${name}`,
    expected: `a ${spec.secret ? 'key of a Secret' : spec.type}: ${spec.meaning}`,
    remedy: 'give it; the program does not start without',
  });
}

function reportUnknown(scope: IConstruct, table: VariableTable, name: string): void {
  reportFault(scope, {
    code: 'ERR_VARIABLE_NAME',
    property: `variables.${name}`,
    got: name,
    expected: `a variable the program reads: ${Object.keys(table).sort().join(', ')}`,
    remedy: 'correct the name',
  });
}
