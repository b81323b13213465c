import type { Duration, Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { VariableSpec, VariableTable } from '../contract/variables.ts';
import { reportFault } from '../core/faults.ts';
import { DialledAddress } from '../wiring/address.ts';
import type { DialledHost, DialledPort, DialledText, DialledUrl, PublicUrl } from '../wiring/address.ts';
import { ConfigKey } from './config-files.ts';
import { SecretKey } from './secrets.ts';
import { expectedOf, printVariable } from './variable-printers.ts';
import type { PodField, Variable, Variables } from './variables.ts';

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
    expected: `a variable the program reads: ${Object.keys(table).sort().join(', ')}`,
    remedy: 'correct the name',
  });
}
