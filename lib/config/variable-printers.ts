import { Duration, Size } from 'cdk8s';
import { readVariables, type VariableSpec } from '../contract/variables.ts';
import { ClusterUrl, DialledHost, DialledPort, DialledText, ExternalUrl, PublicUrl } from '../wiring/address.ts';
import { isPortNumber } from '../core/port.ts';
import { bytes, json, list, milliseconds, PodField, seconds, type Variable } from './variables.ts';

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
  path: (value) => (typeof value === 'string' && value.startsWith('/') ? value : undefined),
  host: (value) => (value instanceof DialledHost ? value : undefined),
  url: (value) => (isUrl(value) ? value : undefined),
  'public-url': (value) => (value instanceof PublicUrl ? value : undefined),
  port: (value) => {
    if (value instanceof DialledPort) return value;
    return isPortNumber(value) ? value : undefined;
  },
  integer: (value, spec) => (typeof value === 'number' ? wholeNumber(String(value), spec) : undefined),
  boolean: (value, { words = { true: 'true', false: 'false' } }) =>
    typeof value === 'boolean' ? (value ? words.true : words.false) : undefined,
  // a Duration refuses to become seconds where something would be lost
  seconds: (value, spec) =>
    value instanceof Duration
      ? wholeNumber(value.toMilliseconds() % 1000 === 0 ? seconds(value) : 'part of a second', spec)
      : undefined,
  milliseconds: (value, spec) => (value instanceof Duration ? wholeNumber(milliseconds(value), spec) : undefined),
  bytes: (value, spec) => (value instanceof Size ? wholeNumber(bytes(value), spec) : undefined),
  list: (value, { separator = ',' }) =>
    // one empty word is printed as no words are
    Array.isArray(value) &&
    value.every((word) => typeof word === 'string' && !word.includes(separator)) &&
    !(value.length === 1 && value[0] === '')
      ? list(value as string[], separator)
      : undefined,
  json: (value) => {
    const text = json(value);
    return holdsNoNumber(value) ? undefined : text;
  },
};

/** Whether a value that JSON was made of holds what JSON prints as null: a number that is none. */
function holdsNoNumber(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsNoNumber);
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Whether the program takes a literal, by the rules it reads it with. What is an address or a reference is right by its class. */
function isRead(spec: VariableSpec, variable: Variable): boolean {
  const text = variable instanceof PublicUrl ? variable.value : variable;
  return typeof text === 'object' || readVariables({ it: spec }, { it: String(text) }).faults === undefined;
}

/** The value of a variable in the form in which the program parses it; undefined where the program would not take it. */
export function printVariable(spec: VariableSpec, value: unknown): Variable | undefined {
  const variable = printers[spec.type](value, spec);
  return variable !== undefined && isRead(spec, variable) ? variable : undefined;
}

const shapes: Readonly<Record<Type, string>> = {
  text: 'a text',
  path: 'an absolute path, such as "/data"',
  host: 'the host of something that is dialled, such as redis.host("redis")',
  url: 'the URL of something that is dialled, such as server.url("http")',
  'public-url': 'a URL for browsers, such as server.publicUrl',
  port: 'a port from 1 to 65535, or that of something that is dialled',
  integer: 'a whole number',
  boolean: 'true or false',
  seconds: 'a Duration of whole seconds',
  milliseconds: 'a Duration of whole milliseconds',
  bytes: 'a Size',
  list: 'a list of texts without the separator',
  json: 'a value that JSON can hold',
};

/** What a variable takes, in words. */
export function expectedOf({ type, oneOf, minimum, maximum }: VariableSpec): string {
  if (oneOf) return `one of ${oneOf.map((word) => JSON.stringify(word)).join(', ')}`;
  const from = minimum === undefined ? '' : ` from ${minimum}`;
  return `${shapes[type]}${from}${maximum === undefined ? '' : ` to ${maximum}`}`;
}
