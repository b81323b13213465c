import type { EnvironmentValue, ExplainedVariable, Explanation, VariableGroup } from './explanation.ts';

const titles: Readonly<Record<VariableGroup, string>> = {
  public: 'Public addresses',
  dialled: 'Addresses that it dials',
  secret: 'Secrets',
  setting: 'Settings',
  default: 'Not given: what the program takes then',
};

const width = 110;
const widestValue = 76;

interface Line {
  readonly environments: readonly string[];
  readonly value: string;
  readonly from: string;
}

/** What is known of the variables of a program, as a table of each group: a line for the environments in which value and source are equal. */
export function unitText({ unit, environments, variables }: Explanation): string {
  const given = variables.filter(({ group }) => group !== 'default');
  const head = [
    `${unit} in ${environments.join(', ')}`,
    `Variables that are given: ${given.length}; that are not: ${variables.length - given.length}.`,
  ];
  const groups = (Object.keys(titles) as VariableGroup[]).flatMap((group) => {
    const rows = variables.filter((variable) => variable.group === group);
    if (rows.length === 0) return [];
    return [`${titles[group]}\n${table(rows, environments.length)}`];
  });
  const more = `All of one variable: berth explain ${unit} VARIABLE`;
  return `${[head.join('\n'), ...groups, more].join('\n\n')}\n`;
}

function table(variables: readonly ExplainedVariable[], environments: number): string {
  const rows = variables.flatMap(({ name, values }) =>
    linesOf(values).map((line, index) => ({
      ...line,
      name: index === 0 ? name : '',
      where: whereOf(line, environments),
    })),
  );
  const name = widthOf(variables.map((variable) => variable.name));
  const where = widthOf(rows.map((row) => row.where));
  const value = widthOf(rows.map((row) => shorten(row.value)));
  return rows
    .map((row) =>
      `  ${row.name.padEnd(name)}  ${row.where.padEnd(where)}  ${shorten(row.value).padEnd(value)}  ${row.from}`.trimEnd(),
    )
    .join('\n');
}

/** Values by environment, those that are equal in one line. */
function linesOf(values: readonly EnvironmentValue[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { environment, value, from } of values) {
    const id = JSON.stringify([value, anyEnvironment(from.text, environment)]);
    const known = lines.get(id);
    const text = value === null ? '-' : value === '' ? "''" : value;
    lines.set(id, {
      environments: [...(known?.environments ?? []), environment],
      value: text,
      from: known === undefined ? from.text : anyEnvironment(from.text, environment),
    });
  }
  return [...lines.values()];
}

/** A source without the name of its environment, which its files are called after. */
const anyEnvironment = (text: string, environment: string): string =>
  text
    .replace(`environments/${environment}.ts`, 'environments/*.ts')
    .replace(`secrets/${environment}.env`, 'secrets/*.env');

const whereOf = ({ environments }: Line, all: number): string =>
  environments.length === all ? 'all' : environments.join(', ');

const widthOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
const shorten = (text: string): string => (text.length > widestValue ? `${text.slice(0, widestValue - 3)}...` : text);

/** All that is known of one variable of a program. */
export function variableText({ unit, environments }: Explanation, variable: ExplainedVariable): string {
  const { name, meaning, type, takes, values, agreements, notes, source } = variable;
  const facts = (
    [
      ['type', type],
      ['takes', takes],
      ['default', defaultText(variable, environments)],
      ...linesOf(values).flatMap((line): [string, string][] => [
        [whereOf(line, environments.length) === 'all' ? 'value' : `in ${line.environments.join(', ')}`, line.value],
        ['', line.from],
      ]),
      ...notes.map((note, index): [string, string] => [index === 0 ? 'notes' : '', note]),
      ['read at', source],
    ] as [string, string | null][]
  ).flatMap(([label, text]) => (text === null || text === '' ? [] : [{ label, text }]));
  const column = widthOf(facts.map(({ label }) => label)) + 2;
  const lines = facts.flatMap(({ label, text }) =>
    wrap(text, width - column).map((line, index) => `  ${(index === 0 ? label : '').padEnd(column)}${line}`),
  );
  const head = [`${unit} ${name}`, ...(meaning === null ? [] : wrap(meaning, width).map((line) => `  ${line}`))];
  const agreeing = agreements.flatMap((agreement) => ['', ...agreementLines(agreement, environments.length)]);
  return `${[...head, '', ...lines, ...agreeing].join('\n')}\n`;
}

function defaultText({ defaults }: ExplainedVariable, environments: readonly string[]): string | null {
  const texts = environments.map((environment) => defaults[environment]);
  if (texts.every((text) => text === undefined)) return null;
  if (new Set(texts).size === 1) return texts[0] ?? null;
  return environments.map((environment) => `${environment}: ${defaults[environment] ?? 'none'}`).join('; ');
}

function agreementLines(
  { rule, with: partners }: ExplainedVariable['agreements'][number],
  environments: number,
): string[] {
  const column = widthOf(partners.map(({ variable }) => variable));
  return [
    `  Has to agree, ${rule}:`,
    ...partners.flatMap(({ variable, values }) => {
      const lines = linesOf(values);
      const rows = lines.length > 0 ? lines : [{ environments: [], value: 'is not given', from: '' }];
      const where = widthOf(rows.map((line) => whereOf(line, environments)));
      return rows.map((line, index) =>
        `    ${(index === 0 ? variable : '').padEnd(column)}  ${where === 0 ? '' : `${whereOf(line, environments).padEnd(where)}  `}${shorten(line.value)}`.trimEnd(),
      );
    }),
  ];
}

function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
