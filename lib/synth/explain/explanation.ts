import { descriptionsOf, type VariableDescription } from '../../config/variable-descriptions.ts';
import { SecretKey } from '../../config/secrets.ts';
import { expectedOf } from '../../config/variable-printers.ts';
import type { Variable } from '../../config/variables.ts';
import { DialledAddress } from '../../wiring/address.ts';
import { secretIdentity } from './secret-keys.ts';
import { sourcedValue, type SourcedValue } from './value-source.ts';
import { unitsOf, type ProgramUnit } from './units.ts';

/** What a variable is about. */
export type VariableGroup = 'public' | 'dialled' | 'secret' | 'setting' | 'default';

/** The value of a variable in an environment. */
export interface EnvironmentValue extends SourcedValue {
  readonly environment: string;
}

/** Another variable that has to agree with one. */
export interface Partner {
  /** Deployment key and variable, such as `fxa-auth-server ISSUER`. */
  readonly variable: string;
  /** In the environments that have it. */
  readonly values: readonly EnvironmentValue[];
}

/** All that is known of a variable. */
export interface ExplainedVariable {
  readonly name: string;
  readonly group: VariableGroup;
  /** Of the contract; `null` where a program has none. */
  readonly type: string | null;
  readonly takes: string | null;
  readonly meaning: string | null;
  /** What the program takes where nothing is given, by environment. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly values: readonly EnvironmentValue[];
  readonly agreements: readonly { readonly rule: string; readonly with: readonly Partner[] }[];
  readonly notes: readonly string[];
  readonly source: string | null;
}

/** All that is known of the variables of a program. */
export interface Explanation {
  readonly unit: string;
  readonly environments: readonly string[];
  readonly variables: readonly ExplainedVariable[];
}

interface DescribedUnit extends ProgramUnit {
  readonly descriptions: Readonly<Record<string, VariableDescription>>;
}

/** Explains the variables of a program, or one of them. @param units the program in each environment that has it; at least one */
export async function explain(units: readonly ProgramUnit[]): Promise<Explanation> {
  const described = await Promise.all(units.map(withDescriptions));
  const names = new Set(
    described.flatMap(({ descriptions, workload }) => [...Object.keys(descriptions), ...workload.pod.variables.keys()]),
  );
  const [{ app, key } = { app: { system: '' }, key: '' }] = units;
  return {
    unit: `${app.system}/${key}`,
    environments: units.map((unit) => unit.app.environment.name),
    variables: [...names].sort().map((name) => explainVariable(described, name)),
  };
}

const withDescriptions = async (unit: ProgramUnit): Promise<DescribedUnit> => ({
  ...unit,
  descriptions: await descriptionsOf(unit.workload),
});

function explainVariable(units: readonly DescribedUnit[], name: string): ExplainedVariable {
  const description = units.map(({ descriptions }) => descriptions[name]).find((each) => each !== undefined);
  const { spec, notes = [], source = null } = description ?? {};
  const variables = units.map(({ workload }) => workload.pod.variables.get(name));
  const defaults = units.flatMap(({ app, descriptions }): [string, string][] => {
    const text = descriptions[name]?.default;
    return text === undefined ? [] : [[app.environment.name, text]];
  });
  return {
    name,
    group: groupOf(variables, description),
    type: spec?.type ?? null,
    takes: spec === undefined ? null : spec.secret ? 'a key of a Secret' : expectedOf(spec),
    meaning: spec?.meaning ?? null,
    defaults: Object.fromEntries(defaults),
    values: units.map((unit) => valueIn(unit, name, unit.descriptions[name])),
    agreements: agreementsOf(units, name, description),
    notes,
    source,
  };
}

const valueIn = (unit: ProgramUnit, name: string, description?: VariableDescription): EnvironmentValue => ({
  environment: unit.app.environment.name,
  ...sourcedValue(unit, name, unit.workload.pod.variables.get(name), description),
});

const publicTypes = ['public-url', 'public-authority', 'dialled-public-url'];

function groupOf(
  variables: readonly (Variable | undefined)[],
  description: VariableDescription | undefined,
): VariableGroup {
  const { type = 'text', secret, of } = description?.spec ?? {};
  if (variables.every((variable) => variable === undefined)) return 'default';
  if (secret || variables.some((variable) => variable instanceof SecretKey)) return 'secret';
  if (publicTypes.includes(type) || of === 'public-url') return 'public';
  return variables.some((variable) => variable instanceof DialledAddress) ? 'dialled' : 'setting';
}

function agreementsOf(
  units: readonly DescribedUnit[],
  name: string,
  description: VariableDescription | undefined,
): ExplainedVariable['agreements'] {
  const own = units.map(({ key }) => `${key}/${name}`);
  const declared = (description?.agreements ?? []).map(({ rule, values }) => ({
    rule,
    with: values.filter((value) => !own.includes(value)).map((value) => partnerOf(units, value)),
  }));
  const told = new Set(declared.flatMap((each) => each.with.map(({ variable }) => variable)));
  const readers = readersOf(units, name).filter(({ variable }) => !told.has(variable));
  return readers.length === 0 ? declared : [...declared, { rule: 'read from the same key', with: readers }];
}

/** Another variable, such as `fxa-auth-server/ISSUER`, of the same system. */
function partnerOf(units: readonly ProgramUnit[], value: string): Partner {
  const [key = '', name = ''] = value.split('/');
  const values = units.flatMap(({ app }) =>
    unitsOf(app)
      .filter((unit) => unit.key === key && unit.workload.pod.variables.has(name))
      .map((unit) => valueIn(unit, name)),
  );
  return { variable: `${key} ${name}`, values };
}

const isJob = ({ workload }: ProgramUnit): boolean => workload.unit.component === 'job';

/** The variables that are read from the key of a Secret that a variable is read from. Of a server, not those of Jobs, which read all that their server reads. */
function readersOf(units: readonly ProgramUnit[], name: string): Partner[] {
  const found = new Set<string>();
  for (const unit of units) {
    const own = unit.workload.pod.variables.get(name);
    if (!(own instanceof SecretKey)) continue;
    const identity = secretIdentity(unit, own);
    for (const other of unitsOf(unit.app)) {
      if (isJob(other) && !isJob(unit)) continue;
      for (const [variable, value] of other.workload.pod.variables) {
        const isSame = value instanceof SecretKey && secretIdentity(other, value) === identity;
        if (isSame && !(other.key === unit.key && variable === name)) found.add(`${other.key}/${variable}`);
      }
    }
  }
  return [...found].sort().map((value) => partnerOf(units, value));
}
