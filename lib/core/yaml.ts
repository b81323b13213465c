import { Lazy, Yaml } from 'cdk8s';
import { isPlainMap, plainParts, sortedKeys } from './plain-data.ts';

/**
 * Prints plain data as a document of YAML: byte for byte what `Yaml.stringify` of cdk8s prints of what `plainParts` makes of it, in a small part of the
 * time and without the copy.
 *
 * @throws TypeError when something in it is not plain data, or `Yaml.stringify` prints it in a way that is not known here
 */
export function printManifest(object: object): string {
  const parts: string[] = [];
  printMap(object as Readonly<Record<string, unknown>>, Object.keys(object), 0, parts);
  parts.push('\n');
  return parts.join('');
}

/** Plain data as a document of YAML, whatever it holds. @throws TypeError when something in it is not plain data */
export function stringifyManifest(object: object): string {
  try {
    return printManifest(object);
  } catch {
    return Yaml.stringify(plainParts(object));
  }
}

/**
 * Texts of one line that YAML 1.1 takes for nothing but texts: printable ASCII, after a colon or a space nothing that could end the text. They begin with a
 * letter, a slash, the dots of a path or the dashes of an option and are no word for true, false or null and no `e5`; or they begin with a digit and hold a character that
 * stands in no number and no date, or three numbers with dots between.
 *
 * @see https://yaml.org/type/
 */
const plainText =
  /^(?!(?:e[-+]?\d+|y|yes|n|no|true|false|on|off|null)$)(?:[a-z_/$(^]|[.]{1,2}[/]|--?[a-df-z]|-e$|\d(?=[\da-f_+.:xtz -]*[^\da-f_+.:xtz -]|[\d.]*\.\d+\.\d))[!-9;-~]*(?:[: ](?=[!"$-9;-~])[!-9;-~]+)*$/i;
const plainKey = /^(?!(?:e-?\d+|y|yes|n|no|true|false|on|off|null)$)[a-z][\w./-]{0,200}$/i;

/** Texts of one line that would be taken for something else without quotes: numbers, words, and what an indicator, a colon or a space would change. */
const quotedText =
  /^(?:[-+]?\d[\d_]*(?:\.[\d_]*)?|\d{4}-\d\d-\d\d|\d\d?:[0-5]\d|[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF|[nN]ull|NULL|~|[ ,[\]{}#&*!|>'"%@`][ -~]*|[ -~]*(?:: | #)[ -~]*|[ -~]*[ :])?$/;

/** Texts of several lines that become a block: no white space at either end but one line's end, and nothing that has to be escaped. */
const blockText = /^[^ \t\n][^]*[^ \t\n]\n?$/;
const escaped = /[^\P{Cc}\t\n]|\p{Cs}/u;

/** How a value was printed: not at all, since it is null or undefined; on the line of its key; or on lines of its own. */
type Printed = 'not' | 'inline' | 'lines';

/** @param depth in steps of two spaces */
function printValue(value: unknown, depth: number, parts: string[]): Printed {
  if (typeof value === 'string') printText(value, depth, parts);
  else if (typeof value === 'number') parts.push(Object.is(value, -0) ? '-0' : numberText(value));
  else if (typeof value === 'boolean') parts.push(value ? 'true' : 'false');
  else if (value === null || value === undefined) return 'not';
  else if (typeof value !== 'object') throw new TypeError('not data');
  else if (Array.isArray(value)) return printList(value, depth, parts);
  else if (value instanceof Lazy) return printValue(value.produce(), depth, parts);
  else if (isPlainMap(value)) return printMap(value, sortedKeys(value), depth, parts);
  else throw new TypeError('not plain');
  return 'inline';
}

function printMap(
  map: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  depth: number,
  parts: string[],
): Printed {
  const texts = depth === 0 ? keyTexts.outermost : keyTexts.inner;
  const start = parts.length;
  const inner = lineAt(depth + 1);
  for (const key of keys) {
    const value = map[key];
    if (value === undefined || value === null) continue;
    const at = parts.length;
    parts.push(at === start ? '' : lineAt(depth), texts.get(key) ?? keyText(key, texts), inner);
    const printed = printValue(value, depth + 1, parts);
    if (printed === 'inline') parts[at + 2] = ' ';
    else if (printed === 'not') parts.length = at;
  }
  if (parts.length > start) return 'lines';
  parts.push('{}');
  return 'inline';
}

function printList(list: readonly unknown[], depth: number, parts: string[]): Printed {
  let line = '';
  for (const item of list) {
    parts.push(line, '- ');
    // cdk8s keeps its place
    if (printValue(item, depth + 1, parts) === 'not') throw new TypeError('a list with null in it');
    line = lineAt(depth);
  }
  if (line !== '') return 'lines';
  parts.push('[]');
  return 'inline';
}

function printText(text: string, depth: number, parts: string[]): void {
  if (plainText.test(text)) parts.push(text);
  else if (!text.includes('\n')) parts.push(lineText(text));
  else if (!blockText.test(text) || escaped.test(text)) parts.push(askLines(text, depth));
  else {
    const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
    const indented = lines.replace(/\n+/g, `$&${'  '.repeat(depth)}`);
    parts.push(lines === text ? '|-' : '|', lineAt(depth), indented);
  }
}

const lines = ['\n'];

/** A line's end and the indentation of the next line. */
function lineAt(depth: number): string {
  return (lines[depth] ??= `\n${'  '.repeat(depth)}`);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
}

const askedTexts = new Map<string, string>();

/** A text of one line that may need quotes. It is printed alike wherever it stands. */
function lineText(text: string): string {
  if (quotedText.test(text)) return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
  const known = askedTexts.get(text);
  if (known !== undefined) return known;
  const asked = Yaml.stringify({ a: text }).slice('a: '.length, -1);
  askedTexts.set(text, asked);
  return asked;
}

/** A text of several lines, which is printed as its depth demands. */
function askLines(text: string, depth: number): string {
  let nested: unknown = text;
  let before = '';
  for (let level = 0; level < depth; level += 1) {
    nested = { a: nested };
    before += `${level === 0 ? '' : lineAt(level)}a:`;
  }
  return Yaml.stringify(nested).slice(before.length + 1, -1);
}

/** Keys with their colon, which are printed alike in all maps but the outermost one. */
const keyTexts = { outermost: new Map<string, string>(), inner: new Map<string, string>() };

/** @throws TypeError where a key takes several lines, or is lost when it is copied */
function keyText(key: string, texts: Map<string, string>): string {
  if (key === '__proto__') throw new TypeError('a key that sets the prototype');
  const text = plainKey.test(key) ? `${key}:` : askKey(key, texts === keyTexts.outermost);
  texts.set(key, text);
  return text;
}

function askKey(key: string, isOutermost: boolean): string {
  const [object, before] = isOutermost ? [{ [key]: 0 }, ''] : [{ a: { [key]: 0 } }, 'a:\n  '];
  const text = Yaml.stringify(object).slice(before.length, -' 0\n'.length);
  if (text.startsWith('? ')) throw new TypeError('a key of several lines');
  return text;
}
