import { bounds, durationUnits, spellings } from './variable-spec.ts';
import type { VariableSpec } from './variable-spec.ts';

/** The value of a variable by its type; undefined for a text that the program would not take. */
export function readText(text: string, spec: VariableSpec): unknown {
  if (spec.or?.includes(text)) return text;
  if (spec.required && text === '') return undefined;
  const value = readers[spec.type](text, spec);
  return value === undefined || matches(text, spec) ? value : undefined;
}

/** Whether a text is of the shape that a variable asks for beside its type. */
export function matches(text: string, { pattern }: VariableSpec): boolean {
  return pattern === undefined || compiled(pattern).test(text);
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known;
}

type Reader = (text: string, spec: VariableSpec) => unknown;

/** Each gives the value, or `undefined` for a text that is not of the type. */
const readers: Readonly<Record<VariableSpec['type'], Reader>> = {
  text: (text, { oneOf }) => (oneOf === undefined || oneOf.includes(text) ? text : undefined),
  path: (text) => text || undefined,
  host: (text) => (hostPattern.test(text) || ipv6Pattern.test(text) ? text : undefined),
  'host-port': readHostPort,
  url: (text) => (urlPattern.test(text) && URL.canParse(text) ? text : undefined),
  'public-url': (text, { schemes }) => (isPublicUrl(text, schemes) ? text : undefined),
  'dialled-public-url': (text) => (isPublicUrl(text) ? text : undefined),
  'public-authority': (text) => (URL.canParse(`http://${text}`) && /^[^/?#@\s]+$/.test(text) ? text : undefined),
  integer: readNumber,
  number: readNumber,
  port: readNumber,
  seconds: readNumber,
  milliseconds: readNumber,
  duration: readDuration,
  timestamp: readTimestamp,
  bytes: readNumber,
  boolean: readBoolean,
  list: readList,
  regexp: readRegExp,
  json: readJson,
};

// An underscore is no part of a DNS name, but Docker and some private zones have it in names that do resolve.
const hostPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/;
const ipv6Pattern = /^[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*$/;
// `new URL` takes `localhost:3000` for the scheme `localhost:`, so the slashes are asked for here.
const urlPattern = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s]/;
const authorityPattern = /^:\/\/[^/\s]/;

function isPublicUrl(text: string, schemes: readonly string[] = ['http', 'https']): boolean {
  const [scheme = ''] = text.split(':', 1);
  return (
    schemes.includes(scheme.toLowerCase()) && authorityPattern.test(text.slice(scheme.length)) && URL.canParse(text)
  );
}

function readHostPort(text: string, spec: VariableSpec): string | undefined {
  const [, name, ipv6 = '', port = ''] = /^(?:([^:]+)|\[([^\]]+)\]):([0-9]+)$/.exec(text) ?? [];
  const isHost = name === undefined ? ipv6Pattern.test(ipv6) : hostPattern.test(name);
  return isHost && readNumber(port, { ...spec, type: 'port' }) !== undefined ? text : undefined;
}

function readNumber(text: string, spec: VariableSpec): number | undefined {
  const digits = spec.type === 'number' ? /^\s*-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?\s*$/ : /^\s*-?[0-9]+\s*$/;
  return withinBounds(digits.test(text) ? Number(text) : NaN, spec);
}

function withinBounds(number: number, spec: VariableSpec): number | undefined {
  const { minimum, maximum } = bounds(spec);
  return number >= minimum && number <= maximum ? number + 0 : undefined; // + 0: "-0" is 0
}

function readDuration(text: string, spec: VariableSpec): number | undefined {
  if (/^[0-9]+$/.test(text)) return withinBounds(Number(text), spec);
  const [, digits, unit = ''] = /^([0-9]+) ([a-z]+?)s?$/.exec(text) ?? [];
  if (digits === undefined || !Object.hasOwn(durationUnits, unit)) return undefined;
  const count = Number(digits);
  // twelve months are a year, which has five days more
  const days = unit === 'month' ? Math.floor(count / 12) * 5 : 0;
  return withinBounds(count * durationUnits[unit as keyof typeof durationUnits] + days * durationUnits.day, spec);
}

const isoPattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$/;

function readTimestamp(text: string, spec: VariableSpec): number | undefined {
  return isoPattern.test(text) ? withinBounds(Date.parse(text), spec) : undefined;
}

function readList(text: string, { separator = ',', of, schemes }: VariableSpec): readonly string[] | undefined {
  const entries = text === '' ? [] : text.split(separator);
  return entries.every((entry) => isOf(of, entry, schemes)) ? entries : undefined;
}

function isOf(of: VariableSpec['of'], value: unknown, schemes?: readonly string[]): boolean {
  if (of === undefined) return true;
  if (typeof value !== 'string') return false;
  return of === 'path' ? value !== '' : isPublicUrl(value, schemes);
}

function readRegExp(text: string): RegExp | undefined {
  try {
    return text === '' ? undefined : new RegExp(text);
  } catch {
    // what is wrong with it is in English prose of the engine; the fault shows the text itself
    return undefined;
  }
}

function readBoolean(text: string, spec: VariableSpec): boolean | undefined {
  const words = spellings(spec);
  const word = text.toLowerCase();
  return words.true.includes(word) ? true : words.false.includes(word) ? false : undefined;
}

function readJson(text: string, { json, of, schemes }: VariableSpec): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (json === undefined) return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (json === 'array')) return undefined;
    return Object.values(value).every((entry) => isOf(of, entry, schemes)) ? value : undefined;
  } catch {
    // The parser's message quotes the text, which may be a secret; the fault says what was expected instead.
    return undefined;
  }
}
