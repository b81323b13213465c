import type { Duration, Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { DurationText, VariableSpec, VariableTable } from '../contract/variables.ts';
import { reportFault } from '../core/faults.ts';
import { DialledAddress } from '../wiring/address.ts';
import type {
  DialledHost,
  DialledPort,
  DialledPublicUrl,
  DialledText,
  DialledUrl,
  PublicAuthority,
  PublicUrl,
} from '../wiring/address.ts';
import { ConfigKey } from './config-files.ts';
import { SecretKey } from './secrets.ts';
import { describeVariables, tableDescriptions } from './variable-descriptions.ts';
import { expectedOf, printVariable } from './variable-printers.ts';
import type { PodField, Variable, Variables } from './variables.ts';

interface ValueTypes<Spec extends VariableSpec> {
  text: Spec extends { readonly oneOf: readonly (infer Word)[] } ? Word : string | PodField | DialledText | DialledUrl;
  integer: number;
  number: number;
  port: number | DialledPort;
  path: string;
  host: DialledHost;
  'host-port': DialledText;
  url: DialledUrl;
  'public-url': PublicUrl;
  'dialled-public-url': DialledPublicUrl;
  'public-authority': PublicAuthority;
  boolean: boolean;
  seconds: Duration;
  milliseconds: Duration;
  duration: Duration | DurationText;
  timestamp: Date;
  bytes: Size;
  list: readonly EntryType<Spec, string>[];
  regexp: RegExp;
  json: Spec extends { readonly json: infer Kind }
    ? Kind extends 'array'
      ? readonly EntryType<Spec, unknown>[]
      : Readonly<Record<string, EntryType<Spec, unknown>>>
    : unknown;
}

type EntryType<Spec extends VariableSpec, Else> = Spec extends { readonly of: 'public-url' } ? PublicUrl : Else;

type OtherWords<Spec extends VariableSpec> = Spec extends { readonly or: readonly (infer Word)[] } ? Word : never;

/** The type of a variable's value: a Secret's key where the program holds it secret, else what its type says, or a Secret's or ConfigMap's key. */
export type VariableValue<Spec extends VariableSpec> = Spec extends { readonly secret: true }
  ? SecretKey
  : ValueTypes<Spec>[Spec['type']] | OtherWords<Spec> | SecretKey | ConfigKey;

type RequiredNames<Table extends VariableTable> = {
  [Name in keyof Table]: Table[Name] extends { readonly required: true } ? Name : never;
}[keyof Table];

// over a parameter that extends keyof Table, a mapped type hands on what the table's properties are documented with
type Required<Table extends VariableTable, Names extends keyof Table> = {
  readonly [Name in Names]: VariableValue<Table[Name]>;
};
type Optional<Table extends VariableTable, Names extends keyof Table> = {
  readonly [Name in Names]?: VariableValue<Table[Name]> | undefined;
};

/** The variables of a program as its table describes them; those without which it does not start must be given. */
export type VariableValues<Table extends VariableTable> = Required<Table, RequiredNames<Table>> &
  Optional<Table, Exclude<keyof Table, RequiredNames<Table>>>;

/**
 * Variables in the form in which the program parses them. What the types cannot say is checked: ranges, whole numbers, empty words, and values that
 * came past the compiler.
 *
 * @param scope whose faults the faults of the values are, and whose programs `berth explain` explains by the table
 */
export function typedVariables<Table extends VariableTable>(
  scope: IConstruct,
  table: Table,
  values: VariableValues<Table>,
): Variables {
  describeVariables(scope, () => tableDescriptions(table));
  const given: Readonly<Record<string, unknown>> = values;
  for (const name of Object.keys(given))
    if (given[name] !== undefined && !Object.hasOwn(table, name)) reportUnknown(scope, table, name);
  const rendered: Record<string, Variable> = {};
  for (const name of Object.keys(table)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const spec = table[name] as VariableSpec;
    if (value !== undefined) rendered[name] = render(scope, name, spec, value);
    else if (spec.required) reportMissing(scope, name, spec);
  }
  return rendered;
}

function render(scope: IConstruct, name: string, spec: VariableSpec, value: unknown): Variable {
  if (value instanceof SecretKey || (value instanceof ConfigKey && !spec.secret)) return value;
  const property = `variables.${name}`;
  if (spec.secret) {
    const got = 'plain text, which is not shown';
    const expected = `a key of a Secret, such as secret.key("password"): ${spec.meaning}`;
    reportFault(scope, {
      code: 'ERR_SECRET_PLAIN',
      property,
      got,
      expected,
      remedy: 'name its source in the environment',
    });
    return '';
  }
  const text = printVariable(spec, value);
  if (text !== undefined) return text;
  const got = value instanceof DialledAddress ? value.value : value;
  const expected = `${expectedOf(spec)}: ${spec.meaning}`;
  reportFault(scope, { code: 'ERR_VARIABLE_VALUE', property, got, expected, remedy: 'correct the value' });
  return '';
}

function reportMissing(scope: IConstruct, name: string, spec: VariableSpec): void {
  reportFault(scope, {
    code: 'ERR_VARIABLE_MISSING',
    property: `variables.${name}`,
    expected: `${spec.secret ? 'a key of a Secret' : expectedOf(spec)}: ${spec.meaning}`,
    remedy: 'give it; the program does not start without',
  });
}

function reportUnknown(scope: IConstruct, table: VariableTable, name: string): void {
  reportFault(scope, {
    code: 'ERR_VARIABLE_NAME',
    property: `variables.${name}`,
    got: name,
    expected: `a variable the program reads${namesLike(name, Object.keys(table))}`,
    remedy: 'correct the name',
  });
}

const fewNames = 20;

/** The names of a table for a message; of a long one those that have a word in common with the one that is meant. */
function namesLike(name: string, names: readonly string[]): string {
  const words = new Set(name.toUpperCase().split('_'));
  const alike = names.filter((other) => other.split('_').some((word) => words.has(word)));
  const shown = (names.length > fewNames ? alike.slice(0, fewNames) : names).toSorted().join(', ');
  return `${names.length > fewNames && shown !== '' ? ', such as' : ':'} ${shown}`;
}
