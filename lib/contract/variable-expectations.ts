import { bounds, spellings } from './variable-spec.ts';
import type { VariableSpec } from './variable-spec.ts';

/** The shape a variable must have, in words, with an example. */
export function expectation(spec: VariableSpec): string {
  const { shape, or = [] } = spec;
  const words = or.map((word) => ` or ${JSON.stringify(word)}`).join('');
  return `${typeExpectation(spec)}${shape === undefined ? '' : `, ${shape}`}${words}`;
}

function typeExpectation(spec: VariableSpec): string {
  switch (spec.type) {
    case 'text':
      return spec.oneOf === undefined ? 'text that is not empty' : `one of ${quoteWords(spec.oneOf)}`;
    case 'path':
      return 'a path, such as /var/log/cds_backend';
    case 'host':
      return 'a host name or address without scheme and port, such as broker.example.com';
    case 'host-port':
      return 'a host and its port, such as cache.example.com:11211';
    case 'url':
      return 'a URL with its scheme, such as http://api.example.com/v1';
    case 'public-url':
    case 'dialled-public-url':
      return `a URL for browsers, such as ${spec.schemes?.[0] ?? 'https'}://login.example.com`;
    case 'public-authority':
      return 'the host of a URL for browsers, such as login.example.com';
    case 'duration':
      return 'a time with its unit, such as 15 minutes, or milliseconds';
    case 'timestamp':
      return 'a time in ISO 8601, such as 2026-11-21T12:00:00Z';
    case 'regexp':
      return 'a regular expression, such as ^[a-z]+$';
    case 'boolean':
      return quoteWords(Object.values(spellings(spec)).flat(), ' or ');
    case 'list':
      return `${spec.of === 'public-url' ? 'URLs for browsers' : 'entries'} separated by ${JSON.stringify(spec.separator ?? ',')}`;
    case 'json':
      return spec.json === 'array' ? 'a JSON array, such as ["value"]' : 'JSON, such as {"key":"value"}';
    default:
      return numberExpectation(spec);
  }
}

const numberWords: Partial<Record<VariableSpec['type'], string>> = {
  port: 'a port',
  integer: 'a whole number',
  number: 'a number',
};

function numberExpectation(spec: VariableSpec): string {
  const { minimum, maximum } = bounds(spec);
  const what = numberWords[spec.type] ?? `whole ${spec.type}`;
  return `${what} from ${minimum} to ${maximum}, such as ${spec.default ?? Math.max(minimum, 1)}`;
}

function quoteWords(words: readonly string[], separator = ', '): string {
  return words.map((word) => JSON.stringify(word)).join(separator);
}
