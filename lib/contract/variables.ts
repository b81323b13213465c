import { fault, inOrder, quote } from './faults.ts';
import type { Fault } from './faults.ts';

/** How a program parses one environment variable, and what it is for. */
export interface VariableSpec {
  /**
   * `text`: any characters. `integer`, `seconds`, `milliseconds`, `bytes`: a whole number in decimal digits. `port`: 1
   * to 65535. `path`: of a file or folder. `host`: a name or address without scheme and port; dialled by the program.
   * `url`: with its scheme; dialled by the program. `public-url`: http or https; handed to browsers. `boolean`: one of
   * two words. `list`: entries between separators. `json`: one JSON value.
   */
  readonly type:
    | 'text'
    | 'integer'
    | 'port'
    | 'path'
    | 'host'
    | 'url'
    | 'public-url'
    | 'boolean'
    | 'seconds'
    | 'milliseconds'
    | 'bytes'
    | 'list'
    | 'json';
  /** One line for whoever sets the variable. */
  readonly meaning: string;
  /** The program does not start without it. @default - it does */
  readonly required?: true;
  /** What the program takes when the variable is unset, as text. @default - the variable has no value then */
  readonly default?: string;
  /** The value must come from a Secret, and no fault quotes it. @default - the value may be seen */
  readonly secret?: true;
  /** The words to write for a `boolean`. @default { true: 'true', false: 'false' } */
  readonly words?: { readonly true: string; readonly false: string };
  /** Every word the program reads for a `boolean`, in lower case; it reads them in any case. @default - only `words` */
  readonly spellings?: { readonly true: readonly string[]; readonly false: readonly string[] };
  /** What stands between the entries of a `list`. @default ',' */
  readonly separator?: string;
  /** The least value of a number, in the unit of its type. @default - 1 for a port, else 0 */
  readonly minimum?: number;
  /** The greatest value of a number, in the unit of its type. @default - 65535 for a port, else 2^53 - 1 */
  readonly maximum?: number;
  /** The words that a `text` may be. @default - any text */
  readonly oneOf?: readonly string[];
}

/** The variables of one program. Key: the variable's name, such as `RABBITMQ_HOST`. */
export type VariableTable = Readonly<Record<string, VariableSpec>>;

type ValueOf<S extends VariableSpec> = S extends { readonly oneOf: readonly (infer W)[] }
  ? W
  : {
      readonly text: string;
      readonly path: string;
      readonly host: string;
      readonly url: string;
      readonly 'public-url': string;
      readonly integer: number;
      readonly port: number;
      readonly seconds: number;
      readonly milliseconds: number;
      readonly bytes: number;
      readonly boolean: boolean;
      readonly list: readonly string[];
      readonly json: unknown;
    }[S['type']];

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
    const value = spec.required && text === '' ? undefined : readers[spec.type](text, spec);
    if (value === undefined) faults.push(fault(name, spec.secret ? '(not shown)' : quote(text), expectation(spec)));
    else values.push([name, value]);
  }
  if (faults.length > 0) return { faults: inOrder(faults) };
  // Each value was made by the reader of its own type, which ValueOf states for the compiler.
  return { values: Object.fromEntries(values) as EnvironmentValues<T> };
}

type Reader = (text: string, spec: VariableSpec) => unknown;

/** Each gives the value, or `undefined` for a text that is not of the type. */
const readers: Readonly<Record<VariableSpec['type'], Reader>> = {
  text: (text, { oneOf }) => (oneOf === undefined || oneOf.includes(text) ? text : undefined),
  path: (text) => text || undefined,
  host: (text) => (hostPattern.test(text) || ipv6Pattern.test(text) ? text : undefined),
  url: (text) => (urlPattern.test(text) && URL.canParse(text) ? text : undefined),
  'public-url': (text) => (publicUrlPattern.test(text) && URL.canParse(text) ? text : undefined),
  integer: readNumber,
  port: readNumber,
  seconds: readNumber,
  milliseconds: readNumber,
  bytes: readNumber,
  boolean: readBoolean,
  list: (text, { separator = ',' }) => (text === '' ? [] : text.split(separator)),
  json: readJson,
};

// An underscore is no part of a DNS name, but Docker and some private zones have it in names that do resolve.
const hostPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/;
const ipv6Pattern = /^[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*$/;
// `new URL` takes `localhost:3000` for the scheme `localhost:`, so the slashes are asked for here.
const urlPattern = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s]/;
const publicUrlPattern = /^https?:\/\/[^/\s]/i;

function readNumber(text: string, spec: VariableSpec): number | undefined {
  const { minimum, maximum } = bounds(spec);
  const number = /^\s*-?[0-9]+\s*$/.test(text) ? Number(text) : NaN;
  return number >= minimum && number <= maximum ? number + 0 : undefined; // + 0: "-0" is 0
}

function bounds(spec: VariableSpec): { readonly minimum: number; readonly maximum: number } {
  const [lowest, highest] = spec.type === 'port' ? [1, 65535] : [0, Number.MAX_SAFE_INTEGER];
  return { minimum: spec.minimum ?? lowest, maximum: spec.maximum ?? highest };
}

function readBoolean(text: string, spec: VariableSpec): boolean | undefined {
  const words = spellings(spec);
  const word = text.toLowerCase();
  return words.true.includes(word) ? true : words.false.includes(word) ? false : undefined;
}

function spellings({ words = { true: 'true', false: 'false' }, spellings }: VariableSpec) {
  return spellings ?? { true: [words.true.toLowerCase()], false: [words.false.toLowerCase()] };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be a secret; the fault says what was expected instead.
    return undefined;
  }
}

/** The shape a variable must have, in words, with an example. */
function expectation(spec: VariableSpec): string {
  switch (spec.type) {
    case 'text':
      return spec.oneOf === undefined ? 'text that is not empty' : `one of ${quoteWords(spec.oneOf)}`;
    case 'path':
      return 'a path, such as /var/log/cds_backend';
    case 'host':
      return 'a host name or address without scheme and port, such as broker.example.com';
    case 'url':
      return 'a URL with its scheme, such as http://api.example.com/v1';
    case 'public-url':
      return 'a URL for browsers, such as https://login.example.com';
    case 'boolean':
      return quoteWords(Object.values(spellings(spec)).flat(), ' or ');
    case 'list':
      return `entries separated by ${JSON.stringify(spec.separator ?? ',')}`;
    case 'json':
      return 'JSON, such as {"key":"value"}';
    default:
      return numberExpectation(spec);
  }
}

function numberExpectation(spec: VariableSpec): string {
  const { minimum, maximum } = bounds(spec);
  const what = spec.type === 'port' ? 'a port' : spec.type === 'integer' ? 'a whole number' : `whole ${spec.type}`;
  return `${what} from ${minimum} to ${maximum}, such as ${spec.default ?? Math.max(minimum, 1)}`;
}

function quoteWords(words: readonly string[], separator = ', '): string {
  return words.map((word) => JSON.stringify(word)).join(separator);
}
