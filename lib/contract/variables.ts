import { fault, inOrder, quote } from './faults.ts';
import type { Fault } from './faults.ts';
import { expectation } from './variable-expectations.ts';
import { readText } from './variable-readers.ts';
import type { VariableSpec } from './variable-spec.ts';

export type { DurationText, VariableSpec } from './variable-spec.ts';

/** The variables of one program. Key: the variable's name, such as `RABBITMQ_HOST`. */
export type VariableTable = Readonly<Record<string, VariableSpec>>;

type ValueOf<S extends VariableSpec> =
  | (S extends { readonly or: readonly (infer W)[] } ? W : never)
  | (S extends { readonly oneOf: readonly (infer W)[] }
      ? W
      : {
          readonly text: string;
          readonly path: string;
          readonly host: string;
          readonly 'host-port': string;
          readonly url: string;
          readonly 'public-url': string;
          readonly 'dialled-public-url': string;
          readonly 'public-authority': string;
          readonly integer: number;
          readonly number: number;
          readonly port: number;
          readonly seconds: number;
          readonly milliseconds: number;
          /** In milliseconds. */
          readonly duration: number;
          /** In milliseconds since 1970. */
          readonly timestamp: number;
          readonly bytes: number;
          readonly boolean: boolean;
          readonly list: readonly string[];
          readonly regexp: RegExp;
          readonly json: unknown;
        }[S['type']]);

/** What a program holds once it has read a table: absent only where the table has neither `required` nor `default`. */
export type EnvironmentValues<T extends VariableTable> = {
  readonly [N in keyof T]: T[N] extends { readonly required: true } | { readonly default: string }
    ? ValueOf<T[N]>
    : ValueOf<T[N]> | undefined;
};

/** An environment that was read: the values, or everything that is wrong with it. */
export type EnvironmentReading<T extends VariableTable> =
  | { readonly values: EnvironmentValues<T>; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly values?: undefined };

/**
 * Reads an environment by a table. All faults come together, sorted by name, and a secret's value is in none of them.
 * A variable that is set and empty counts as set: for most types that is a fault. Variables that the table does not
 * name are left alone.
 */
export function readVariables<const T extends VariableTable>(
  table: T,
  env: Readonly<Record<string, string | undefined>>,
): EnvironmentReading<T> {
  const values: [string, unknown][] = [];
  const faults: Fault[] = [];
  for (const [name, spec] of Object.entries<VariableSpec>(table)) {
    const text = env[name] ?? spec.default;
    if (text === undefined) {
      if (spec.required) faults.push(fault(name, quote(text), expectation(spec)));
      continue;
    }
    const value = readText(text, spec);
    if (value === undefined) faults.push(fault(name, spec.secret ? '(not shown)' : quote(text), expectation(spec)));
    else values.push([name, value]);
  }
  if (faults.length > 0) return { faults: inOrder(faults) };
  // Each value was made by the reader of its own type, which ValueOf states for the compiler.
  return { values: Object.fromEntries(values) as EnvironmentValues<T> };
}
