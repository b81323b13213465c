/** How a program parses one environment variable, and what it is for. */
export interface VariableSpec {
  /**
   * `text`: any characters. `integer`, `seconds`, `milliseconds`, `bytes`: a whole number in decimal digits. `number`:
   * with a fraction or without. `duration`: a whole number of milliseconds, or of a unit in words, such as `15 minutes`.
   * `timestamp`: a time in ISO 8601. `port`: 1 to 65535. `path`: of a file or folder. `host`: a name or address without
   * scheme and port; dialled by the program. `host-port`: host, colon and port; dialled too. `url`: with its scheme;
   * dialled by the program. `public-url`: http or https; handed to browsers. `dialled-public-url`: the same, and the
   * program dials it itself. `public-authority`: host, and port if any, of a public URL; dialled by nobody. `boolean`:
   * one of two words. `list`: entries between separators. `regexp`: a regular expression of JavaScript, without slashes
   * and flags. `json`: one JSON value.
   */
  readonly type:
    | 'text'
    | 'integer'
    | 'number'
    | 'port'
    | 'path'
    | 'host'
    | 'host-port'
    | 'url'
    | 'public-url'
    | 'dialled-public-url'
    | 'public-authority'
    | 'boolean'
    | 'seconds'
    | 'milliseconds'
    | 'duration'
    | 'timestamp'
    | 'bytes'
    | 'list'
    | 'regexp'
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
  /** Texts that are taken beside what the type says, such as `none` for a URL. @default - none */
  readonly or?: readonly string[];
  /** A regular expression that the text matches. @default - what the type says is all */
  readonly pattern?: string;
  /** What `pattern` asks for, in words that follow those of the type, such as `ending in /v1`. */
  readonly shape?: string;
  /** The schemes of a `public-url`. @default ['http', 'https'] */
  readonly schemes?: readonly string[];
  /** What the entries of a `list`, or the values in `json`, are. @default - anything */
  readonly of?: 'public-url' | 'path';
  /** What a `json` value is. @default - any value */
  readonly json?: 'object' | 'array';
  /** The value is no secret, although the variable is called like one. @default - a name such as `API_KEY` says so */
  readonly public?: true;
}

/** The units of a `duration`, in milliseconds. A month has 30 days and a year 365. */
export const durationUnits = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
  year: 31_536_000_000,
} as const;

/** A time with its unit in words, such as `15 minutes` or `1 day`. The number is a whole one. */
export type DurationText = `${number} ${keyof typeof durationUnits}${'' | 's'}`;

/** The least and the greatest value of a number. */
export function bounds(spec: VariableSpec): { readonly minimum: number; readonly maximum: number } {
  const [lowest, highest] = spec.type === 'port' ? [1, 65535] : [0, Number.MAX_SAFE_INTEGER];
  return { minimum: spec.minimum ?? lowest, maximum: spec.maximum ?? highest };
}

/** Every word that is read for a boolean, in lower case. */
export function spellings({ words = { true: 'true', false: 'false' }, spellings }: VariableSpec) {
  return spellings ?? { true: [words.true.toLowerCase()], false: [words.false.toLowerCase()] };
}
