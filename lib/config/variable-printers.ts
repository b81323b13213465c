import { Duration, Size } from 'cdk8s';
import { matches, readText } from '../contract/variable-readers.ts';
import type { VariableSpec } from '../contract/variables.ts';
import {
  ClusterUrl,
  DialledAddress,
  DialledHost,
  DialledPort,
  DialledPublicUrl,
  DialledText,
  ExternalUrl,
  PublicAuthority,
  PublicUrl,
} from '../wiring/address.ts';
import { isPortNumber } from '../core/port.ts';
import { bytes, json, list, milliseconds, PodField, PublicText, seconds, type Variable } from './variables.ts';

type Type = VariableSpec['type'];

/** The variable of a value by the type of the variable; undefined for a value that the program would not take. */
type Printer = (value: unknown, spec: VariableSpec) => Variable | undefined;

const isUrl = (value: unknown): value is ClusterUrl | ExternalUrl =>
  value instanceof ClusterUrl || value instanceof ExternalUrl;

/** A whole number within the bounds of the variable. */
function wholeNumber(
  text: string,
  { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: VariableSpec,
): string | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number >= minimum && number <= maximum ? text : undefined;
}

const printers: Readonly<Record<Type, Printer>> = {
  text: (value, { oneOf }) => {
    if (typeof value === 'string') return oneOf === undefined || oneOf.includes(value) ? value : undefined;
    return oneOf === undefined && (value instanceof PodField || value instanceof DialledText || isUrl(value))
      ? value
      : undefined;
  },
  path: (value) => (isPath(value) ? value : undefined),
  host: (value) => (value instanceof DialledHost ? value : undefined),
  'host-port': (value) => (value instanceof DialledText ? value : undefined),
  url: (value) => (isUrl(value) ? value : undefined),
  'public-url': (value) => (value instanceof PublicUrl ? value : undefined),
  'dialled-public-url': (value) => (value instanceof DialledPublicUrl ? value : undefined),
  'public-authority': (value) => (value instanceof PublicAuthority ? value.value : undefined),
  port: (value) => {
    if (value instanceof DialledPort) return value;
    return isPortNumber(value) ? value : undefined;
  },
  integer: (value, spec) => (typeof value === 'number' ? wholeNumber(String(value), spec) : undefined),
  number: (value) => (typeof value === 'number' ? String(value) : undefined),
  boolean: (value, { words = { true: 'true', false: 'false' } }) =>
    typeof value === 'boolean' ? (value ? words.true : words.false) : undefined,
  // a Duration refuses to become seconds where something would be lost
  seconds: (value, spec) =>
    value instanceof Duration
      ? wholeNumber(value.toMilliseconds() % 1000 === 0 ? seconds(value) : 'part of a second', spec)
      : undefined,
  milliseconds: (value, spec) => (value instanceof Duration ? wholeNumber(milliseconds(value), spec) : undefined),
  duration: (value, spec) =>
    value instanceof Duration ? wholeNumber(milliseconds(value), spec) : typeof value === 'string' ? value : undefined,
  timestamp: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined),
  bytes: (value, spec) => (value instanceof Size ? wholeNumber(bytes(value), spec) : undefined),
  list: (value, { separator = ',', of }) => {
    if (!Array.isArray(value)) return undefined;
    const words = value.map((entry) => entryText(of, entry));
    // one empty word is printed as no words are
    const isEmpty = words.length === 1 && words[0] === '';
    return !isEmpty && words.every((word) => word !== undefined && !word.includes(separator))
      ? list(words as string[], separator)
      : undefined;
  },
  // flags have no place in the text
  regexp: (value) => (value instanceof RegExp && value.flags === '' ? value.source : undefined),
  json: (value, { of }) => {
    if (of === undefined) {
      const text = json(value);
      return holdsNoNumber(value) ? undefined : text;
    }
    const entries = Object.entries(value ?? {}).map(([key, entry]) => [key, entryText(of, entry)] as const);
    if (entries.some(([, text]) => text === undefined)) return undefined;
    return json(Array.isArray(value) ? entries.map(([, text]) => text) : Object.fromEntries(entries));
  },
};

const isPath = (value: unknown): value is string => typeof value === 'string' && value.startsWith('/');

/** An entry of a list or of JSON as text; undefined where it is not what the variable says its entries are. */
function entryText(of: VariableSpec['of'], value: unknown): string | undefined {
  if (of === 'public-url') return value instanceof PublicUrl ? value.value : undefined;
  if (of === 'path') return isPath(value) ? value : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Whether a value that JSON was made of holds what JSON prints as null: a number that is none. */
function holdsNoNumber(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsNoNumber);
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Whether the program takes a literal, by the rules it reads it with. What is an address or a reference is right by its class, but for its shape. */
function isRead(spec: VariableSpec, variable: Variable): boolean {
  if (variable instanceof DialledAddress) return matches(variable.value, spec);
  const text = variable instanceof PublicUrl ? variable.value : variable;
  return typeof text === 'object' || readText(String(text), spec) !== undefined;
}

/** The value of a variable in the form in which the program parses it; undefined where the program would not take it. */
export function printVariable(spec: VariableSpec, value: unknown): Variable | undefined {
  if (typeof value === 'string' && spec.or?.includes(value)) return value;
  const variable = printers[spec.type](value, spec);
  if (variable === undefined || !isRead(spec, variable)) return undefined;
  return spec.public && typeof variable === 'string' ? new PublicText(variable) : variable;
}

const shapes: Readonly<Record<Type, string>> = {
  text: 'a text',
  path: 'an absolute path, such as "/data"',
  host: 'the host of something that is dialled, such as redis.host("redis")',
  'host-port': 'host and port of something that is dialled, such as address`${cache.host("tcp")}:${cache.port("tcp")}`',
  url: 'the URL of something that is dialled, such as server.url("http")',
  'public-url': 'a URL for browsers, such as server.publicUrl',
  'dialled-public-url': 'a URL for browsers with what answers there, such as new DialledPublicUrl(url, targets)',
  'public-authority': 'the host of a URL for browsers, such as server.publicUrl.authority',
  port: 'a port from 1 to 65535, or that of something that is dialled',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  seconds: 'a Duration of whole seconds',
  milliseconds: 'a Duration of whole milliseconds',
  duration: 'a Duration of whole milliseconds, or a text such as "15 minutes"',
  timestamp: 'a Date',
  bytes: 'a Size',
  list: 'a list of texts without the separator',
  regexp: 'a regular expression without flags, such as /^[a-z]+$/',
  json: 'a value that JSON can hold',
};

const entries = { 'public-url': 'URLs for browsers', path: 'absolute paths' } as const;

/** What a variable takes, in words. */
export function expectedOf({ type, oneOf, minimum, maximum, of, shape, or = [] }: VariableSpec): string {
  const quoted = (words: readonly string[]) => words.map((word) => JSON.stringify(word));
  if (oneOf) return `one of ${quoted([...oneOf, ...or]).join(', ')}`;
  const from = minimum === undefined ? '' : ` from ${minimum}`;
  const range = `${from}${maximum === undefined ? '' : ` to ${maximum}`}`;
  const parts = `${of === undefined ? '' : ` of ${entries[of]}`}${shape === undefined ? '' : `, ${shape}`}`;
  return [`${of && type === 'list' ? 'a list' : shapes[type]}${range}${parts}`, ...quoted(or)].join(' or ');
}
