import type { IConstruct } from 'constructs';
import type { VariableSpec, VariableTable } from '../contract/variables.ts';

/** Values of several variables that have to fit. */
export interface Agreement {
  /** How, such as `equal`. */
  readonly rule: string;
  /** All of them, each as deployment key and variable, such as `fxa-auth-server/ISSUER`. */
  readonly values: readonly string[];
}

/** What is known of a variable of a program, for people. */
export interface VariableDescription {
  readonly spec: VariableSpec;
  /** What the program takes where the variable is not given, in this environment. @default - nothing */
  readonly default?: string;
  /** Where a value comes from that no composition gives, such as `the mode of the server`. @default - a composition gives it */
  readonly origin?: string;
  /** Sentences beside the meaning, such as when it is needed. @default - none */
  readonly notes?: readonly string[];
  /** @default - it stands alone */
  readonly agreements?: readonly Agreement[];
  /** Where the program reads it. @default - not known */
  readonly source?: string;
}

/** What is known of the variables of a program, by name. */
export type VariableDescriptions = Readonly<Record<string, VariableDescription>>;

/** Makes descriptions, when somebody asks for them: what only people read is not loaded by synth. */
export type DescribeVariables = () => VariableDescriptions | Promise<VariableDescriptions>;

const metadataType = 'berth/variables';

/** Says of the programs below a construct, such as a chart, what is known of their variables. */
export function describeVariables(scope: IConstruct, describe: DescribeVariables): void {
  scope.node.addMetadata(metadataType, describe);
}

/** Descriptions that say no more than a table does. */
export function tableDescriptions(table: VariableTable): VariableDescriptions {
  return Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [
      name,
      { spec, ...(spec.default === undefined ? {} : { default: spec.default }) },
    ]),
  );
}

/** What is known of the variables of a program: all that its construct and those around it say. What was said later, or nearer to it, counts. */
export async function descriptionsOf(program: IConstruct): Promise<VariableDescriptions> {
  const said = program.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === metadataType)
    .map(async ({ data }) => (data as DescribeVariables)());
  return Object.assign({}, ...(await Promise.all(said))) as VariableDescriptions;
}
