import type { VariableSpec } from '../../../contract/variables.ts';
import type { FleetData, ServerData, VariableData } from './data.ts';
import type { Conditions, Need } from './variable.ts';

const lineWidth = 112;

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[], last: string): string =>
  new Intl.ListFormat('en', { type: last === 'or' ? 'disjunction' : 'conjunction' }).format(texts.map(code));
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const forms: Readonly<Partial<Record<VariableSpec['type'], string>>> = {
  seconds: 'A Duration; the program reads seconds',
  milliseconds: 'A Duration; the program reads milliseconds',
  duration: 'A Duration, or a text such as `15 minutes`',
  bytes: 'A Size; the program reads bytes',
  timestamp: 'A Date',
  list: 'The program splits it at commas',
  'host-port': 'Host, colon and port',
  'dialled-public-url': 'The server dials it, and browsers get it too',
};

const users = {
  dialled: 'The server dials it',
  public: 'Browsers or mails get it',
  identity: 'It is compared, and nobody dials it',
} as const;

/** The docstring of a server, without indentation. */
export function serverDocstring({ name, summary, source, conditions = [], drift }: ServerData): string {
  const lines = [`${name}: ${summary}.`];
  if (conditions.length > 0)
    lines.push('', 'What must hold beside its variables:', ...conditions.map((each) => `- ${each}`));
  if (drift?.goneFrom !== undefined) lines.push('', `Later releases are without it, from ${drift.goneFrom} on.`);
  return comment([...lines, '', `@see \`${source}\``]);
}

/** The docstring of a variable, without indentation. */
export function variableDocstring(server: ServerData, name: string, data: VariableData, fleet: FleetData): string {
  const said = [
    sentence(data.meaning),
    ...factsOf(data),
    ...agreement(server, name, fleet).map(sentence),
    ...driftParts(server, name),
  ];
  const tags = [
    ...(data.unused ? ['@deprecated The program does nothing with it.'] : []),
    ...defaultTag(data),
    `@see \`${sourceOf(server, data)}\``,
  ];
  return comment([said.join(' '), '', ...tags]);
}

/** What is to be said of a variable beside its meaning and who agrees with it: sentences. */
export const variableNotes = (server: ServerData, name: string, data: VariableData): string[] =>
  [...factsOf(data), ...driftParts(server, name), ...(data.unused ? ['The program does nothing with it.'] : [])].map(
    (note) => note.replaceAll('`', ''),
  );

/** Where a variable is read, such as `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxEmails`. */
export const sourceOf = (server: ServerData, data: VariableData): string =>
  `${(data.source ?? server.source).replace(/(@[0-9a-f]{8})[0-9a-f]{32}:/, '$1 ')}${keyText(data.key)}`;

const factsOf = (data: VariableData): string[] =>
  [...valueParts(data), needText(data.needed), ...sourceParts(data)].filter((part) => part !== undefined).map(sentence);

function valueParts(data: VariableData): (string | undefined)[] {
  const { type, oneOf, or = [], shape, minimum, maximum, address, onlyIn } = data;
  const bounds = [minimum === undefined ? '' : `from ${minimum}`, maximum === undefined ? '' : `to ${maximum}`];
  return [
    oneOf && `one of ${codes(oneOf, 'and')}`,
    forms[type],
    shape && `it is ${shape}`.replace('it is ending', 'it ends').replace('it is whose', 'it is one whose'),
    bounds.join(' ').trim() || undefined,
    or.length > 0
      ? `${or.map((word) => (word === '' ? 'the empty text' : code(word))).join(' or ')} is taken as well`
      : undefined,
    address && type !== 'dialled-public-url' ? users[address] : undefined,
    onlyIn && `in ${codes(onlyIn, 'or')} alone; elsewhere it stops the start`,
  ];
}

const conditionTexts = (conditions: Conditions): string[] =>
  Object.entries(conditions).map(
    ([name, value]) => `${name} is ${value === '*' ? 'given' : value === '' ? 'the empty text' : code(value)}`,
  );

/** When something is needed, in words, such as "needed in `production`, where A is `true`"; undefined where it never is. */
function needText(need: true | Need | undefined): string | undefined {
  if (need === undefined) return undefined;
  if (need === true) return 'needed always';
  const modes = need.in === undefined ? '' : ` in ${codes(need.in, 'and')}`;
  const when = need.when === undefined ? '' : ` where ${conditionTexts(need.when).join(' and ')}`;
  const unless = need.unless === undefined ? '' : `, unless ${conditionTexts(need.unless).join(' or ')}`;
  return `needed${modes}${when}${unless}`;
}

function sourceParts({ secret, file, placeholder, fileOnly }: VariableData): (string | undefined)[] {
  const from = (text: string): string => {
    const [group = '', key = ''] = text.split('/');
    return `from key ${code(key)} of Secret ${code(group)}`;
  };
  return [
    fileOnly && 'a file that CONFIG_FILES names can hold it, a variable cannot',
    secret && `secret, ${from(secret)}`,
    file && `the file holds ${file.holds}${file.secret === undefined ? '' : `, ${from(file.secret)}`}`,
    placeholder && 'the default is a placeholder that everybody knows',
  ].map((part) => part || undefined);
}

function agreement(server: ServerData, name: string, { sharedValues }: FleetData): string[] {
  const own = `${server.name}/${name}`;
  return sharedValues
    .filter(({ values }) => values.includes(own))
    .map(({ values, rule, meaning }) => {
      const others = values.filter((value) => value !== own).map((value) => value.replace('/', ' '));
      if (rule === 'equal') return `equal to ${codes(others, 'and')}`;
      const all = values.map((value) => value.replace('/', ' '));
      return `of ${codes(all, 'and')}, ${meaning ?? rule}`;
    });
}

function driftParts({ drift }: ServerData, name: string): string[] {
  const releases = (of: Readonly<Record<string, readonly string[]>> | undefined): string[] =>
    Object.entries(of ?? {}).flatMap(([release, names]) => (names.includes(name) ? [release] : []));
  return [
    ...releases(drift?.notYetIn).map((release) => `Not yet in ${release}.`),
    ...releases(drift?.goneBy).map((release) => `Gone by ${release}.`),
  ];
}

function defaultTag({ default: text, defaultIs, defaultIn = {} }: VariableData): string[] {
  const inModes = Object.entries(defaultIn).map(([mode, value]) => `in ${mode} ${code(shorten(value))}`);
  const first = text === undefined ? defaultIs : code(shorten(text));
  if (first === undefined && inModes.length === 0) return [];
  return [`@default ${[first ?? '- none', ...inModes].join('; ')}`];
}

const longest = 100;
const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}...` : text);

const keyText = (key: VariableData['key']): string => (key === undefined ? '' : `, ${[key].flat().join(' and ')}`);

function comment(lines: readonly string[]): string {
  const wrapped = lines.flatMap((line) => wrap(line.replaceAll('*/', '* /')));
  return ['/**', ...wrapped.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > lineWidth) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
